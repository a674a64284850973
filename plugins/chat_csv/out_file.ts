/**
 * One text file of the output, written in large pieces.
 *
 * @module
 */
import type { Files } from "../../core/host.ts";
import { createHashed, type HashedFile } from "../../core/hashed_file.ts";
import type { FileIdentity } from "../../core/sink.ts";
import { TextBuffer } from "./text_buffer.ts";

/** Bytes gathered before they are written. */
const GATHERED = 256 * 1024;
/** So many bytes that come at once are written as they are. */
const LARGE = 64 * 1024;

/** A file of the output. */
export class OutFile {
  readonly #buffer = new TextBuffer();
  #file: HashedFile | undefined;

  constructor(readonly files: Files, readonly folder: string, name: string) {
    this.path = `${folder}/${name}`;
  }

  readonly path: string;

  /** True when it is time to `flush`. */
  get full(): boolean {
    return this.#buffer.used >= GATHERED;
  }

  /** Adds text; nothing is written before `flush`. */
  add(text: string): void {
    this.#buffer.add(text);
  }

  addBytes(bytes: Uint8Array): void {
    this.#buffer.addBytes(bytes);
  }

  /** Adds bytes, which may be used again once it resolves. */
  async append(bytes: Uint8Array): Promise<void> {
    if (bytes.length < LARGE) {
      this.#buffer.addBytes(bytes);
      if (this.full) await this.flush();
      return;
    }
    await this.flush();
    await this.#file!.write(bytes);
  }

  /** Writes what was gathered. */
  async flush(): Promise<void> {
    this.#file ??= await createHashed(this.files, this.path, this.folder);
    if (this.#buffer.used > 0) await this.#file.write(this.#buffer.bytes);
    this.#buffer.clear();
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
