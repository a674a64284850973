/**
 * Several copies of one unit in one reading: one copy wins whole.
 *
 * @module
 */
import { CannotRunError } from "../errors.ts";
import { digest } from "../fingerprint.ts";
import type { Claim, Loss, Unit, UnitBatch } from "../source.ts";
import { readSource } from "./arrivals.ts";
import { count, type RunState } from "./state.ts";

/** What the index keeps of a unit. */
export interface Copy {
  key: string;
  /** Running number in the reading. */
  ordinal: number;
  fingerprint: string;
  version?: number;
  exportedAt?: number;
  account?: string;
  whole?: boolean;
  bytes: number;
  /** Orders it among copies of the same dates; there only where the source can tell. */
  rank?: () => number[] | Promise<number[]>;
}

/** All units of a whole source, copies merged. */
export interface Index {
  /** By key: the copies that are kept; more than one only where partial copies are to be united. */
  units: Map<string, Copy[]>;
  claims: Claim[];
  losses: Loss[];
  bytes: number;
}

/** Reads a whole source once without parsing and merges copies. */
export async function indexSource(state: RunState): Promise<Index> {
  return await indexBatches(readSource(state, { after: state.settings.after }), {
    merged: () => count(state, "merged"),
    onBatch(units, bytes) {
      state.signal.throwIfAborted();
      state.settings.onEvent?.({ type: "progress", stage: "indexing", units, bytes });
      return !state.settings.stop?.aborted;
    },
  });
}

/** Merges the copies of a reading. `onBatch` is told how far it is, and says whether to go on. */
export async function indexBatches(
  batches: AsyncIterable<UnitBatch<unknown>>,
  watch: { merged(): void; onBatch(units: number, bytes: number): boolean },
): Promise<Index> {
  const index: Index = { units: new Map(), claims: [], losses: [], bytes: 0 };
  let ordinal = 0;
  for await (const batch of batches) {
    for (const unit of batch.units) {
      const copy = copyOf(unit, ordinal++);
      index.bytes += unit.bytes;
      const known = index.units.get(copy.key);
      if (known) watch.merged();
      index.units.set(copy.key, known ? await merge(known, copy) : [copy]);
    }
    index.claims.push(...batch.claims ?? []);
    index.losses.push(...batch.losses ?? []);
    if (!watch.onBatch(ordinal, index.bytes)) break;
  }
  return index;
}

function copyOf(unit: Unit<unknown>, ordinal: number): Copy {
  const { key, fingerprint, version, exportedAt, account, whole, bytes } = unit;
  if (key === undefined) {
    throw new CannotRunError("Cannot read the source: a unit has no key although its source says they have");
  }
  const copy: Copy = { key, ordinal, fingerprint, version, exportedAt, account, whole, bytes };
  // A unit may hold its bytes: it is kept only where it may be asked.
  if (unit.rank) {
    let rank: ReturnType<NonNullable<Unit<unknown>["rank"]>> | undefined;
    copy.rank = () => rank ??= unit.rank!();
  }
  return copy;
}

/** True when a unit is this copy, handed over again. */
export function isCopy(copy: Copy, { fingerprint, version, exportedAt }: Unit<unknown>): boolean {
  return copy.fingerprint === fingerprint && copy.version === version && copy.exportedAt === exportedAt;
}

/** The copies to keep, oldest first: the newest whole one, and partial ones that are newer than it. */
async function merge(kept: Copy[], copy: Copy): Promise<Copy[]> {
  let at = kept.length;
  while (at > 0 && await order(kept[at - 1], copy) > 0) at--;
  const copies = kept.toSpliced(at, 0, copy);
  const whole = copies.findLastIndex((one) => one.whole !== false);
  return copies.slice(Math.max(0, whole));
}

/** Negative when `b` is to be preferred to `a`. */
async function order(a: Copy, b: Copy): Promise<number> {
  const dated = compareDates(a, b);
  if (dated !== 0) return dated;
  if (a.fingerprint === b.fingerprint) return 1;
  const [rankA, rankB] = [await a.rank?.() ?? [], await b.rank?.() ?? []];
  for (let i = 0; i < Math.max(rankA.length, rankB.length); i++) {
    const difference = (rankA[i] ?? 0) - (rankB[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.fingerprint < b.fingerprint ? -1 : 1;
}

/** Positive when `a` is newer than `b`: by version, then by the time of its export. */
export function compareDates(
  a: { version?: number; exportedAt?: number },
  b: { version?: number; exportedAt?: number },
): number {
  const version = (a.version ?? -Infinity) - (b.version ?? -Infinity);
  if (version !== 0 && !Number.isNaN(version)) return version;
  const exported = (a.exportedAt ?? -Infinity) - (b.exportedAt ?? -Infinity);
  return Number.isNaN(exported) ? 0 : exported;
}

/** One unit out of several partial copies: parsed one after the other, united by the source. */
export function unite(units: Unit<unknown>[], uniteRecords: (copies: unknown[][]) => unknown[]): Unit<unknown> {
  const newest = units.at(-1)!;
  return {
    key: newest.key,
    version: newest.version,
    exportedAt: newest.exportedAt,
    account: newest.account,
    whole: false,
    fingerprint: digest(units.map((unit) => unit.fingerprint).join()),
    bytes: units.reduce((sum, unit) => sum + unit.bytes, 0),
    position: newest.position,
    async parse() {
      const copies = [];
      for (const unit of units) {
        const records = await unit.parse();
        if (Array.isArray(records)) copies.push(records);
      }
      return uniteRecords(copies);
    },
    raw: () => newest.raw?.() ?? "",
  };
}

/** Fingerprint of several kept copies, as `unite` gives it. */
export function unitedFingerprint(copies: Copy[]): string {
  return copies.length === 1 ? copies[0].fingerprint : digest(copies.map((copy) => copy.fingerprint).join());
}
