/**
 * The contract of ledgers: what each run has committed.
 *
 * @module
 */
import type { Host } from "./host.ts";
import type { DeadLetter, Report } from "./report.ts";
import type { FileIdentity } from "./sink.ts";
import type { Bookmark } from "./source.ts";

/** What is remembered of one unit in one sink. */
export interface Committed {
  unit: string;
  /** Hash of definition and store identity for which the rest is true. */
  path: string;
  /** Hash of the unit's raw bytes. */
  fingerprint: string;
  /** Hash of its parsed records. */
  content: string;
  version?: number;
  exportedAt?: number;
  account?: string;
  outcome: "passed" | "dropped";
  /** `[scope, key, fingerprint]` of each entry; of the fingerprint the first 16 digits. */
  entries: [scope: string, key: string, fingerprint: string][];
}

/** What is remembered of one sink. */
export interface SinkState {
  /** Identity of the store at the last run. */
  identity?: string;
  /** Hash of the definition of the path from the source to a file sink. */
  path?: string;
  /** Fingerprint of the whole input a file sink was written from. */
  input?: string;
  files?: FileIdentity[];
  /** Of a store behind an incremental source: the path for which all that lies before the bookmark is known to it. */
  followed?: string;
  /** True from before the first write until `finish` has ended: a run that was ended in between finishes first. */
  unfinished?: boolean;
}

/** Opened for one pipeline. Whatever resolves is durable against the end of the process. */
export interface OpenLedger {
  sink(sink: string): Promise<SinkState | undefined>;
  setSink(sink: string, state: SinkState): Promise<void>;
  /** Names of sinks that anything is remembered of. */
  sinks(): Promise<string[]>;

  committed(sink: string, units: string[]): Promise<Map<string, Committed>>;
  /** All or nothing. Replaces what was remembered of these units. */
  commit(sink: string, units: Committed[]): Promise<void>;
  forget(sink: string, units: string[]): Promise<void>;
  /** All units of a sink, by key. */
  units(sink: string): AsyncIterable<Committed>;
  /** How much a sink holds. */
  size(sink: string): Promise<{ units: number; entries: number }>;
  /** Which units own these scopes (where it is not the unit whose key the scope is). */
  owners(sink: string, scopes: string[]): Promise<Map<string, string>>;

  putDeadLetters(letters: DeadLetter[]): Promise<void>;
  /** Removes the letters of a unit, of one stage if given. Returns how many there were. */
  removeDeadLetters(unit: string, stage?: DeadLetter["stage"]): Promise<number>;
  deadLetters(): AsyncIterable<DeadLetter>;

  bookmark(): Promise<Bookmark | undefined>;
  setBookmark(bookmark: Bookmark): Promise<void>;
  /** The latest completeness claim of an account (`""`: unknown), epoch ms. */
  claim(account: string): Promise<number | undefined>;
  setClaim(account: string, asOf: number): Promise<void>;

  /** Hashes of forgotten keys. */
  tombstones(): Promise<Set<string>>;
  setTombstone(hash: string, present: boolean): Promise<void>;

  saveReport(report: Report): Promise<void>;
  /** The latest first. */
  reports(limit: number): Promise<Report[]>;
  /** Called exactly once, also after an error. Gives up the lock. */
  close(): Promise<void>;
}

/** Remembers what runs have committed. */
export interface Ledger {
  readonly kind: "ledger";
  readonly name: string;
  /**
   * Opens the ledger of a pipeline, taking its lock unless `readOnly` (in which case undefined says: there is none yet).
   *
   * @throws {Error} when another run holds it (naming the run), or when a newer version of the program wrote it
   */
  open(
    host: Host,
    options: { pipeline: string; folder: string; run: string; readOnly?: boolean },
  ): Promise<OpenLedger | undefined>;
}
