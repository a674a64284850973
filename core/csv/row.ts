/**
 * One row of a CSV text: bytes, and where its fields lie in them.
 *
 * @module
 */
import { Buffer, isUtf8 } from "node:buffer";

/** How a field is written. */
export const PLAIN = 0;
/** Between quotes, with no quote inside. */
export const QUOTED = 1;
/** Between quotes, with doubled quotes inside. */
export const DOUBLED = 2;
/** A quote where none may stand: behind a closing one, or inside a field that began without. */
export const MISPLACED = 3;

const QUOTE = 0x22;

/** Where a field's doubled quotes are made single; grows with the largest field. */
let scratch = Buffer.allocUnsafe(64 * 1024);

/** Numbers of a table's entry before those of the row's fields. */
export const ENTRY = 5;

/** A row; its cells are decoded when they are asked for. */
export class CsvRow {
  readonly #table: Int32Array;
  /** Where the row's fields begin in the table, and where they end. */
  readonly #first: number;
  readonly #last: number;
  readonly #bytes: Buffer;
  readonly #start: number;
  #text: string | undefined;

  /** A row of `bytes`, which begin at `base` of the whole text, by its entry in a table as `cutRows` makes it. */
  constructor(bytes: Buffer, base: number, table: Int32Array, entry: number) {
    this.#bytes = bytes;
    this.#table = table;
    this.#start = table[entry];
    this.length = table[entry + 1] - table[entry];
    this.at = base + table[entry];
    this.line = table[entry + 2];
    this.misplaced = table[entry + 3] === 1;
    this.#first = entry + ENTRY;
    this.#last = this.#first + table[entry + 4];
  }

  /** Offset of its first byte in the UTF-8 text, from 0. */
  readonly at: number;
  /** Length in bytes, without its line end. */
  readonly length: number;
  /** Line in which it begins, from 1. */
  readonly line: number;
  /** True when a quote stands where none may: the row was read all the same, the quote as it stands. */
  readonly misplaced: boolean;

  /** Number of fields. */
  get width(): number {
    return (this.#last - this.#first) / 3;
  }

  /** How many numbers its entry in a table has. */
  get entryLength(): number {
    return ENTRY + this.#last - this.#first;
  }

  /** Writes its entry into another table, for bytes in which the row begins at `start`. */
  copyEntry(table: Int32Array, entry: number, start: number): void {
    const from = this.#table;
    const shift = start - this.#start;
    table[entry] = start;
    table[entry + 1] = start + this.length;
    table[entry + 2] = this.line;
    table[entry + 3] = this.misplaced ? 1 : 0;
    table[entry + 4] = this.#last - this.#first;
    for (let i = this.#first, to = entry + ENTRY; i < this.#last; i += 3, to += 3) {
      table[to] = from[i] + shift;
      table[to + 1] = from[i + 1] + shift;
      table[to + 2] = from[i + 2];
    }
  }

  /** The row's bytes, without its line end. Valid as long as the row is. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#start + this.length);
  }

  /** True when all of its bytes are UTF-8; those that are not read as U+FFFD. */
  get wellFormed(): boolean {
    return isUtf8(this.bytes);
  }

  /** The row as it stands, without its line end. */
  get raw(): string {
    return this.#text ??= this.#bytes.toString("utf8", this.#start, this.#start + this.length);
  }

  /**
   * Copies a field's bytes as they stand between its quotes, those inside doubled; gives their number. -1 where it is
   * written in another way, or where there is no room.
   */
  copyDoubled(index: number, into: Uint8Array, at: number): number {
    const i = this.#first + index * 3;
    const fields = this.#table;
    if (i >= this.#last || fields[i + 2] !== DOUBLED) return -1;
    const length = fields[i + 1] - fields[i];
    if (at + length > into.length) return -1;
    const { buffer, byteOffset } = this.#bytes;
    into.set(new Uint8Array(buffer, byteOffset + fields[i], length), at);
    return length;
  }

  /** A field's text, quotes undone; empty where the row has no such field. */
  cell(index: number): string {
    const i = this.#first + index * 3;
    if (i >= this.#last) return "";
    const fields = this.#table;
    const start = fields[i];
    const end = fields[i + 1];
    const kind = fields[i + 2];
    if (start === end) return "";
    if (kind === DOUBLED) return this.#single(start, end);
    if (kind === MISPLACED) return unquote(this.#bytes.toString("utf8", start, end));
    // All ASCII: bytes are characters, and a piece of the row's text costs nothing.
    if (this.#text?.length === this.length) return this.#text.slice(start - this.#start, end - this.#start);
    return this.#bytes.toString("utf8", start, end);
  }

  /** All fields; the one of `without` is left empty. */
  cells(without = -1): string[] {
    const cells: string[] = [];
    const fields = this.#table;
    const first = this.#first;
    const last = this.#last;
    const left = first + without * 3;
    for (let i = first; i < last;) {
      if (i === left) {
        cells.push("");
        i += 3;
        continue;
      }
      if (fields[i + 2] > QUOTED) {
        cells.push(this.cell((i - first) / 3));
        i += 3;
        continue;
      }
      // Fields that stand as they are, side by side, are decoded at once.
      let end = i + 3;
      while (end < last && fields[end + 2] <= QUOTED && end !== left) end += 3;
      this.#run(i, end, cells);
      i = end;
    }
    return cells;
  }

  /** Fields without quotes inside, from place to place: pieces of one text where all of it is ASCII. */
  #run(from: number, to: number, cells: string[]): void {
    const fields = this.#table;
    const start = fields[from];
    const end = fields[to - 2];
    const text = this.#bytes.toString("utf8", start, end);
    const ascii = text.length === end - start;
    for (let i = from; i < to; i += 3) {
      cells.push(ascii ? text.slice(fields[i] - start, fields[i + 1] - start) : this.cell((i - this.#first) / 3));
    }
  }

  #single(start: number, end: number): string {
    if (scratch.length < end - start) scratch = Buffer.allocUnsafe((end - start) * 2);
    const bytes = this.#bytes;
    const target = scratch;
    let length = 0;
    for (let i = start; i < end; i++) {
      const byte = bytes[i];
      target[length++] = byte;
      if (byte === QUOTE) i++;
    }
    return this.#text?.length === this.length
      ? target.toString("latin1", 0, length)
      : target.toString("utf8", 0, length);
  }
}

/** As Python's reader has it: what stands behind a closing quote belongs to the field, further quotes as they are. */
function unquote(text: string): string {
  if (text[0] !== '"') return text;
  let value = "";
  let from = 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return value + text.slice(from);
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') return value + text.slice(quote + 1);
    value += '"';
    from = quote + 2;
  }
}
