/**
 * A stretch of a file that is read like a file of its own: that is how an archive inside an archive is read in place.
 *
 * @module
 */
import type { RandomAccessFile } from "../../../core/host.ts";

/** Bytes with random access. Reads beyond the end give what there is. */
export interface ByteWindow {
  readonly size: number;
  /** With `into`, which must be long enough, the bytes may lie there: whoever reads on and on makes no garbage. */
  read(start: number, end: number, into?: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
  readSync(start: number, end: number): Uint8Array<ArrayBuffer>;
}

/** A whole file, or its bytes from `from` up to `to`. */
export function fileWindow(file: RandomAccessFile, from = 0, to: number = file.size): ByteWindow {
  const size = Math.max(0, to - from);
  const clip = (start: number, end: number, buffer?: Uint8Array<ArrayBuffer>) => {
    const length = Math.max(0, Math.min(end, size) - Math.max(0, start));
    return buffer?.subarray(0, length) ?? new Uint8Array(length);
  };
  return {
    size,
    async read(start, end, buffer) {
      const into = clip(start, end, buffer);
      let filled = 0;
      while (filled < into.length) {
        const n = await file.read(into.subarray(filled), from + start + filled);
        if (n === 0) break;
        filled += n;
      }
      return into.subarray(0, filled);
    },
    readSync(start, end) {
      const into = clip(start, end);
      let filled = 0;
      while (filled < into.length) {
        const n = file.readSync(into.subarray(filled), from + start + filled);
        if (n === 0) break;
        filled += n;
      }
      return into.subarray(0, filled);
    },
  };
}

/** A part of a window. */
export function subWindow(window: ByteWindow, from: number, to: number): ByteWindow {
  const size = Math.max(0, Math.min(to, window.size) - from);
  return {
    size,
    read: (start, end, into) => window.read(from + start, from + Math.min(end, size), into),
    readSync: (start, end) => window.readSync(from + start, from + Math.min(end, size)),
  };
}

/** Bytes in memory. */
export function memoryWindow(bytes: Uint8Array<ArrayBuffer>): ByteWindow {
  const part = (start: number, end: number) => bytes.slice(start, end);
  return { size: bytes.length, read: (start, end) => Promise.resolve(part(start, end)), readSync: part };
}

/** Reads headers, which are small and many: bytes come from a block that is kept. */
export class HeaderReader {
  readonly #window: ByteWindow;
  readonly #blockSize: number;
  #block: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #at = 0;

  constructor(window: ByteWindow, blockSize: number) {
    this.#window = window;
    this.#blockSize = blockSize;
  }

  /** Up to `length` bytes from `at`, fewer at the end. Valid until the next call. */
  bytes(at: number, length: number): Uint8Array<ArrayBuffer> {
    const from = at - this.#at;
    if (from < 0 || from + length > this.#block.length) {
      this.#block = this.#window.readSync(at, at + Math.max(length, this.#blockSize));
      this.#at = at;
      return this.#block.subarray(0, length);
    }
    return this.#block.subarray(from, from + length);
  }
}
