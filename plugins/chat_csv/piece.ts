/**
 * Rows that become lines together, in this thread or in another.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { CsvRow } from "../../core/csv/row.ts";
import { plainChats } from "./plain_chats.ts";
import { type Counts, LINE_FILES, Renderer, SAFE_FILES } from "./renderer.ts";
import { LONGEST_STANDING, type RowFile, rowRecord, StandingRow } from "./row_record.ts";
import { tableMaker } from "./table_maker.ts";
import { TextBuffer } from "./text_buffer.ts";

/**
 * Rows of one file, in a form that reaches another thread. Bare memory, no views: of a view that arrives, the runtime
 * (Deno 2.9) looks at every element.
 */
export interface PackedRows {
  file: RowFile;
  /** One row after the other, without line ends. */
  bytes: ArrayBuffer;
  /** 32-bit integers: of each row its verdict, and its entry in a table of rows. */
  numbers: ArrayBuffer;
  /** Whether the files of `SAFE_FILES` are wanted. */
  safe: boolean;
}

/** Lines made of a piece. */
export interface PieceLines {
  /** Memory for each file, as in `LINE_FILES` and `SAFE_FILES`; it may be used again. */
  transfer: ArrayBuffer[];
  /** How much of it is filled. */
  sizes: number[];
  counts: Counts;
}

/** Bytes of rows that are made into lines together. */
const PIECE_BYTES = 256 * 1024;
/**
 * Of a hostile row the lines can grow as the square of its length: every message repeats what its chat says. Together
 * the rows of a piece may become no more than the longest of them alone.
 */
const PIECE_SQUARES = LONGEST_STANDING ** 2;

/** Gathers rows. */
export class Gathering {
  #rows: StandingRow[] = [];
  #bytes = 0;
  #squares = 0;

  get empty(): boolean {
    return this.#rows.length === 0;
  }

  /** True when the row belongs to another piece: it has no room, or is of another file. */
  refuses({ row, file }: StandingRow): boolean {
    if (this.empty) return false;
    return this.#rows[0].file !== file || this.#bytes + row.length > PIECE_BYTES ||
      this.#squares + row.length ** 2 > PIECE_SQUARES;
  }

  add(row: StandingRow): void {
    this.#rows.push(row);
    this.#bytes += row.row.length;
    this.#squares += row.row.length ** 2;
  }

  /** What was gathered; begins anew. */
  take(): StandingRow[] {
    const rows = this.#rows;
    this.#rows = [];
    this.#bytes = 0;
    this.#squares = 0;
    return rows;
  }
}

/** Rows of one file for another thread; they stay here, too, should it fail. */
export function pack(rows: readonly StandingRow[], safe: boolean): PackedRows {
  const bytes = new Uint8Array(rows.reduce((sum, { row }) => sum + row.length, 0));
  const numbers = new Int32Array(rows.reduce((sum, { row }) => sum + 1 + row.entryLength, 0));
  let used = 0;
  let place = 0;
  for (const { row, verdict } of rows) {
    numbers[place++] = verdict;
    row.copyEntry(numbers, place, used);
    place += row.entryLength;
    bytes.set(row.bytes, used);
    used += row.length;
  }
  return { file: rows[0].file, bytes: bytes.buffer, numbers: numbers.buffer, safe };
}

/** The rows as they were. */
export function unpack({ file, bytes, numbers: packed }: PackedRows): StandingRow[] {
  const rows: StandingRow[] = [];
  const all = Buffer.from(bytes);
  const numbers = new Int32Array(packed);
  for (let i = 0; i < numbers.length;) {
    const verdict = numbers[i++];
    const row = new CsvRow(all, 0, numbers, i);
    rows.push(new StandingRow(row, verdict, file));
    i += row.entryLength;
  }
  return rows;
}

/** The lines of rows of one file: the same in any thread. `memory` is used where there is some. */
export function linesOf(rows: readonly StandingRow[], safe: boolean, memory: ArrayBuffer[]): PieceLines {
  const names = safe ? [...LINE_FILES, ...SAFE_FILES] : LINE_FILES;
  const buffers = names.map((_, i) => new TextBuffer(memory[i]));
  // All names count here: which the report shows depends on those of earlier pieces.
  const renderer = new Renderer(buffers, Infinity);
  const make = tableMaker();
  // Cells that nobody takes for a formula are made one by one.
  const plain = safe ? undefined : plainChats(rows[0].file, (lines) => renderer.addLines(lines));
  for (const { row, verdict, file } of rows) {
    const chat = plain?.make(row, verdict);
    if (chat !== undefined) {
      renderer.addPlain(chat);
      continue;
    }
    // Lines of rows before it come first.
    plain?.flush();
    const record = rowRecord(row, verdict, file);
    if (record.kind === "reject") renderer.addReject(record);
    else renderer.addChat(make(record));
  }
  plain?.flush();
  const filled = buffers.map((buffer) => buffer.bytes);
  return {
    transfer: filled.map(({ buffer }) => buffer),
    sizes: filled.map(({ length }) => length),
    counts: renderer.counts,
  };
}
