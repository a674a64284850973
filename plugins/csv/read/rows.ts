/**
 * The rows of a file, each with its line, with memory bounded by the longest row.
 *
 * @module
 */
import { type Dialect, RowScanner, type ScannedRow } from "./scan.ts";
import { skipRow } from "./skip.ts";
import type { TextFile } from "./text_file.ts";

/** A row and where it begins. */
export interface Row extends ScannedRow {
  /** From 1. */
  line: number;
  /** Longer than allowed: `cells` is empty, `raw` only its start. */
  tooLong?: true;
}

/** How rows are read. */
export interface RowOptions {
  path: string;
  dialect: Dialect;
  /** Longest row, in bytes (of UTF-16: characters). */
  maxRowBytes: number;
  signal: AbortSignal;
}

/** What is read at a time: large enough to make the calls cheap, small enough to keep many batches in flight. */
const PIECE_BYTES = 256 * 1024;

/** How much of a row that is too long is kept for people to recognise it. */
const START = 2_000;

/**
 * All rows, in batches; blank lines are left out.
 *
 * @throws {SyntaxError} when the file ends inside a quoted cell, with the line in which it was opened
 */
export async function* readRows(file: TextFile, options: RowOptions): AsyncGenerator<Row[]> {
  const { path, dialect, maxRowBytes, signal } = options;
  let text = "";
  let line = 1;
  for (let final = false; !final;) {
    signal.throwIfAborted();
    // A row that spans pieces doubles what is read, so that it is scanned a few times and not once a piece.
    const piece = await file.next(Math.max(PIECE_BYTES, text.length));
    final = piece === undefined;
    text += piece ?? "";
    const scanner = new RowScanner(text, dialect, final);
    const rows: Row[] = [];
    let at = 0;
    while (at < text.length) {
      const scanned = scanner.scan(at);
      if (scanned.kind === "unfinished") break;
      if (scanned.kind === "open") {
        throw neverClosed(path, { row: line, line: line + scanned.below, cell: scanned.cell });
      }
      if (scanned.kind === "row") rows.push(limited({ ...scanned.row, line }, maxRowBytes));
      line += 1 + (scanned.kind === "row" ? scanned.row.breaks : 0);
      at = scanned.end;
    }
    if (rows.length > 0) yield rows;
    text = text.slice(at);
    if (text.length > maxRowBytes && !final) {
      const { rest, breaks, open } = await skipRow(text, file, dialect, signal);
      if (open !== undefined) throw neverClosed(path, { row: line, line: line + open.below, cell: open.cell });
      yield [limited({ cells: [], raw: text, breaks, line }, maxRowBytes)];
      line += 1 + breaks;
      text = rest;
    }
  }
}

function limited(row: Row, maxRowBytes: number): Row {
  if (row.raw.length <= maxRowBytes) return row;
  return { cells: [], raw: row.raw.slice(0, START), breaks: row.breaks, line: row.line, tooLong: true };
}

function neverClosed(path: string, { row, line, cell }: { row: number; line: number; cell: number }): SyntaxError {
  const begun = row === line ? "" : ` of the row that begins in line ${row}`;
  return new SyntaxError(
    `Cannot read "${path}": the quote that opens cell ${cell}${begun} in line ${line} is never closed, ` +
      "expected a closing quote before the end of the file; close it, or double a quote that is meant as text",
  );
}
