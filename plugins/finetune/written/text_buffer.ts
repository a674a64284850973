/**
 * Text that is gathered as bytes, outside of the heap.
 *
 * @module
 */

/** Bytes of a piece of memory, unless one text alone may take more. */
const PIECE = 1024 * 1024;
/** Most bytes that a UTF-16 unit takes in UTF-8. */
const PER_UNIT = 3;

/** The number of the piece that a text lies in, and the bytes it takes. */
export type TextPlace = [piece: number, bytes: number];

/** Texts in UTF-8, one after the other, each in one piece of memory. Nothing is copied as it grows. */
export class TextBuffer {
  readonly #encoder = new TextEncoder();
  readonly #pieces: ArrayBuffer[] = [];
  #last = new ArrayBuffer(0);
  #used = 0;

  /** Adds a text; gives where it lies. */
  add(text: string): TextPlace {
    const most = text.length * PER_UNIT;
    if (this.#used + most > this.#last.byteLength) {
      this.#close();
      this.#last = new ArrayBuffer(Math.max(PIECE, most));
    }
    const { written } = this.#encoder.encodeInto(text, new Uint8Array(this.#last, this.#used));
    this.#used += written;
    return [this.#pieces.length, written];
  }

  /** All pieces; the buffer is not used any more. */
  end(): ArrayBuffer[] {
    this.#close();
    return this.#pieces;
  }

  #close(): void {
    if (this.#used > 0) this.#pieces.push(this.#last.transfer(this.#used));
    this.#used = 0;
  }
}

/** Gives the texts of such pieces back, in the order in which they were added. */
export function textsOf(pieces: readonly ArrayBuffer[]): (place: TextPlace) => Uint8Array {
  let current = 0;
  let at = 0;
  return ([piece, bytes]) => {
    if (piece !== current) at = 0;
    current = piece;
    at += bytes;
    return new Uint8Array(pieces[piece], at - bytes, bytes);
  };
}
