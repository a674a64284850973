/**
 * A ledger's content as plain maps: what the memory and JSON ledgers work on.
 *
 * @module
 */
import type { Committed, OpenLedger, SinkState } from "../ledger.ts";
import type { DeadLetter, Report } from "../report.ts";
import type { Bookmark } from "../source.ts";
import { compareKeys, copy, copyUnit, readOnlyError, REPORTS_KEPT } from "./common.ts";

/** What is remembered of one sink. */
export interface SinkMemory {
  state?: SinkState;
  units: Map<string, Committed>;
  /** Scope to unit, where the two differ. */
  owners: Map<string, string>;
}

/** All that a ledger remembers. */
export interface LedgerState {
  bookmark?: Bookmark;
  claims: Map<string, number>;
  tombstones: Set<string>;
  sinks: Map<string, SinkMemory>;
  /** By pipeline, unit and stage. */
  letters: Map<string, DeadLetter>;
  /** In the order of their start. */
  reports: Report[];
}

/** What stands behind an opened state. */
export interface Backing {
  /** Names the ledger in errors. */
  name: string;
  readOnly: boolean;
  /** Called after every change; resolves when it is durable. */
  save(what: string): Promise<void>;
  close(): Promise<void>;
}

/** A ledger that remembers nothing yet. */
export function emptyState(): LedgerState {
  return { claims: new Map(), tombstones: new Set(), sinks: new Map(), letters: new Map(), reports: [] };
}

/** Remembers units of a sink in place of what was remembered of them. */
export function putUnits(sink: SinkMemory, units: Committed[]): void {
  dropUnits(sink, units.map((unit) => unit.unit));
  for (const unit of units) {
    sink.units.set(unit.unit, copyUnit(unit));
    for (const [scope] of unit.entries) if (scope !== unit.unit) sink.owners.set(scope, unit.unit);
  }
}

function dropUnits(sink: SinkMemory, units: string[]): void {
  for (const unit of units) {
    for (const [scope] of sink.units.get(unit)?.entries ?? []) {
      if (sink.owners.get(scope) === unit) sink.owners.delete(scope);
    }
    sink.units.delete(unit);
  }
}

/** Puts a letter in the place of the one of the same pipeline, unit and stage. */
export function putLetter(state: LedgerState, letter: DeadLetter): void {
  state.letters.set(JSON.stringify([letter.pipeline, letter.unit, letter.stage]), copy(letter));
}

/** The contract of an opened ledger over a state. */
export function openState(state: LedgerState, backing: Backing): OpenLedger {
  function memoryOf(name: string): SinkMemory {
    const known = state.sinks.get(name);
    if (known) return known;
    const made: SinkMemory = { units: new Map(), owners: new Map() };
    state.sinks.set(name, made);
    return made;
  }

  async function change(what: string, apply: () => void): Promise<void> {
    if (backing.readOnly) throw readOnlyError(backing.name);
    apply();
    await backing.save(what);
  }

  // deno-lint-ignore require-await -- a promise also for what a memory answers at once
  const ask = async <T>(answer: () => T): Promise<T> => answer();

  return {
    sink: (name) => ask(() => copyOf(state.sinks.get(name)?.state)),
    setSink: (name, value) => change("sink", () => void (memoryOf(name).state = copy(value))),
    sinks: () =>
      ask(() => [...state.sinks].filter(([, s]) => s.state || s.units.size).map(([name]) => name).sort(compareKeys)),

    committed: (name, units) =>
      ask(() => {
        const found = new Map<string, Committed>();
        for (const key of units) {
          const unit = state.sinks.get(name)?.units.get(key);
          if (unit) found.set(key, copyUnit(unit));
        }
        return found;
      }),
    commit: (name, units) => change("commit", () => putUnits(memoryOf(name), units)),
    forget: (name, units) => change("forget", () => dropUnits(memoryOf(name), units)),
    async *units(name) {
      for (const key of [...state.sinks.get(name)?.units.keys() ?? []].sort(compareKeys)) {
        const unit = state.sinks.get(name)?.units.get(key);
        if (unit) yield await Promise.resolve(copyUnit(unit));
      }
    },
    size: (name) =>
      ask(() => {
        const units = [...state.sinks.get(name)?.units.values() ?? []];
        return { units: units.length, entries: units.reduce((sum, unit) => sum + unit.entries.length, 0) };
      }),
    owners: (name, scopes) =>
      ask(() => {
        const owners = state.sinks.get(name)?.owners;
        return new Map(scopes.flatMap((scope) => {
          const unit = owners?.get(scope);
          return unit === undefined ? [] : [[scope, unit]];
        }));
      }),

    putDeadLetters: (letters) => change("dead letters", () => letters.forEach((letter) => putLetter(state, letter))),
    async removeDeadLetters(unit, stage) {
      const keys = [...state.letters].filter(([, l]) => l.unit === unit && (stage ?? l.stage) === l.stage);
      if (keys.length === 0) return 0;
      await change("dead letters", () => keys.forEach(([key]) => state.letters.delete(key)));
      return keys.length;
    },
    async *deadLetters() {
      for (const letter of [...state.letters.values()]) yield await Promise.resolve(copy(letter));
    },

    bookmark: () => ask(() => copyOf(state.bookmark)),
    setBookmark: (bookmark) => change("bookmark", () => void (state.bookmark = copy(bookmark))),
    claim: (account) => ask(() => state.claims.get(account)),
    setClaim: (account, asOf) => change("claim", () => void state.claims.set(account, asOf)),

    tombstones: () => ask(() => new Set(state.tombstones)),
    setTombstone: (hash, present) =>
      change("tombstone", () => void (present ? state.tombstones.add(hash) : state.tombstones.delete(hash))),

    saveReport: (report) =>
      change("report", () => {
        const others = state.reports.filter((other) => other.run !== report.run);
        // Stable: of two that started together the one saved last is the latest.
        state.reports = [...others, copy(report)].sort((a, b) => a.startedAt - b.startedAt).slice(-REPORTS_KEPT);
      }),
    reports: (limit) => ask(() => copy(state.reports.toReversed().slice(0, limit))),
    close: () => backing.close(),
  };
}

function copyOf<T>(value: T | undefined): T | undefined {
  return value === undefined ? undefined : copy(value);
}
