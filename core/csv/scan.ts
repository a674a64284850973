/**
 * Cuts the bytes of a CSV text (RFC 4180, UTF-8) into rows.
 *
 * Quotes are syntax only at the beginning of a field. LF and CRLF end a row anywhere outside quotes; CR alone does in
 * texts whose first line ends with one. Inside quotes every byte is content.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import { quickCut } from "./quick_cut.ts";
import { CsvRow, DOUBLED, ENTRY, MISPLACED, PLAIN, QUOTED } from "./row.ts";

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** What a text is written with. */
export interface Dialect {
  /** One ASCII character's code. */
  delimiter: number;
  /** True where CR alone ends a row. */
  bareReturn: boolean;
}

/** Bytes to be cut, and where they stand. */
export interface Piece {
  bytes: Buffer;
  /** Offset of the first byte in the whole text. */
  at: number;
  /** Line of the first byte, from 1. */
  line: number;
  /** True when nothing follows. */
  last: boolean;
  /** Where the table may be put, if it has room: whoever gives it does not use it otherwise as long as rows are looked at. */
  table?: Int32Array;
}

/** The whole rows of a piece. */
export interface Cut {
  rows: CsvRow[];
  /** First byte of the row that does not end in the piece; the piece's length when there is none. */
  rest: number;
  /** Line in which that row begins. */
  line: number;
  /** Line in which a quote of that row was opened that is not closed in the piece. */
  openQuote?: number;
}

/**
 * Cuts a piece that begins with a row. Blank lines are left out.
 *
 * Where rows lie is told by a table of numbers. The entry of each: first byte, the byte after the last, line, 1 for a
 * misplaced quote, number of the numbers that follow; these are three a field, its first byte and the byte after the
 * last (quotes left out), and how it is written.
 */
export function cutRows(piece: Piece, dialect: Dialect): Cut {
  return quickCut(piece, dialect) ?? plainCut(piece, dialect);
}

/** The same, for pieces of any size and in any runtime. */
export function plainCut({ bytes, at, line: firstLine, last }: Piece, { delimiter, bareReturn }: Dialect): Cut {
  const rows: CsvRow[] = [];
  const size = bytes.length;
  let line = firstLine;
  let rowStart = 0;
  while (rowStart < size) {
    const rowLine = line;
    const fields: number[] = [];
    let misplaced = false;
    let i = rowStart;
    let rowEnd = -1;
    let next = -1;
    while (next < 0) {
      let start = i;
      let end = -1;
      let kind = PLAIN;
      if (i < size && bytes[i] === QUOTE) {
        const openedAt = line;
        kind = QUOTED;
        start = ++i;
        for (;;) {
          if (i >= size) {
            // Without its end a quote is a mistake in the last piece; in others the rest is still to come.
            return { rows, rest: rowStart, line: rowLine, openQuote: openedAt };
          }
          const byte = bytes[i];
          if (byte > QUOTE) i++;
          else if (byte === QUOTE) {
            if (i + 1 >= size && !last) return { rows, rest: rowStart, line: rowLine };
            if (bytes[i + 1] !== QUOTE) break;
            kind = DOUBLED;
            i += 2;
          } else {
            i++;
            if (byte === LINE_FEED) line++;
            else if (byte === CARRIAGE_RETURN && bytes[i] !== LINE_FEED) line++;
          }
        }
        end = i++;
        const after = i < size ? bytes[i] : LINE_FEED;
        if (after !== delimiter && after !== LINE_FEED && after !== CARRIAGE_RETURN) {
          kind = MISPLACED;
          misplaced = true;
          start--;
        }
      }
      for (; i < size; i++) {
        const byte = bytes[i];
        if (byte === delimiter || byte === LINE_FEED) break;
        if (byte === CARRIAGE_RETURN) {
          if (i + 1 >= size && !last) return { rows, rest: rowStart, line: rowLine };
          if (bareReturn || bytes[i + 1] === LINE_FEED) break;
          // Behind a closing quote it is content like any other.
          if (kind === QUOTED || kind === DOUBLED) {
            kind = MISPLACED;
            start--;
          }
        }
        if (byte === QUOTE) misplaced = true;
      }
      if (i >= size && !last) return { rows, rest: rowStart, line: rowLine };
      if (kind === PLAIN || kind === MISPLACED) end = i;
      fields.push(start, end, kind);
      if (i < size && bytes[i] === delimiter) i++;
      else {
        rowEnd = i;
        next = i < size && bytes[i] === CARRIAGE_RETURN && bytes[i + 1] === LINE_FEED ? i + 2 : i + 1;
      }
    }
    line++;
    if (rowEnd > rowStart) {
      const entry = new Int32Array(ENTRY + fields.length);
      entry.set([rowStart, rowEnd, rowLine, misplaced ? 1 : 0, fields.length]);
      entry.set(fields, ENTRY);
      rows.push(new CsvRow(bytes, at, entry, 0));
    }
    rowStart = next;
  }
  return { rows, rest: Math.min(rowStart, size), line };
}
