/**
 * Reports on their way: they wait in an unnamed file until all are there, since a page names the one behind it.
 *
 * @module
 */
import type { RandomAccessFile } from "../../../core/host.ts";

/** A file that grows. */
export type GrowingFile = RandomAccessFile & { append(chunk: Uint8Array): Promise<void> };

/** Records as JSON, read back in order or one by one. */
export class Spool<T> {
  #file: GrowingFile | undefined;
  #at = 0;
  readonly #ends: number[] = [];
  readonly #open: () => Promise<GrowingFile>;

  constructor(open: () => Promise<GrowingFile>) {
    this.#open = open;
  }

  get length(): number {
    return this.#ends.length;
  }

  async add(record: T): Promise<void> {
    this.#file ??= await this.#open();
    const bytes = new TextEncoder().encode(JSON.stringify(record));
    await this.#file.append(bytes);
    this.#ends.push(this.#at += bytes.length);
  }

  /** The record that came as number `index`. */
  async get(index: number): Promise<T> {
    const start = index === 0 ? 0 : this.#ends[index - 1];
    const bytes = new Uint8Array(this.#ends[index] - start);
    for (let done = 0; done < bytes.length;) {
      const read = await this.#file!.read(bytes.subarray(done), start + done);
      if (read === 0) {
        throw new Error("Cannot read a report back: the scratch file is shorter than what was written to it");
      }
      done += read;
    }
    return JSON.parse(new TextDecoder().decode(bytes)) as T;
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
