/**
 * Rows as lines of CSV. Of a chat's messages most cells are the chat's: their text is made once.
 *
 * @module
 */
import { csvCell } from "../../core/csv/write.ts";
import { MESSAGE_COLUMNS } from "./columns.ts";

/** Counts of a table's cells, by column. */
export class CellCounts {
  rows = 0;
  /** Cells that say something: neither empty nor `[]`. */
  readonly filled: number[];
  /** Cells that a spreadsheet would take for a formula (D28). */
  risky = 0;

  constructor(readonly columns: readonly string[]) {
    this.filled = columns.map(() => 0);
  }

  /** Counts a row. */
  add(cells: readonly string[]): void {
    this.rows++;
    for (let i = 0; i < cells.length; i++) this.addCell(i, cells[i], 1);
  }

  /** Counts one cell that stands in so many rows. */
  addCell(column: number, cell: string, times: number): void {
    if (cell === "" || cell === "[]") return;
    this.filled[column] += times;
    if (isRisky(cell)) this.risky += times;
  }
}

/** What spreadsheets begin a formula with; wide forms are taken for the same. */
const FORMULA = new Set([..."=+-@\t\r\n＝＋－＠"]);

/** True when a spreadsheet may take a cell for a formula. */
export function isRisky(cell: string): boolean {
  return FORMULA.has(cell[0]);
}

/** A cell that no spreadsheet takes for a formula: an apostrophe makes it text. */
export function safeCell(cell: string): string {
  return isRisky(cell) ? `'${cell}` : cell;
}

/** Columns that differ from message to message, in order. */
const VARYING = ["role", "conversationLogType", "sk messageId", "messageId", "content"].map((column) =>
  MESSAGE_COLUMNS.indexOf(column)
);
const STEADY = MESSAGE_COLUMNS.map((_, place) => place).filter((place) => !VARYING.includes(place));

/** Lines of `messages.csv`. */
export class MessageLines {
  readonly counts: CellCounts = new CellCounts(MESSAGE_COLUMNS);
  #row: readonly string[] | undefined;
  /** Text before, between and behind the varying cells. */
  #pieces: string[] = [];
  #times = 0;

  /** A message's line; the same text as `csvLine` gives. */
  line(row: readonly string[]): string {
    if (this.#row === undefined || !STEADY.every((place) => row[place] === this.#row![place])) {
      this.settle();
      this.#row = row;
      this.#pieces = piecesOf(row);
    }
    this.#times++;
    const counts = this.counts;
    counts.rows++;
    const pieces = this.#pieces;
    let line = pieces[0];
    for (let i = 0; i < VARYING.length; i++) {
      const cell = row[VARYING[i]];
      counts.addCell(VARYING[i], cell, 1);
      line += csvCell(cell) + pieces[i + 1];
    }
    return line;
  }

  /** Counts what was put off; call it before asking for the counts. */
  settle(): void {
    if (this.#row !== undefined) {
      for (const place of STEADY) this.counts.addCell(place, this.#row[place], this.#times);
    }
    this.#row = undefined;
    this.#times = 0;
  }
}

function piecesOf(row: readonly string[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const place of VARYING) {
    const before = row.slice(from, place).map(csvCell);
    pieces.push((from > 0 ? "," : "") + before.join(",") + (before.length > 0 ? "," : ""));
    from = place + 1;
  }
  const rest = row.slice(from).map(csvCell);
  pieces.push((rest.length > 0 ? "," : "") + rest.join(",") + "\n");
  return pieces;
}
