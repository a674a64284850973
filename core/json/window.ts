/**
 * The part of a stream that a splitter still needs.
 *
 * @module
 */
import type { Scanner } from "./scanner.ts";

/** Bytes of a stream in a scanner's window, addressed by their offset in the stream. */
export class Window {
  /** Offset of the window's first byte. */
  base = 0;
  /** Offset of the byte after its last. */
  end = 0;
  readonly scanner: Scanner;

  constructor(scanner: Scanner) {
    this.scanner = scanner;
  }

  /** Adds bytes at the end and forgets those before `keep`. Views taken before are no longer good. */
  append(piece: Uint8Array, keep: number): void {
    const { scanner } = this;
    const kept = this.end - keep;
    if (keep > this.base && kept > 0) scanner.window.copyWithin(0, keep - this.base, this.end - this.base);
    this.base = keep;
    if (kept + piece.length > scanner.window.length) scanner.grow(Math.ceil((kept + piece.length) * 1.125));
    scanner.window.set(piece, kept);
    this.end += piece.length;
  }

  /** The byte at an offset, -1 behind the end. */
  byte(at: number): number {
    return at < this.end ? this.scanner.window[at - this.base] : -1;
  }

  /** A view of the bytes from `start` to `end`. */
  view(start: number, end: number): Uint8Array<ArrayBuffer> {
    return this.scanner.window.subarray(start - this.base, end - this.base);
  }
}
