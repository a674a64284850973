/**
 * Rows that become lines together, in this thread or in another.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { CsvRow } from "../../core/csv/row.ts";
import { type Counts, LINE_FILES, Renderer, SAFE_FILES } from "./renderer.ts";
import { LONGEST_STANDING, type RowFile, rowRecord, type StandingRow } from "./row_record.ts";
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
  /** 64-bit floats. Of each row: line, verdict, 1 for a misplaced quote, length, number of places, places. */
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

/** Gathers rows. */
export class Packing {
  readonly #bytes = new Uint8Array(LONGEST_STANDING);
  #used = 0;
  #numbers: number[] = [];
  #file: RowFile | undefined;

  get empty(): boolean {
    return this.#file === undefined;
  }

  /** True when the row belongs to another piece: it has no room, or is of another file. */
  refuses({ row, file }: StandingRow): boolean {
    return !this.empty && (this.#file !== file || this.#used + row.length > LONGEST_STANDING);
  }

  /** Takes a row that it does not refuse; the row is not held on to. */
  add({ row, verdict, file }: StandingRow): void {
    const places = row.places();
    this.#numbers.push(row.line, verdict, row.misplaced ? 1 : 0, row.length, places.length);
    for (const place of places) this.#numbers.push(place);
    this.#file = file;
    this.#bytes.set(row.bytes, this.#used);
    this.#used += row.length;
  }

  /** What was gathered; begins anew. */
  take(safe: boolean): PackedRows {
    const packed = { file: this.#file!, bytes: this.#bytes.slice(0, this.#used).buffer, safe };
    const numbers = new Float64Array(this.#numbers).buffer;
    this.#numbers = [];
    this.#used = 0;
    this.#file = undefined;
    return { ...packed, numbers };
  }
}

/** The lines of a piece: the same in any thread. `memory` is used where there is some. */
export function linesOf({ file, bytes, numbers: packed, safe }: PackedRows, memory: ArrayBuffer[]): PieceLines {
  const names = safe ? [...LINE_FILES, ...SAFE_FILES] : LINE_FILES;
  const buffers = names.map((_, i) => new TextBuffer(memory[i]));
  // All names count here: which the report shows depends on those of earlier pieces.
  const renderer = new Renderer(buffers, Infinity);
  const make = tableMaker();
  const all = Buffer.from(bytes);
  const numbers = new Float64Array(packed);
  let start = 0;
  for (let i = 0; i < numbers.length;) {
    const [line, verdict, misplaced, length, count] = numbers.subarray(i, i += 5);
    const fields: number[] = [];
    for (const end = i + count; i < end; i += 3) {
      fields.push(start + numbers[i], start + numbers[i + 1], numbers[i + 2]);
    }
    const place = { start, end: start += length, at: 0, line, misplaced: misplaced === 1 };
    const record = rowRecord(new CsvRow(all, place, fields), verdict, file);
    if (record.kind === "reject") renderer.addReject(record);
    else renderer.addChat(make(record));
  }
  const filled = buffers.map((buffer) => buffer.bytes);
  return {
    transfer: filled.map(({ buffer }) => buffer),
    sizes: filled.map(({ length }) => length),
    counts: renderer.counts,
  };
}
