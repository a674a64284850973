/**
 * Which rows of an input are copies of others (D18), in about 40 bytes of memory a chat.
 *
 * @module
 */
import type { Random } from "../../core/host.ts";

/** What becomes of a row. */
export const KEPT = 0;
/** The same chat, with an older `updated at`, or an earlier row of the same one. */
export const OLDER = 1;
/** The same bytes as a row before. */
export const EXACT = 2;

/** A row with a chat id. */
export interface IndexedRow {
  chatId: string;
  /** Number of the row in the whole input, from 0. */
  ordinal: number;
  /** Where the row lies in the whole input, and its length in bytes. */
  at: number;
  length: number;
}

/** Where a row lies. */
export interface RowPlace {
  at: number;
  length: number;
}

/** What becomes of the later of two rows of one chat: `KEPT` when it takes the other's place. */
export type Compare = (known: RowPlace, row: RowPlace) => number;

/** Numbers of a hash; together 128 bits, so that two ids never share one by chance. */
const LANES = 4;
const FACTORS = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];

/** Learns row after row. */
export class ChatIndex {
  #count = 0;
  #verdicts = new Uint8Array(1024);
  #hashes = new Uint32Array(1024 * LANES);
  #offsets = new Float64Array(1024);
  #lengths = new Uint32Array(1024);
  #ordinals = new Uint32Array(1024);
  /** Open addressing: number of an entry plus 1, 0 for none. */
  #slots: Int32Array<ArrayBuffer> = new Int32Array(2048);
  /** Seeded by chance, so that nobody can prepare ids that meet. */
  readonly #seeds: number[];
  readonly #hash = new Uint32Array(LANES);
  readonly #compare: Compare;

  /** `compare` is asked only for rows of one chat. */
  constructor(random: Random, compare: Compare) {
    this.#seeds = FACTORS.map(() => Math.floor(random.next() * 2 ** 32));
    this.#compare = compare;
  }

  /** Takes the next row. */
  add(row: IndexedRow): void {
    this.#hashOf(row.chatId);
    const slot = this.#slotOf();
    const entry = this.#slots[slot] - 1;
    if (entry < 0) {
      if (this.#count * 2 >= this.#slots.length) {
        this.#grow();
        return this.add(row);
      }
      this.#slots[slot] = this.#count + 1;
      this.#hashes.set(this.#hash, this.#count * LANES);
      return this.#store(this.#count++, row);
    }
    const verdict = this.#compare({ at: this.#offsets[entry], length: this.#lengths[entry] }, row);
    if (verdict !== KEPT) return this.#judge(row.ordinal, verdict);
    this.#judge(this.#ordinals[entry], OLDER);
    this.#store(entry, row);
  }

  /** What becomes of a row, once all are known. */
  verdict(ordinal: number): number {
    return this.#verdicts[ordinal] ?? KEPT;
  }

  /** All rows are known: only verdicts are asked from now on, and what they were made of is freed at once. */
  seal(): void {
    for (const one of [this.#hashes, this.#offsets, this.#lengths, this.#ordinals, this.#slots]) one.buffer.transfer(0);
  }

  #store(entry: number, { at, length, ordinal }: IndexedRow): void {
    this.#offsets[entry] = at;
    this.#lengths[entry] = length;
    this.#ordinals[entry] = ordinal;
  }

  #judge(ordinal: number, verdict: number): void {
    if (ordinal >= this.#verdicts.length) this.#verdicts = copied(this.#verdicts, new Uint8Array(ordinal * 2));
    this.#verdicts[ordinal] = verdict;
  }

  #hashOf(id: string): void {
    for (let lane = 0; lane < LANES; lane++) {
      let hash = this.#seeds[lane] ^ id.length;
      const factor = FACTORS[lane];
      for (let i = 0; i < id.length; i++) {
        hash = Math.imul(hash ^ id.charCodeAt(i), factor);
        hash ^= hash >>> 15;
      }
      hash = Math.imul(hash ^ (hash >>> 13), 0x85ebca6b);
      this.#hash[lane] = hash ^ (hash >>> 16);
    }
  }

  /** The slot that holds the hash asked for, or the free one where it would lie. */
  #slotOf(): number {
    const mask = this.#slots.length - 1;
    const hash = this.#hash;
    for (let slot = hash[0] & mask;; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] - 1;
      if (entry < 0) return slot;
      const at = entry * LANES;
      const hashes = this.#hashes;
      if (
        hashes[at] === hash[0] && hashes[at + 1] === hash[1] && hashes[at + 2] === hash[2] && hashes[at + 3] === hash[3]
      ) return slot;
    }
  }

  #grow(): void {
    const size = this.#offsets.length * 2;
    this.#hashes = copied(this.#hashes, new Uint32Array(size * LANES));
    this.#offsets = copied(this.#offsets, new Float64Array(size));
    this.#lengths = copied(this.#lengths, new Uint32Array(size));
    this.#ordinals = copied(this.#ordinals, new Uint32Array(size));
    this.#slots.buffer.transfer(0);
    this.#slots = new Int32Array(size * 2);
    const mask = this.#slots.length - 1;
    for (let entry = 0; entry < this.#count; entry++) {
      let slot = this.#hashes[entry * LANES] & mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
      this.#slots[slot] = entry + 1;
    }
  }
}

function copied<A extends Uint8Array | Uint32Array | Float64Array>(from: A, to: A): A {
  to.set(from);
  // Not left to the garbage collector, which sees little of such memory.
  (from.buffer as ArrayBuffer).transfer(0);
  return to;
}
