/**
 * The diff: what a store would hold for a unit against what it holds.
 *
 * @module
 */
import { digest, fingerprint } from "../fingerprint.ts";
import type { Committed } from "../ledger.ts";
import type { Change, Entry, Listed } from "../sink.ts";
import { entriesAhead } from "./ahead_unit.ts";
import { superseded } from "./classify.ts";
import type { StoreRun, Work } from "./state.ts";

/** An entry as the engine sees it: its scope is known, and the record it came from. */
export interface Desired extends Entry {
  scope: string;
  record: unknown;
}

/** What is to be done for one unit in one store. */
export interface Difference {
  work: Work;
  change: Change;
  /** Everything the unit owns afterwards. */
  entries: Committed["entries"];
  unchanged: number;
  desired: Map<string, Desired>;
  /** Names of the puts that replace an entry of ours. */
  replaced: Set<string>;
  /** Keys that somebody else's entries occupy. */
  occupied: Desired[];
  outcome: "passed" | "dropped" | "superseded";
  /** Superseded: what the store holds is of this copy. */
  held?: { version?: number; exportedAt?: number };
}

/** What lies in a store, by scope and key. */
export type Shown = Map<string, Map<string, Listed>>;

/** Name of an entry inside one store. */
export function entryName(scope: string, key: string): string {
  return `${scope.length}:${scope}${key}`;
}

/**
 * What a unit's records are in a store.
 *
 * @throws {Error} when two records claim one key
 */
export function desiredEntries(sink: StoreRun, work: Work): Map<string, Desired> {
  const { leaf } = sink;
  const desired = new Map<string, Desired>();
  for (const record of work.out[sink.index]) {
    for (const entry of entriesAhead(record, sink.index) ?? leaf.sink.entries(record)) {
      const scope = entry.scope ?? work.id;
      const name = entryName(scope, entry.key);
      if (desired.has(name)) {
        throw new Error(
          `Cannot store "${entry.key}" twice in scope "${scope}": two records of the unit claim it, expected one each`,
        );
      }
      const { key, value, part } = entry;
      desired.set(name, { key, value, part, scope, record, fingerprint: stamped(sink, entry, record) });
    }
  }
  return desired;
}

/** An entry's fingerprint takes the inputs and version of its derivations in the place of the derived values. */
export function stamped(sink: StoreRun, entry: Entry, record: unknown): string {
  const { derivations } = sink.leaf;
  const stamps: [name: string, version: string, inputs: string][] = [];
  for (const one of derivations) {
    const inputs = one.inputs(record, entry.part);
    if (inputs !== undefined) stamps.push([one.name, one.version, fingerprint(inputs)]);
  }
  return stamps.length === 0 ? entry.fingerprint : digest(JSON.stringify([entry.fingerprint, ...stamps]));
}

/** Compares what is wanted with what the store shows; the ledger only adds keys to delete. */
export function difference(
  work: Work,
  desired: Map<string, Desired>,
  shown: Shown,
  row: Committed | undefined,
): Difference {
  const { unit } = work;
  const result: Difference = {
    work,
    change: { unit: work.id, version: unit.version, exportedAt: unit.exportedAt, puts: [], deletes: [] },
    entries: [],
    unchanged: 0,
    desired,
    replaced: new Set(),
    occupied: [],
    outcome: "passed",
  };
  const present = new Map<string, Listed>();
  for (const scope of scopesOf(work, desired, row)) {
    for (const listed of shown.get(scope)?.values() ?? []) {
      present.set(entryName(scope, listed.key), listed);
      if (listed.fingerprint !== undefined && superseded(unit, listed)) {
        const { version, exportedAt } = listed;
        if (!result.held || superseded(result.held, listed)) result.held = { version, exportedAt };
      }
    }
  }
  if (result.held) return supersededBy(result, present);
  for (const [name, entry] of desired) {
    const there = present.get(name);
    if (there && there.fingerprint === undefined) result.occupied.push(entry);
    else if (there?.fingerprint === entry.fingerprint) result.unchanged++;
    else {
      const { key, scope, fingerprint, value } = entry;
      result.change.puts.push({ key, scope, fingerprint, value });
      if (there) result.replaced.add(name);
    }
    result.entries.push([entry.scope, entry.key, entry.fingerprint.slice(0, 16)]);
  }
  if (unit.whole === false) keepOthers(result, desired, row);
  else addDeletes(result, desired, present, row);
  return result;
}

/** The store holds a newer copy: what it shows stays, and is the unit's. */
function supersededBy(result: Difference, present: Map<string, Listed>): Difference {
  for (const { scope, key, fingerprint } of present.values()) {
    if (fingerprint !== undefined) result.entries.push([scope, key, fingerprint.slice(0, 16)]);
  }
  return { ...result, outcome: "superseded" };
}

/** A copy that is not whole deletes nothing: what was there stays the unit's. */
function keepOthers(result: Difference, desired: Map<string, Desired>, row: Committed | undefined): void {
  for (const entry of row?.entries ?? []) {
    if (!desired.has(entryName(entry[0], entry[1]))) result.entries.push(entry);
  }
}

function addDeletes(
  result: Difference,
  desired: Map<string, Desired>,
  present: Map<string, Listed>,
  row: Committed | undefined,
): void {
  const names = new Set<string>();
  const add = (scope: string, key: string) => {
    const name = entryName(scope, key);
    if (desired.has(name) || names.has(name)) return;
    const there = present.get(name);
    if (there && there.fingerprint === undefined) return;
    names.add(name);
    result.change.deletes.push({ scope, key });
  };
  for (const { scope, key } of present.values()) add(scope, key);
  for (const [scope, key] of row?.entries ?? []) add(scope, key);
}

/** All scopes a unit owns or is about to own. */
export function scopesOf(work: Work, desired: Map<string, Desired>, row: Committed | undefined): Set<string> {
  const scopes = new Set<string>([work.id]);
  for (const entry of desired.values()) scopes.add(entry.scope);
  for (const [scope] of row?.entries ?? []) scopes.add(scope);
  return scopes;
}
