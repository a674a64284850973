/**
 * One text file of the output, written in large pieces.
 *
 * @module
 */
import type { Files } from "../../core/host.ts";
import { createHashed, type HashedFile } from "../../core/hashed_file.ts";
import type { FileIdentity } from "../../core/sink.ts";

/** Text gathered before it is encoded and written, in UTF-16 units. */
const GATHERED = 512 * 1024;

/** A file of the output. */
export class OutFile {
  #gathered = "";
  #file: HashedFile | undefined;
  readonly #encoder = new TextEncoder();

  constructor(readonly files: Files, readonly path: string) {}

  /** True when it is time to `flush`. */
  get full(): boolean {
    return this.#gathered.length >= GATHERED;
  }

  /** Adds text; nothing is written before `flush`. */
  add(text: string): void {
    this.#gathered += text;
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    this.#file ??= await createHashed(this.files, this.path);
    const chunk = this.#encoder.encode(this.#gathered);
    this.#gathered = "";
    if (chunk.length > 0) await this.#file.write(chunk);
  }

  /** Puts the file in place, unless the same bytes are there. */
  async commit(): Promise<{ file: FileIdentity; changed: boolean }> {
    await this.flush();
    return await this.#file!.commit();
  }

  async abort(): Promise<void> {
    this.#gathered = "";
    await this.#file?.abort();
  }
}
