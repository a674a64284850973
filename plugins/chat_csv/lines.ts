/**
 * Rows as lines of CSV. Of a chat's messages most cells are the chat's: their text is made once.
 *
 * @module
 */
import { csvCell } from "../../core/csv/write.ts";
import { MESSAGE_COLUMNS } from "./columns.ts";
import { flagsCell } from "./measure.ts";
import { OWN_PLACES } from "./message_rows.ts";
import type { MessageCells } from "./record.ts";

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

/** Places of columns that repeat the chat's. */
const STEADY = MESSAGE_COLUMNS.map((_, place) => place).filter((place) => !OWN_PLACES.includes(place));

/** Lines of `messages.csv`. */
export class MessageLines {
  readonly counts: CellCounts = new CellCounts(MESSAGE_COLUMNS);

  /** The lines of a chat's messages; the same text as `csvLine` gives for each row. */
  lines(shared: readonly string[], messages: readonly MessageCells[]): string {
    if (messages.length === 0) return "";
    const counts = this.counts;
    for (const place of STEADY) counts.addCell(place, shared[place], messages.length);
    counts.rows += messages.length;
    const pieces = piecesOf(shared);
    let text = "";
    for (const { own } of messages) {
      text += pieces[0];
      for (let i = 0; i < own.length; i++) {
        const cell = own[i];
        counts.addCell(OWN_PLACES[i], cell, 1);
        text += cell === "" || cell === "[]" ? cell + pieces[i + 1] : csvCell(cell) + pieces[i + 1];
      }
    }
    return text;
  }
}

/** The text before, between and behind a message's own cells. */
function piecesOf(shared: readonly string[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const place of OWN_PLACES) {
    const before = shared.slice(from, place).map(csvCell);
    pieces.push((from > 0 ? "," : "") + before.join(",") + (before.length > 0 ? "," : ""));
    from = place + 1;
  }
  const rest = shared.slice(from).map(csvCell);
  pieces.push((rest.length > 0 ? "," : "") + rest.join(",") + "\n");
  return pieces;
}

/** Lines of `message_metrics.csv`. */
export function metricLines(chatId: string, messages: readonly MessageCells[]): string {
  const chat = csvCell(chatId);
  let text = "";
  for (const { own, index, characters, words, question, url, flags } of messages) {
    text += `${chat},${csvCell(own[6])},${index},${characters},${words},${question},${url},`;
    text += flags.length === 0 ? "[]\n" : csvCell(flagsCell(flags)) + "\n";
  }
  return text;
}
