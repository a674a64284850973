/**
 * Several copies of one unit in one reading: one copy wins whole.
 *
 * @module
 */
import { CannotRunError } from "../errors.ts";
import { digest } from "../fingerprint.ts";
import type { Claim, Loss, Unit } from "../source.ts";
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
  const index: Index = { units: new Map(), claims: [], losses: [], bytes: 0 };
  // Kept only for copies whose order their dates do not settle.
  const handles = new Map<string, Unit<unknown>>();
  let ordinal = 0;
  for await (const batch of state.source.read()) {
    state.signal.throwIfAborted();
    for (const unit of batch.units) {
      if (unit.key === undefined) {
        throw new CannotRunError(
          `Cannot read "${state.sourceName}": a unit has no key although its source says they have`,
        );
      }
      const copy: Copy = {
        key: unit.key,
        ordinal: ordinal++,
        fingerprint: unit.fingerprint,
        version: unit.version,
        exportedAt: unit.exportedAt,
        account: unit.account,
        whole: unit.whole,
        bytes: unit.bytes,
      };
      index.bytes += unit.bytes;
      const known = index.units.get(unit.key);
      if (!known) {
        index.units.set(unit.key, [copy]);
        handles.set(unit.key, unit);
        continue;
      }
      count(state, "merged");
      const kept = await merge(known, copy, handles.get(unit.key)!, unit);
      if (kept.at(-1) === copy) handles.set(unit.key, unit);
      index.units.set(unit.key, kept);
    }
    index.claims.push(...batch.claims ?? []);
    index.losses.push(...batch.losses ?? []);
    state.settings.onEvent?.({ type: "progress", stage: "indexing", units: ordinal, bytes: index.bytes });
    if (state.settings.stop?.aborted) break;
  }
  return index;
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
