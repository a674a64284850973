/**
 * What `run`, `plan`, `apply` and `verify` can be told.
 *
 * @module
 */
import type { Host } from "../host.ts";
import type { Ledger } from "../ledger.ts";
import type { DeadLetter } from "../report.ts";
import type { Bookmark } from "../source.ts";

/** Most bytes of units in flight, where nothing else is said. */
export const BYTES_IN_FLIGHT: number = 8 * 2 ** 20;

/** Limits of trying again after a transient failure. */
export interface RetryOptions {
  /** Attempts in all. @default 5 */
  attempts?: number;
  /** The first wait, milliseconds; doubled each time, with full jitter. @default 200 */
  baseMs?: number;
  /** The longest wait, milliseconds. @default 30_000 */
  maxMs?: number;
}

/** One moment of a run, for people or machines that watch. */
export type RunEvent =
  | { type: "start"; run: string; pipeline: string }
  | { type: "progress"; stage: string; units: number; totalUnits?: number; bytes: number; totalBytes?: number }
  | { type: "dead"; letter: DeadLetter }
  | { type: "retry"; plugin: string; attempt: number; waitMs: number; error: string }
  | { type: "log"; level: "debug" | "info" | "warn"; plugin: string; message: string };

/** Options of one run. */
export interface RunOptions {
  /** Name of the pipeline; state and dead letters are kept under it. @default the main module's file name */
  name?: string;
  /** @default sqliteLedger() where `mod.ts` is used */
  ledger?: Ledger;
  /** Folder for ledger and caches. @default `.threadloom/<name>/` beside the main module */
  stateFolder?: string;
  /** @default the machine this runs on */
  host?: Host;
  /** Delete units that the source no longer has, if it claims to be complete. @default false */
  mirror?: boolean;
  /** Most entries one sink may lose in this run: a number, or a percentage of what it holds (`"30%"`). @default the larger of 100 and 20 % */
  maxDelete?: number | `${number}%`;
  /** Dead letters allowed before the run counts as partial. @default 0 */
  maxDeadLetters?: number;
  /** Whether to go on after a dead unit. @default "continue" */
  onDead?: "continue" | "stop";
  /** Treat nothing as unchanged, and read an incremental source from its beginning. @default false */
  full?: boolean;
  /** Handle only the first units. Withdraws completeness; file sinks write just these and nothing is committed for them. */
  limit?: number;
  /** Handle only these units. The same holds. */
  only?: (key: string) => boolean;
  /** Read from here instead of the saved bookmark. The same holds. */
  after?: Bookmark;
  /** Most bytes of units in flight. @default 8 MiB; twice that where a second thread reads ahead */
  maxBytesInFlight?: number;
  retry?: RetryOptions;
  /** Aborted: reading ends, what is in flight is finished, the run is reported as stopped. */
  stop?: AbortSignal;
  /** Aborted: everything ends at once; what is not committed is done again by the next run. */
  signal?: AbortSignal;
  onEvent?: (event: RunEvent) => void;
}

/** A change a plan lists. */
export type PlannedPut = [scope: string, key: string, fingerprint: string];

/** What a run would do to one sink. */
export interface SinkPlan {
  kind: "store" | "file";
  /** Hash of the definition of the path to it. */
  definition: string;
  /** Identity of the store; absent when it is not there yet. */
  identity?: string;
  puts: PlannedPut[];
  deletes: [scope: string, key: string][];
  /** Scopes held back by `maxDelete`. */
  held: string[];
  /** File sinks: whether the file would be written again. */
  rewrite?: boolean;
}

/** The puts and deletes a run would make: keys, fingerprints, definitions and identities; no values, no secrets. */
export interface Plan {
  format: 1;
  pipeline: string;
  /** Options that change what a run does. */
  mirror: boolean;
  sinks: { [name: string]: SinkPlan };
  /** Counts as a run's report would give them. */
  source: { read: number; unchanged: number; passed: number; dropped: number; dead: number };
  /** What derivations would cost. */
  estimate: { calls: number; tokens: number; dollars: number };
  notes: string[];
}

/** One line of a verification: `=` same, `-` missing, `+` not known to the ledger, `*` differs, `!` not ours or edited. */
export interface Difference {
  mark: "-" | "+" | "*" | "!";
  sink: string;
  scope: string;
  key: string;
  detail?: string;
}

/** What `verify` found. */
export interface Verification {
  pipeline: string;
  status: "ok" | "different";
  sinks: { [name: string]: { same: number; missing: number; extra: number; different: number; foreign: number } };
  /** The first thousand. */
  differences: Difference[];
}
