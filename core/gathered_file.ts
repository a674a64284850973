/**
 * Text of a file sink: gathered, so that a few large writes take the place of many small ones.
 *
 * @module
 */
import { createHashed, type HashedFile } from "./hashed_file.ts";
import type { Files } from "./host.ts";
import type { FileIdentity } from "./sink.ts";

/** Text gathered before it is encoded and written, in UTF-16 units. */
const GATHERED = 512 * 1024;

/** A text file in the making: it appears whole, and stays untouched when its bytes would be the same. */
export class GatheredFile {
  readonly #files: Files;
  readonly #path: string;
  readonly #folder: string;
  readonly #encoder = new TextEncoder();
  #gathered = "";
  // Not made before there is something to do: a run may find that the file needs no writing.
  #file: HashedFile | undefined;

  /** @param folder where the file lies; it is made when it is missing */
  constructor(files: Files, path: string, folder: string) {
    this.#files = files;
    this.#path = path;
    this.#folder = folder;
  }

  /** Takes text behind what it has; true when there is enough for a write: call `flush`. */
  add(text: string): boolean {
    this.#gathered += text;
    return this.#gathered.length >= GATHERED;
  }

  /** Writes what is gathered. */
  async flush(): Promise<HashedFile> {
    this.#file ??= await createHashed(this.#files, this.#path, this.#folder);
    const chunk = this.#encoder.encode(this.#gathered);
    this.#gathered = "";
    if (chunk.length > 0) await this.#file.write(chunk);
    return this.#file;
  }

  /** Puts the file in place, as a file sink's `commit` tells it. */
  async commit(): Promise<{ files: FileIdentity[]; changed: boolean }> {
    const { file, changed } = await (await this.flush()).commit();
    return { files: [file], changed };
  }

  async abort(): Promise<void> {
    await this.#file?.abort();
  }
}
