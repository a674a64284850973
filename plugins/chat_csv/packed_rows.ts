/**
 * Rows as they stand in the file, copied side by side: as bare memory they reach another thread, and there are no
 * objects to be kept while they wait.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { CsvRow } from "../../core/csv/row.ts";
import { LONGEST_STANDING, type RowFile, StandingRow } from "./row_record.ts";

/**
 * Rows of one file. Bare memory, no views: of a view that arrives in a thread, the runtime (Deno 2.9) looks at every
 * element.
 */
export interface PackedRows {
  file: RowFile;
  /** One row after the other, without line ends. */
  bytes: ArrayBuffer;
  /** 32-bit integers: of each row its verdict, and its entry in a table of rows. */
  numbers: ArrayBuffer;
  /** How many of the integers there are; memory behind them means nothing. */
  count: number;
}

/** Bytes of rows that are made into lines together. */
const PIECE_BYTES = 256 * 1024;
/**
 * Of a hostile row the lines can grow as the square of its length: every message repeats what its chat says. Together
 * the rows of a piece may become no more than the longest of them alone.
 */
const PIECE_SQUARES = LONGEST_STANDING ** 2;
/** Numbers there is room for at first, and most for which memory is kept. */
const ROOM = 16 * 1024;
const MOST_KEPT = 256 * 1024;

/** Memory of rows that have become lines, to be used again. */
export class RowMemory {
  readonly #kept: Pick<PackedRows, "bytes" | "numbers">[] = [];

  /** Memory for a piece. */
  take(): Pick<PackedRows, "bytes" | "numbers"> {
    return this.#kept.pop() ?? { bytes: new ArrayBuffer(PIECE_BYTES), numbers: new ArrayBuffer(ROOM * 4) };
  }

  /** Takes back memory that nobody looks at any more. */
  give({ bytes, numbers }: Pick<PackedRows, "bytes" | "numbers">): void {
    if (numbers.byteLength <= MOST_KEPT * 4) this.#kept.push({ bytes, numbers });
  }

  /** The same rows in other memory. */
  copy({ file, bytes, numbers, count }: PackedRows): PackedRows {
    const taken = this.take();
    const copy = { file, bytes: taken.bytes, numbers: roomFor(taken.numbers, count), count };
    new Uint8Array(copy.bytes).set(new Uint8Array(bytes));
    new Int32Array(copy.numbers).set(new Int32Array(numbers, 0, count));
    return copy;
  }
}

/** Gathers rows. */
export class Gathering {
  readonly #memory: RowMemory;
  #file: RowFile | undefined;
  #bytes = new Uint8Array(0);
  #numbers = new Int32Array(0);
  #used = 0;
  #count = 0;
  #squares = 0;

  constructor(memory: RowMemory) {
    this.#memory = memory;
  }

  get empty(): boolean {
    return this.#file === undefined;
  }

  /** True when the row belongs to another piece: it has no room, or is of another file. */
  refuses({ row, file }: StandingRow): boolean {
    if (this.empty) return false;
    return this.#file !== file || this.#used + row.length > PIECE_BYTES ||
      this.#squares + row.length ** 2 > PIECE_SQUARES;
  }

  /** Copies the row, which has no more than `LONGEST_STANDING` bytes. */
  add({ row, verdict, file, loan }: StandingRow): void {
    if (this.#file === undefined) {
      const { bytes, numbers } = this.#memory.take();
      this.#file = file;
      this.#bytes = new Uint8Array(bytes);
      this.#numbers = new Int32Array(numbers);
    }
    const count = this.#count + 1 + row.entryLength;
    if (count > this.#numbers.length) this.#numbers = new Int32Array(roomFor(this.#numbers.buffer, count));
    this.#numbers[this.#count] = verdict;
    row.copyEntry(this.#numbers, this.#count + 1, this.#used);
    this.#bytes.set(row.bytes, this.#used);
    this.#count = count;
    this.#used += row.length;
    this.#squares += row.length ** 2;
    loan?.giveBack();
  }

  /** What was gathered; begins anew. */
  take(): PackedRows {
    const rows = { file: this.#file!, bytes: this.#bytes.buffer, numbers: this.#numbers.buffer, count: this.#count };
    this.#file = undefined;
    this.#used = this.#count = this.#squares = 0;
    return rows;
  }
}

/** The rows as they were, good as long as the memory is. */
export function* unpack({ file, bytes, numbers: packed, count }: PackedRows): Generator<StandingRow> {
  const all = Buffer.from(bytes);
  const numbers = new Int32Array(packed, 0, count);
  for (let i = 0; i < count;) {
    const verdict = numbers[i++];
    const row = new CsvRow(all, 0, numbers, i);
    i += row.entryLength;
    yield new StandingRow(row, verdict, file);
  }
}

/** The memory, enlarged where it has no room for so many numbers. */
function roomFor(numbers: ArrayBuffer, count: number): ArrayBuffer {
  return count * 4 <= numbers.byteLength ? numbers : numbers.transfer(Math.max(count, numbers.byteLength / 2) * 4);
}
