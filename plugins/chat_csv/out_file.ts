/**
 * One text file of the output, written in large pieces.
 *
 * @module
 */
import type { Files } from "../../core/host.ts";
import { createHashed, type HashedFile } from "../../core/hashed_file.ts";
import type { FileIdentity } from "../../core/sink.ts";

/** Bytes gathered before they are written. */
const GATHERED = 256 * 1024;

/** A file of the output. */
export class OutFile {
  #buffer = new Uint8Array(2 * GATHERED);
  #used = 0;
  #file: HashedFile | undefined;
  readonly #encoder = new TextEncoder();

  constructor(readonly files: Files, readonly folder: string, name: string) {
    this.path = `${folder}/${name}`;
  }

  readonly path: string;

  /** True when it is time to `flush`. */
  get full(): boolean {
    return this.#used >= GATHERED;
  }

  /** Adds text, encoded at once so that it can be let go; nothing is written before `flush`. */
  add(text: string): void {
    const most = this.#used + text.length * 3;
    if (most > this.#buffer.length) {
      const larger = new Uint8Array(most + GATHERED);
      larger.set(this.#buffer.subarray(0, this.#used));
      this.#buffer = larger;
    }
    this.#used += this.#encoder.encodeInto(text, this.#buffer.subarray(this.#used)).written;
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    this.#file ??= await createHashed(this.files, this.path, this.folder);
    if (this.#used > 0) await this.#file.write(this.#buffer.subarray(0, this.#used));
    this.#used = 0;
    // One large text is no reason to keep its space.
    if (this.#buffer.length > 8 * GATHERED) this.#buffer = new Uint8Array(2 * GATHERED);
  }

  /** Puts the file in place, unless the same bytes are there. */
  async commit(): Promise<{ file: FileIdentity; changed: boolean }> {
    await this.flush();
    return await this.#file!.commit();
  }

  async abort(): Promise<void> {
    await this.#file?.abort();
  }
}
