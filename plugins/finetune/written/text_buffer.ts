/**
 * Text that is gathered as bytes, outside of the heap.
 *
 * @module
 */

/** Bytes of a piece of memory, unless one text alone may take more. */
const PIECE = 256 * 1024;
/** Most bytes that a UTF-16 unit takes in UTF-8. */
const PER_UNIT = 3;

/** Where a text lies: the number of its piece, its first byte there, and the bytes it takes. */
export type TextPlace = [piece: number, from: number, bytes: number];

/**
 * Texts in UTF-8, one after the other, each in one piece of memory. Nothing is copied as it grows.
 *
 * Memory that was given back is used again: what is made in one thread and let go in another is not given back to the
 * system, and would grow.
 */
export class TextBuffer {
  readonly #encoder = new TextEncoder();
  readonly #spare: ArrayBuffer[];
  readonly #pieces: ArrayBuffer[] = [];
  /** Bytes used of each piece. */
  readonly #lengths: number[] = [];
  #last = new ArrayBuffer(0);
  #used = 0;

  /** `spare`: memory that may be used; what is used is taken out of it. */
  constructor(spare: ArrayBuffer[] = []) {
    this.#spare = spare;
  }

  /** Adds a text; gives where it lies. */
  add(text: string): TextPlace {
    const most = text.length * PER_UNIT;
    if (this.#used + most > this.#last.byteLength) {
      this.#last = most <= PIECE ? this.#spare.pop() ?? new ArrayBuffer(PIECE) : new ArrayBuffer(most);
      this.#pieces.push(this.#last);
      this.#used = 0;
    }
    const from = this.#used;
    const { written } = this.#encoder.encodeInto(text, new Uint8Array(this.#last, from));
    this.#used += written;
    this.#lengths[this.#pieces.length - 1] = this.#used;
    return [this.#pieces.length - 1, from, written];
  }

  /** All pieces, which may not be full; the buffer is not used any more. */
  end(): ArrayBuffer[] {
    return this.#pieces;
  }

  /** The same without what is not full: the texts in a row. */
  endRow(): ArrayBuffer[] {
    return this.#pieces.map((piece, i) => piece.transfer(this.#lengths[i]));
  }
}

/** Texts of some blocks in the thread that writes them. */
export class LentTexts {
  readonly #pieces: readonly ArrayBuffer[];
  readonly #giveBack: (spare: ArrayBuffer[]) => void;
  #wanted = 0;

  /** `giveBack` is called with memory that can be used again, once all that was asked for was let go. */
  constructor(pieces: readonly ArrayBuffer[], giveBack: (spare: ArrayBuffer[]) => void = () => {}) {
    this.#pieces = pieces;
    this.#giveBack = giveBack;
  }

  /** Says how many texts will be let go in all; one that is left out never is, and its memory is left to the runtime. */
  expect(texts: number): void {
    this.#wanted += texts;
    if (texts === 0) this.#end();
  }

  at([piece, from, bytes]: TextPlace): Uint8Array {
    return new Uint8Array(this.#pieces[piece], from, bytes);
  }

  /** One text is not needed any more. */
  letGo(): void {
    this.#wanted--;
    this.#end();
  }

  #end(): void {
    if (this.#wanted === 0) this.#giveBack(this.#pieces.filter(({ byteLength }) => byteLength === PIECE));
  }
}
