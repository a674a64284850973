/**
 * Text that is gathered as bytes, outside of the heap.
 *
 * @module
 */

/** Bytes it begins with. */
const FIRST = 64 * 1024;
/** Most bytes that a UTF-16 unit takes in UTF-8. */
const PER_UNIT = 3;

/** Text in UTF-8 that grows. */
export class TextBuffer {
  readonly #encoder = new TextEncoder();
  #memory = new ArrayBuffer(FIRST);
  #length = 0;

  /** Adds text; gives the bytes it takes. */
  add(text: string): number {
    const most = this.#length + text.length * PER_UNIT;
    if (most > this.#memory.byteLength) {
      this.#memory = this.#memory.transfer(Math.max(most, this.#memory.byteLength * 2));
    }
    const { written } = this.#encoder.encodeInto(text, new Uint8Array(this.#memory, this.#length));
    this.#length += written;
    return written;
  }

  /** All of it; the buffer is not used any more. */
  end(): ArrayBuffer {
    return this.#memory.transfer(this.#length);
  }
}
