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

async function* none<T>(): AsyncGenerator<T> {}
