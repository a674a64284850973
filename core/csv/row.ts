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

/** A row; its cells are decoded when they are asked for. */
export class CsvRow {
  /** Three numbers a field: first byte and the byte after the last (quotes left out), and how it is written. */
  readonly #fields: number[];
  readonly #bytes: Buffer;
  readonly #start: number;
  readonly #end: number;
  #text: string | undefined;

  constructor(
    bytes: Buffer,
    place: { start: number; end: number; at: number; line: number; misplaced: boolean },
    fields: number[],
  ) {
    this.#bytes = bytes;
    this.#start = place.start;
    this.#end = place.end;
    this.at = place.at;
    this.line = place.line;
    this.misplaced = place.misplaced;
    this.#fields = fields;
  }

  /** Offset of its first byte in the UTF-8 text, from 0. */
  readonly at: number;
  /** Line in which it begins, from 1. */
  readonly line: number;
  /** True when a quote stands where none may: the row was read all the same, the quote as it stands. */
  readonly misplaced: boolean;

  /** Number of fields. */
  get width(): number {
    return this.#fields.length / 3;
  }

  /** Where its fields lie, counted from its first byte: what the constructor takes for a row that begins at 0. */
  places(): number[] {
    const places: number[] = [];
    const fields = this.#fields;
    for (let i = 0; i < fields.length; i += 3) {
      places.push(fields[i] - this.#start, fields[i + 1] - this.#start, fields[i + 2]);
    }
    return places;
  }

  /** Length in bytes, without its line end. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** The row's bytes, without its line end. Valid as long as the row is. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** True when all of its bytes are UTF-8; those that are not read as U+FFFD. */
  get wellFormed(): boolean {
    return isUtf8(this.bytes);
  }

  /** The row as it stands, without its line end. */
  get raw(): string {
    return this.#text ??= this.#bytes.toString("utf8", this.#start, this.#end);
  }

  /**
   * Copies a field's bytes as they stand between its quotes, those inside doubled; gives their number. -1 where it is
   * written in another way, or where there is no room.
   */
  copyDoubled(index: number, into: Uint8Array, at: number): number {
    const i = index * 3;
    const fields = this.#fields;
    if (i >= fields.length || fields[i + 2] !== DOUBLED) return -1;
    const length = fields[i + 1] - fields[i];
    if (at + length > into.length) return -1;
    const { buffer, byteOffset } = this.#bytes;
    into.set(new Uint8Array(buffer, byteOffset + fields[i], length), at);
    return length;
  }

  /** A field's text, quotes undone; empty where the row has no such field. */
  cell(index: number): string {
    const i = index * 3;
    if (i >= this.#fields.length) return "";
    const [start, end, kind] = [this.#fields[i], this.#fields[i + 1], this.#fields[i + 2]];
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
    const fields = this.#fields;
    const count = fields.length;
    for (let i = 0; i < count;) {
      if (i === without * 3) {
        cells.push("");
        i += 3;
        continue;
      }
      if (fields[i + 2] > QUOTED) {
        cells.push(this.cell(i / 3));
        i += 3;
        continue;
      }
      // Fields that stand as they are, side by side, are decoded at once.
      let end = i + 3;
      while (end < count && fields[end + 2] <= QUOTED && end !== without * 3) end += 3;
      this.#run(i, end, cells);
      i = end;
    }
    return cells;
  }

  /** Fields without quotes inside, from place to place: pieces of one text where all of it is ASCII. */
  #run(from: number, to: number, cells: string[]): void {
    const fields = this.#fields;
    const start = fields[from];
    const end = fields[to - 2];
    const text = this.#bytes.toString("utf8", start, end);
    const ascii = text.length === end - start;
    for (let i = from; i < to; i += 3) {
      cells.push(ascii ? text.slice(fields[i] - start, fields[i + 1] - start) : this.cell(i / 3));
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
