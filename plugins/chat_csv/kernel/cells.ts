/**
 * Cells as bytes in the kernel's memory.
 *
 * @module
 */
import { csvCell } from "../../../core/csv/write.ts";

/** Which cells stand in which line, by their numbers. */
export interface CellLists {
  /** Of a line of `messages.csv`: before role, type, key, id and content, and behind it. None is empty. */
  shared: readonly (readonly number[])[];
  chats: readonly number[];
  metrics: readonly number[];
  /** The cell of the chat's id. */
  chatId: number;
}

/** Most cells, and most in a list. */
const MOST_CELLS = 128;
const MOST_LISTED = 63;
/** Where the tables of `lines.wat` lie. */
const CELLS = 4096;
const LISTS = 8192;

const QUOTE = 0x22;
const COMMA = 0x2c;

/** Puts cells where the module finds them. */
export class Cells {
  /** Most of them. */
  static readonly most: number = MOST_CELLS;
  readonly #bytes: Uint8Array<ArrayBuffer>;
  readonly #words: Int32Array;
  readonly #from: number;
  readonly #to: number;
  readonly #encoder = new TextEncoder();
  #used: number;

  /** Their bytes lie between the two places. */
  constructor(buffer: ArrayBuffer, from: number, to: number, { shared, chats, metrics }: CellLists) {
    this.#bytes = new Uint8Array(buffer);
    this.#words = new Int32Array(buffer, CELLS, MOST_CELLS * 2);
    this.#from = this.#used = from;
    this.#to = to;
    for (const [i, list] of [...shared, chats, metrics].entries()) {
      if (list.length === 0 || list.length > MOST_LISTED || list.some((cell) => cell >= MOST_CELLS)) {
        throw new RangeError(`Cannot list cells: there are ${list.length}, expected 1 to ${MOST_LISTED}`);
      }
      this.#bytes.set([list.length, ...list], LISTS + i * (MOST_LISTED + 1));
    }
  }

  /** Bytes of all cells. */
  get used(): number {
    return this.#used - this.#from;
  }

  /** Begins with a chat's cells. */
  clear(): void {
    this.#used = this.#from;
  }

  /** Puts cells, the first of them as cell `number`; false where there is no room. */
  put(cells: readonly string[], number: number): boolean {
    const words = this.#words;
    let word = number * 2;
    for (let i = 0; i < cells.length; i++) {
      const text = cells[i];
      const start = this.#used;
      if (text.length > 0) {
        if (start + text.length * 3 + 2 > this.#to) return false;
        const end = this.#ascii(text, start);
        this.#used = end < 0 ? start + this.#any(text, start) : end;
      }
      words[word++] = start;
      words[word++] = this.#used - start;
    }
    return true;
  }

  /** Writes a text of ASCII; gives where its cell ends, -1 for another text. */
  #ascii(text: string, start: number): number {
    const bytes = this.#bytes;
    const { length } = text;
    let to = start;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return -1;
      bytes[to++] = code;
      if (code > COMMA) continue;
      if (code === QUOTE || code === COMMA || code === 0x0a || code === 0x0d) return this.#quoted(text, start);
    }
    return to;
  }

  #quoted(text: string, start: number): number {
    const bytes = this.#bytes;
    const { length } = text;
    let to = start;
    bytes[to++] = QUOTE;
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0x80) return -1;
      bytes[to++] = code;
      if (code === QUOTE) bytes[to++] = QUOTE;
    }
    bytes[to++] = QUOTE;
    return to;
  }

  #any(text: string, start: number): number {
    return this.#encoder.encodeInto(csvCell(text), this.#bytes.subarray(start)).written;
  }
}
