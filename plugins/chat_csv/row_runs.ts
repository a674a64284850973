/**
 * Where rows lie and the hashes of their chats, in a scratch file, so that what is held does not grow with the rows.
 *
 * Rows are gathered into runs; each is put in order by the first bits of the hash before it is written. So the rows of
 * a part of all hashes are found without a look at the others.
 *
 * @module
 */
import type { Files } from "../../core/host.ts";
import { HASH_WORDS } from "./chat_hash.ts";

/** Numbers of 32 bits a row takes: its chat's hash, where it lies (a double), its number in the input, its length. */
export const ROW_WORDS: number = HASH_WORDS + 4;
const ROW_BYTES = ROW_WORDS * 4;
const [PLACE, ORDINAL, LENGTH] = [HASH_WORDS / 2, HASH_WORDS + 2, HASH_WORDS + 3];

/** The first bits of a hash say which part of all rows one is in. */
const PART_BITS = 8;
/** So many parts there are. */
export const PARTS: number = 2 ** PART_BITS;

/** Rows gathered before they are written. */
const MOST_IN_RUN = 32 * 1024;

/** Rows as numbers: the same memory as words, and as doubles for places. */
export class RowNumbers {
  readonly words: Uint32Array<ArrayBuffer>;
  readonly #places: Float64Array<ArrayBuffer>;

  constructor(rows: number) {
    this.words = new Uint32Array(rows * ROW_WORDS);
    this.#places = new Float64Array(this.words.buffer);
  }

  /** Place of a row's first word, which is that of its chat's hash. */
  first(row: number): number {
    return row * ROW_WORDS;
  }

  /** Where a row lies in the input. */
  place(row: number): { at: number; length: number } {
    return {
      at: this.#places[row * (ROW_WORDS / 2) + PLACE],
      length: this.words[row * ROW_WORDS + LENGTH],
    };
  }

  ordinal(row: number): number {
    return this.words[row * ROW_WORDS + ORDINAL];
  }

  /** Says where a row lies. */
  set(row: number, { at, ordinal, length }: { at: number; ordinal: number; length: number }): void {
    this.#places[row * (ROW_WORDS / 2) + PLACE] = at;
    this.words[row * ROW_WORDS + ORDINAL] = ordinal;
    this.words[row * ROW_WORDS + LENGTH] = length;
  }

  /** Takes over a row of others. */
  copy(row: number, from: RowNumbers, other: number): void {
    const [to, start] = [row * ROW_WORDS, other * ROW_WORDS];
    for (let i = 0; i < ROW_WORDS; i++) this.words[to + i] = from.words[start + i];
  }

  /** Gives the memory back; not left to the garbage collector, which sees little of such memory. */
  free(): void {
    this.words.buffer.transfer(0);
  }
}

/** Rows in the order in which they were added, part by part. */
export class RowRuns {
  readonly #files: Pick<Files, "scratch">;
  readonly #most: number;
  #gathered: RowNumbers | undefined;
  #ordered: RowNumbers | undefined;
  #count = 0;
  /** Of each run: where each part begins in it, and where the last one ends. */
  readonly #starts: Uint16Array[] = [];
  #scratch: Awaited<ReturnType<Files["scratch"]>> | undefined;

  constructor(files: Pick<Files, "scratch">, most: number = MOST_IN_RUN) {
    this.#files = files;
    this.#most = most;
  }

  /** True when `write` has to be called before the next row is added. */
  get full(): boolean {
    return this.#count === this.#most;
  }

  /** Takes one more row: where the caller is to write it. */
  add(): { rows: RowNumbers; row: number } {
    this.#gathered ??= new RowNumbers(this.#most);
    return { rows: this.#gathered, row: this.#count++ };
  }

  /** Writes the run that was gathered. */
  async write(): Promise<void> {
    this.#order();
    this.#scratch ??= await this.#files.scratch();
    await this.#scratch.append(new Uint8Array(this.#ordered!.words.buffer, 0, this.#count * ROW_BYTES));
    this.#count = 0;
  }

  /** No row is to come. */
  seal(): void {
    if (this.#count > 0) this.#order();
  }

  /** The rows of a part, in the order in which they were added; good until the next ones are asked for. */
  *part(part: number): Generator<{ rows: RowNumbers; from: number; to: number }> {
    for (const [run, starts] of this.#starts.entries()) {
      const [from, to] = [starts[part], starts[part + 1]];
      if (from === to) continue;
      // The last run is not written.
      if (run === this.#starts.length - 1 && this.#count > 0) yield { rows: this.#ordered!, from, to };
      else yield { rows: this.#read(run * this.#most + from, to - from), from: 0, to: to - from };
    }
  }

  /** Frees what rows were kept in. */
  close(): void {
    this.#scratch?.close();
    this.#scratch = undefined;
    this.#gathered?.free();
    this.#ordered?.free();
    this.#gathered = this.#ordered = undefined;
    this.#starts.length = 0;
  }

  /** Puts the gathered rows in order by their part; those of one part stay as they were. */
  #order(): void {
    const gathered = this.#gathered!;
    const ordered = this.#ordered ??= new RowNumbers(this.#most);
    const starts = new Uint16Array(PARTS + 1);
    const partOf = (row: number): number => gathered.words[row * ROW_WORDS] >>> (32 - PART_BITS);
    for (let row = 0; row < this.#count; row++) starts[partOf(row) + 1]++;
    for (let part = 0; part < PARTS; part++) starts[part + 1] += starts[part];
    const next = starts.slice();
    for (let row = 0; row < this.#count; row++) ordered.copy(next[partOf(row)]++, gathered, row);
    this.#starts.push(starts);
  }

  #read(first: number, count: number): RowNumbers {
    const into = new Uint8Array(this.#gathered!.words.buffer, 0, count * ROW_BYTES);
    for (let done = 0; done < into.length;) {
      const more = this.#scratch!.readSync(into.subarray(done), first * ROW_BYTES + done);
      if (more === 0) throw new Error("Cannot read a scratch file: it ends too soon, run again");
      done += more;
    }
    return this.#gathered!;
  }
}
