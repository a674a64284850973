/**
 * Units that another thread has read: parsed, mapped, hashed and worked out as entries.
 *
 * @module
 */
import type { Entry } from "../sink.ts";
import type { Position, Unit } from "../source.ts";
import type { Drop } from "../transform.ts";

/** A unit as it comes from the thread. */
export interface ReadUnit {
  key?: string;
  version?: number;
  exportedAt?: number;
  account?: string;
  whole?: boolean;
  fingerprint: string;
  bytes: number;
  position: Position;
  found: Found;
}

/** What became of it there; errors are in the words of `describe`. */
export type Found =
  | { error: string; raw?: string }
  | { drop: Drop; content: string }
  /** How many records there were, and by store what they are in it, or why they cannot be. */
  | { records: number; content: string; entries: (Entry[] | { error: string })[] };

/** Such a unit in the thread that writes. */
export class AheadUnit implements Unit<unknown> {
  readonly key?: string;
  readonly version?: number;
  readonly exportedAt?: number;
  readonly account?: string;
  readonly whole?: boolean;
  readonly fingerprint: string;
  readonly bytes: number;
  readonly position: Position;
  #found: Found;

  constructor({ found, ...face }: ReadUnit) {
    this.key = face.key;
    this.version = face.version;
    this.exportedAt = face.exportedAt;
    this.account = face.account;
    this.whole = face.whole;
    this.fingerprint = face.fingerprint;
    this.bytes = face.bytes;
    this.position = face.position;
    this.#found = found;
  }

  /** Hash of what it was parsed to; undefined where parsing failed. */
  get content(): string | undefined {
    return "content" in this.#found ? this.#found.content : undefined;
  }

  /** One stand-in for all records: what is asked of it is known. */
  parse(): unknown[] | Drop {
    const found = this.#found;
    if ("error" in found) throw new Error(found.error);
    if ("drop" in found) return found.drop;
    return found.records === 0 ? [] : [new StandIn(found.entries)];
  }

  raw(): string {
    return "error" in this.#found ? this.#found.raw ?? "" : "";
  }
}

/** Stands for a unit's records. */
class StandIn {
  constructor(readonly entries: (Entry[] | { error: string })[]) {}
}

/** Hash of the parsed records of a unit that was read ahead. */
export function contentAhead(unit: Unit<unknown>): string | undefined {
  return unit instanceof AheadUnit ? unit.content : undefined;
}

/**
 * The entries that were worked out ahead for the store of this index; undefined for a record that is at hand.
 *
 * @throws {Error} what the store threw there
 */
export function entriesAhead(record: unknown, store: number): Entry[] | undefined {
  if (!(record instanceof StandIn)) return undefined;
  const entries = record.entries[store];
  if (Array.isArray(entries)) return entries;
  throw new Error(entries.error);
}
