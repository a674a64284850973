/**
 * Rows as lines of CSV. Of a chat's messages most cells are the chat's: their text is made once.
 *
 * @module
 */
import { csvCell } from "../../core/csv/write.ts";
import { MESSAGE_COLUMNS, OWN_COLUMNS } from "./columns.ts";
import type { PlainLog } from "./kernel/log_kernel.ts";
import { flagsCell } from "./measure.ts";
import { messageRow, OWN_PLACES, SHARED } from "./message_rows.ts";
import type { MessageCells } from "./record.ts";

/** What was counted of a table's cells; can be cloned. */
export interface Counted {
  rows: number;
  filled: number[];
  risky: number;
}

/** Counts of a table's cells, by column. */
export class CellCounts implements Counted {
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

  /** Adds what was counted of other rows. */
  merge({ rows, filled, risky }: Counted): void {
    this.rows += rows;
    this.risky += risky;
    for (let i = 0; i < filled.length; i++) this.filled[i] += filled[i];
  }

  /** Counts one cell that stands in so many rows. */
  addCell(column: number, cell: string, times: number): void {
    if (cell === "" || cell === "[]") return;
    this.filled[column] += times;
    if (isRisky(cell)) this.risky += times;
  }
}

/** True when a spreadsheet may take a cell for a formula: by `= + - @`, their wide forms, or white space before one. */
export function isRisky(cell: string): boolean {
  const code = cell.charCodeAt(0);
  if (code > 0x40) return code === 0xff1d || code === 0xff0b || code === 0xff0d || code === 0xff20;
  return code === 0x3d || code === 0x2b || code === 0x2d || code === 0x40 || code === 0x09 || code === 0x0a ||
    code === 0x0d;
}

/** A cell that no spreadsheet takes for a formula: an apostrophe makes it text. */
export function safeCell(cell: string): string {
  return isRisky(cell) ? `'${cell}` : cell;
}

/** Places of columns that repeat the chat's. */
const STEADY = MESSAGE_COLUMNS.map((_, place) => place).filter((place) => !OWN_PLACES.includes(place));

/** Own cells that differ from message to message, and those that seldom do; by place in `OWN_COLUMNS`. */
const [ROLE, TYPE, KEY, ID, CONTENT] = ["role", "conversationLogType", "sk messageId", "messageId", "content"].map(
  (column) => OWN_COLUMNS.indexOf(column),
);
/** In the order of `MESSAGE_COLUMNS`. */
export const VARYING: readonly number[] = [ROLE, TYPE, KEY, ID, CONTENT];
const SELDOM = OWN_COLUMNS.map((_, i) => i).filter((i) => !VARYING.includes(i));

/** Lines of `messages.csv`. */
export class MessageLines {
  readonly counts: CellCounts = new CellCounts(MESSAGE_COLUMNS);

  /** The lines of a chat's messages; the same text as `csvLine` gives for each row. */
  lines(shared: readonly string[], messages: readonly MessageCells[]): string {
    if (messages.length === 0) return "";
    const counts = this.counts;
    for (const place of STEADY) counts.addCell(place, shared[place], messages.length);
    counts.rows += messages.length;
    let pieces: string[] = [];
    let known: readonly string[] | undefined;
    let text = "";
    for (const { own } of messages) {
      if (known === undefined || differ(known, own)) pieces = piecesOf(messageRow(shared, known = own));
      for (const i of SELDOM) counts.addCell(OWN_PLACES[i], own[i], 1);
      for (const i of VARYING) counts.addCell(OWN_PLACES[i], own[i], 1);
      const id = csvCell(own[ID]);
      const key = own[KEY] === own[ID] ? id : csvCell(own[KEY]);
      text += pieces[0] + csvCell(own[ROLE]) + pieces[1] + csvCell(own[TYPE]) + pieces[2] + key + pieces[3] + id +
        pieces[4] + csvCell(own[CONTENT]) + pieces[5];
    }
    return text;
  }

  /** Counts the messages of a plain log, which share all but these five cells. */
  countPlain(
    chat: readonly string[],
    inherited: readonly string[],
    { count, filled, risky }: Pick<PlainLog, "count" | "filled" | "risky">,
  ): void {
    const counts = this.counts;
    counts.rows += count;
    for (const { here, there } of SHARED) counts.addCell(here, chat[there], count);
    for (const i of SELDOM) counts.addCell(OWN_PLACES[i], inherited[i], count);
    // What a plain log says there is never empty, and no formula.
    for (const i of [ROLE, TYPE, KEY, ID]) counts.filled[OWN_PLACES[i]] += count;
    counts.filled[OWN_PLACES[CONTENT]] += filled;
    counts.risky += risky;
  }
}

function differ(a: readonly string[], b: readonly string[]): boolean {
  for (const i of SELDOM) if (a[i] !== b[i]) return true;
  return false;
}

/** The text before, between and behind the cells that differ. */
function piecesOf(row: readonly string[]): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const i of VARYING) {
    const place = OWN_PLACES[i];
    let piece = from > 0 ? "," : "";
    for (; from < place; from++) piece += csvCell(row[from]) + ",";
    pieces.push(piece);
    from = place + 1;
  }
  let rest = "";
  for (; from < row.length; from++) rest += "," + csvCell(row[from]);
  pieces.push(rest + "\n");
  return pieces;
}

/** Lines of `message_metrics.csv`. */
export function metricLines(chatId: string, messages: readonly MessageCells[]): string {
  const chat = csvCell(chatId);
  let text = "";
  for (const { own, index, characters, words, question, url, flags } of messages) {
    text += `${chat},${csvCell(own[KEY])},${index},${characters},${words},${question},${url},`;
    text += flags.length === 0 ? "[]\n" : csvCell(flagsCell(flags)) + "\n";
  }
  return text;
}

/** The cells of a row of `message_metrics.csv`. */
export function metricCells(
  chatId: string,
  { own, index, characters, words, question, url, flags }: MessageCells,
): string[] {
  return [chatId, own[KEY], ...[index, characters, words, question, url].map(String), flagsCell(flags)];
}
