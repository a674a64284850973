/**
 * Which rows of an input are copies of others (D18), in the same memory however many there are: two bits a row.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { Context } from "../../core/context.ts";
import { type ChatHash, seededHash } from "./chat_hash.ts";
import { PARTS, type RowNumbers, RowRuns } from "./row_runs.ts";
import { type Met, Winners } from "./winners.ts";

/** What becomes of a row. */
export const KEPT = 0;
/** The same chat, with an older `updated at`, or an earlier row of the same one. */
export const OLDER = 1;
/** The same bytes as a row before. */
export const EXACT = 2;
/** What `Compare` says of rows of two chats. */
export const OTHER = 3;

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

/** What becomes of the later of two rows of one chat: `KEPT` when it takes the other's place. `OTHER`: they are of two. */
export type Compare = (known: RowPlace, row: RowPlace) => number;

/** What it is made with; tests choose the last two. */
export interface IndexSettings {
  /** Asked only for rows whose chats have the same hash, once all rows are known. */
  compare: Compare;
  /** By default one that is seeded by chance. */
  hash?: ChatHash;
  /** Rows held before they are written, up to 65535. */
  mostHeld?: number;
}

/** Learns row after row, and then says what becomes of each. */
export class ChatIndex {
  readonly #signal: AbortSignal;
  readonly #compare: Compare;
  readonly #hash: ChatHash;
  readonly #runs: RowRuns;
  #rows = 0;
  #verdicts = new Uint8Array(0);

  constructor(
    { files, random, signal }: Pick<Context, "files" | "random" | "signal">,
    { compare, hash = seededHash(random), mostHeld }: IndexSettings,
  ) {
    this.#signal = signal;
    this.#compare = compare;
    this.#hash = hash;
    this.#runs = new RowRuns(files, mostHeld);
  }

  /** True when `makeRoom` has to be called before the next row is added. */
  get full(): boolean {
    return this.#runs.full;
  }

  /** Takes the next row. */
  add(row: IndexedRow): void {
    const { rows, row: number } = this.#runs.add();
    rows.set(number, row);
    this.#hash(row.chatId, rows.words, rows.first(number));
    this.#rows = row.ordinal + 1;
  }

  /** Writes down what was learned. */
  async makeRoom(): Promise<void> {
    await this.#runs.write();
  }

  /** All rows are known: finds the copies. Only verdicts are asked from now on, and what they were made of is freed. */
  async seal(): Promise<void> {
    this.#runs.seal();
    this.#verdicts = new Uint8Array(Math.ceil(this.#rows / 4));
    const winners = new Winners(({ rows, row }, others, other) => this.#meet(rows, row, others, other));
    for (let part = 0; part < PARTS; part++) {
      // Whoever wants to stop it must have a turn.
      await new Promise<void>((resolve) => void setImmediate(resolve));
      this.#signal.throwIfAborted();
      for (const { rows, from, to } of this.#runs.part(part)) {
        for (let row = from; row < to; row++) winners.add(rows, row);
      }
      winners.clear();
    }
    winners.close();
    this.close();
  }

  /** What becomes of a row, once all are known. */
  verdict(ordinal: number): number {
    return this.#verdicts[Math.floor(ordinal / 4)] >> ordinal % 4 * 2 & 3;
  }

  /** Frees what rows were kept in; may be called again. */
  close(): void {
    this.#runs.close();
  }

  #meet(winners: RowNumbers, winner: number, rows: RowNumbers, row: number): Met {
    const verdict = this.#compare(winners.place(winner), rows.place(row));
    if (verdict === OTHER) return "other";
    if (verdict === KEPT) this.#judge(winners.ordinal(winner), OLDER);
    else this.#judge(rows.ordinal(row), verdict);
    return verdict === KEPT ? "row" : "winner";
  }

  #judge(ordinal: number, verdict: number): void {
    this.#verdicts[Math.floor(ordinal / 4)] |= verdict << ordinal % 4 * 2;
  }
}
