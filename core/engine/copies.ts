/**
 * Several copies of one unit in one reading: one copy wins whole.
 *
 * @module
 */
import { CannotRunError } from "../errors.ts";
import { digest } from "../fingerprint.ts";
import type { Claim, Loss, Unit, UnitBatch } from "../source.ts";
import type { RunState } from "./state.ts";
import { count } from "./state.ts";

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
  return await indexBatches(state.source.read(), {
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
  // Kept for copies whose order their dates do not settle.
  const handles = new Map<string, Unit<unknown>>();
  let ordinal = 0;
  for await (const batch of batches) {
    for (const unit of batch.units) {
      const copy = copyOf(unit, ordinal++);
      index.bytes += unit.bytes;
      const known = index.units.get(copy.key);
      if (known) watch.merged();
      const kept = known ? await merge(known, copy, handles.get(copy.key)!, unit) : [copy];
      if (kept.at(-1) === copy) handles.set(copy.key, unit);
      index.units.set(copy.key, kept);
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
  return { key, ordinal, fingerprint, version, exportedAt, account, whole, bytes };
}

/** True when a unit is this copy, handed over again. */
export function isCopy(copy: Copy, { fingerprint, version, exportedAt }: Unit<unknown>): boolean {
  return copy.fingerprint === fingerprint && copy.version === version && copy.exportedAt === exportedAt;
}

/** The copies to keep: the newest whole one, and partial ones that are newer than it. */
async function merge(
  kept: Copy[],
  copy: Copy,
  newest: Unit<unknown>,
  unit: Unit<unknown>,
): Promise<Copy[]> {
  const last = kept.at(-1)!;
  const wins = await order(last, copy, newest, unit) < 0;
  if (last.whole !== false && copy.whole !== false) return wins ? [copy] : kept;
  if (wins) return copy.whole === false ? [...kept, copy] : [copy];
  if (copy.whole !== false) return [copy, ...kept.filter((one) => one.whole === false)];
  return kept[0].whole === false ? [copy, ...kept] : kept;
}

/** Negative when `b` is to be preferred to `a`. */
async function order(a: Copy, b: Copy, unitA: Unit<unknown>, unitB: Unit<unknown>): Promise<number> {
  const dated = compareDates(a, b);
  if (dated !== 0) return dated;
  if (a.fingerprint === b.fingerprint) return 1;
  const [rankA, rankB] = [await unitA.rank?.() ?? [], await unitB.rank?.() ?? []];
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
