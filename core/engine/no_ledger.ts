/**
 * The ledger of a pipeline that has none yet: remembers nothing. For plans, which make nothing.
 *
 * @module
 */
import type { OpenLedger } from "../ledger.ts";

/** Remembers nothing. */
export const noLedger: OpenLedger = {
  sink: () => Promise.resolve(undefined),
  setSink: () => Promise.resolve(),
  sinks: () => Promise.resolve([]),
  committed: () => Promise.resolve(new Map()),
  commit: () => Promise.resolve(),
  forget: () => Promise.resolve(),
  units: () => none(),
  size: () => Promise.resolve({ units: 0, entries: 0 }),
  owners: () => Promise.resolve(new Map()),
  putDeadLetters: () => Promise.resolve(),
  removeDeadLetters: () => Promise.resolve(0),
  deadLetters: () => none(),
  bookmark: () => Promise.resolve(undefined),
  setBookmark: () => Promise.resolve(),
  claim: () => Promise.resolve(undefined),
  setClaim: () => Promise.resolve(),
  tombstones: () => Promise.resolve(new Set()),
  setTombstone: () => Promise.resolve(),
  saveReport: () => Promise.resolve(),
  reports: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

/** A ledger to read that remembers nothing of some sinks. */
export function withoutSinks(ledger: OpenLedger, sinks: Set<string>): OpenLedger {
  const of = (sink: string) => sinks.has(sink) ? noLedger : ledger;
  return {
    ...noLedger,
    sink: (sink) => ledger.sink(sink),
    sinks: () => ledger.sinks(),
    deadLetters: () => ledger.deadLetters(),
    bookmark: () => ledger.bookmark(),
    claim: (account) => ledger.claim(account),
    tombstones: () => ledger.tombstones(),
    reports: (limit) => ledger.reports(limit),
    committed: (sink, units) => of(sink).committed(sink, units),
    units: (sink) => of(sink).units(sink),
    size: (sink) => of(sink).size(sink),
    owners: (sink, scopes) => of(sink).owners(sink, scopes),
  };
}

async function* none<T>(): AsyncGenerator<T> {}
