/**
 * Cuts text into rows of cells.
 *
 * A quote that opens a cell quotes it; inside it a doubled quote stands for one, and line breaks and delimiters are text.
 * A quote further on in a cell is text. Rows end with LF, CRLF or CR. (RFC 4180, and what programs write besides.)
 *
 * @module
 */
import { Finder } from "./finder.ts";
import { unquote } from "./unquote.ts";

/** How cells are set apart. */
export interface Dialect {
  delimiter: string;
  /** One character, or "" where nothing is quoted. */
  quote: string;
}

/** One row as it stands in the text. */
export interface ScannedRow {
  cells: string[];
  /** Its text without the line break at its end. */
  raw: string;
  /** What is wrong with how it is written: the number of the cell (from 1) with text behind its closing quote. */
  strayIn?: number;
  /** Line breaks inside its cells. */
  breaks: number;
}

/** A row, a blank line, or nothing whole. */
export type Scanned =
  | { kind: "row"; row: ScannedRow; end: number }
  | { kind: "blank"; end: number }
  | { kind: "unfinished" }
  /** The text has ended inside a quoted cell, which opened so many lines below the row's first. */
  | { kind: "open"; below: number; cell: number };

/** The rows of one piece of text; `final` where no more text follows. */
export class RowScanner {
  readonly #lf: Finder;
  readonly #cr: Finder;
  readonly #quotes: Finder;
  readonly #delimiters: Finder;

  constructor(readonly text: string, readonly dialect: Dialect, readonly final: boolean) {
    this.#lf = new Finder(text, "\n");
    this.#cr = new Finder(text, "\r");
    this.#quotes = new Finder(text, dialect.quote);
    this.#delimiters = new Finder(text, dialect.delimiter);
  }

  /** What begins at `start`, which lies before the end of the text. */
  scan(start: number): Scanned {
    const { text, dialect: { delimiter } } = this;
    const lineEnd = Math.min(this.#lf.from(start), this.#cr.from(start));
    if (this.#quotes.from(start) < lineEnd && this.#quotes.from(start) < text.length) return this.#quoted(start);
    const end = this.#afterBreak(lineEnd);
    if (end === undefined) return { kind: "unfinished" };
    if (lineEnd === start) return { kind: "blank", end };
    const raw = text.slice(start, lineEnd);
    return { kind: "row", row: { cells: raw.split(delimiter), raw, breaks: 0 }, end };
  }

  /** Cell by cell: one of them may be quoted. */
  #quoted(start: number): Scanned {
    const { text, dialect: { delimiter, quote }, final } = this;
    const cells: string[] = [];
    let strayIn: number | undefined;
    let breaks = 0;
    for (let at = start;;) {
      let end: number;
      if (text.startsWith(quote, at)) {
        const close = this.#closing(at + 1);
        if (close === undefined) {
          return final ? { kind: "open", below: breaks, cell: cells.length + 1 } : { kind: "unfinished" };
        }
        const cell = text.slice(at + 1, close);
        cells.push(unquote(cell, quote));
        breaks += this.#breaksWithin(at, close);
        end = this.#cellEnd(close + 1);
        if (end > close + 1) strayIn ??= cells.length;
      } else {
        end = this.#cellEnd(at);
        cells.push(text.slice(at, end));
      }
      if (end < text.length && text.startsWith(delimiter, end)) {
        at = end + delimiter.length;
        continue;
      }
      const next = this.#afterBreak(end);
      if (next === undefined) return { kind: "unfinished" };
      const row: ScannedRow = { cells, raw: text.slice(start, end), breaks };
      if (strayIn !== undefined) row.strayIn = strayIn;
      return { kind: "row", row, end: next };
    }
  }

  /** Where the quoted cell ends that begins at `from`; undefined where that cannot be told yet, or ever. */
  #closing(from: number): number | undefined {
    const { text, dialect: { quote }, final } = this;
    for (let at = from;;) {
      const found = text.indexOf(quote, at);
      if (found < 0) return undefined;
      // Whether another quote follows is not known before there is more text.
      if (found + 1 === text.length) return final ? found : undefined;
      if (text[found + 1] !== quote) return found;
      at = found + 2;
    }
  }

  /** Where an unquoted cell ends: at a delimiter, a line break or the end of the text. */
  #cellEnd(from: number): number {
    return Math.min(this.#delimiters.from(from), this.#lf.from(from), this.#cr.from(from), this.text.length);
  }

  /** Where the line after the break at `at` begins; undefined where there may be more of this line to come. */
  #afterBreak(at: number): number | undefined {
    const { text, final } = this;
    if (at >= text.length) return final ? text.length : undefined;
    if (text[at] === "\n") return at + 1;
    if (at + 1 === text.length) return final ? at + 1 : undefined;
    return text[at + 1] === "\n" ? at + 2 : at + 1;
  }

  #breaksWithin(from: number, to: number): number {
    let count = 0;
    for (let at = this.#lf.from(from); at < to; at = this.#lf.from(at + 1)) count++;
    for (let at = this.#cr.from(from); at < to; at = this.#cr.from(at + 1)) if (this.text[at + 1] !== "\n") count++;
    return count;
  }
}
