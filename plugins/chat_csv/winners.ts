/**
 * Which row stands for each of some chats, found by the chats' hashes.
 *
 * @module
 */
import { HASH_WORDS } from "./chat_hash.ts";
import { ROW_WORDS, RowNumbers } from "./row_runs.ts";

/** Rows there is room for at first. */
const FEW = 1024;

/** What is asked of two rows whose chats have the same hash: whether `winner` is of the same chat; then `row` is judged. */
export type Meet = (winner: { rows: RowNumbers; row: number }, rows: RowNumbers, row: number) => Met;

/** `other`: another chat. Else which of the two rows stands. */
export type Met = "other" | "winner" | "row";

/** Learns row after row. */
export class Winners {
  readonly #meet: Meet;
  #count = 0;
  #room = FEW;
  #rows = new RowNumbers(FEW);
  /** Open addressing: number of a row plus 1, 0 for none. */
  #slots: Uint32Array<ArrayBuffer> = new Uint32Array(FEW * 2);

  constructor(meet: Meet) {
    this.#meet = meet;
  }

  /** Takes the next row. */
  add(rows: RowNumbers, row: number): void {
    if (this.#count === this.#room) this.#grow();
    const mask = this.#slots.length - 1;
    const start = row * ROW_WORDS;
    for (let slot = rows.words[start + 1] & mask;; slot = (slot + 1) & mask) {
      const winner = this.#slots[slot] - 1;
      if (winner < 0) {
        this.#rows.copy(this.#count++, rows, row);
        this.#slots[slot] = this.#count;
        return;
      }
      if (!this.#sameHash(winner, rows, start)) continue;
      const met = this.#meet({ rows: this.#rows, row: winner }, rows, row);
      if (met === "other") continue;
      if (met === "row") this.#rows.copy(winner, rows, row);
      return;
    }
  }

  /** Begins anew. */
  clear(): void {
    this.#count = 0;
    this.#slots.fill(0);
  }

  /** Frees its memory. */
  close(): void {
    this.#rows.free();
    this.#slots.buffer.transfer(0);
  }

  #sameHash(winner: number, { words }: RowNumbers, start: number): boolean {
    const known = this.#rows.words;
    for (let i = 0; i < HASH_WORDS; i++) if (known[winner * ROW_WORDS + i] !== words[start + i]) return false;
    return true;
  }

  #grow(): void {
    const rows = new RowNumbers(this.#room *= 2);
    rows.words.set(this.#rows.words);
    this.#rows.free();
    this.#rows = rows;
    this.#slots.buffer.transfer(0);
    this.#slots = new Uint32Array(this.#room * 2);
    const mask = this.#slots.length - 1;
    for (let row = 0; row < this.#count; row++) {
      let slot = rows.words[row * ROW_WORDS + 1] & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = row + 1;
    }
  }
}
