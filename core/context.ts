/**
 * What every method of a plugin is given besides its data.
 *
 * @module
 */
import type { Clock, Files, Locks, Output, Random, Threads } from "./host.ts";

/** Handed to every method of a plugin. */
export interface Context {
  /** Aborted when the run is stopped: ends reads, transforms, writes and waits. */
  readonly signal: AbortSignal;
  readonly log: Log;
  /** Adds `n` (1) to the report's `metrics[name]`. */
  count(name: string, n?: number): void;
  /** Says what is being done, for people who watch; never needed for the result. */
  progress(update: Progress): void;
  readonly clock: Clock;
  readonly random: Random;
  readonly files: Files;
  readonly locks: Locks;
  /** Standard output; absent where there is none. A sink that writes to it says `standardOutput: true`. */
  readonly output?: Output;
  /** Threads beside this one, for work that gives the same in any; absent: everything is done in this one. */
  readonly threads?: Threads;
  /** True where source, transforms and the one sink are of one family (`core/direct.ts`), and nobody else sees records. */
  readonly direct?: boolean;
  /** Call right before and right after something becomes durable outside `files`. */
  effect(name: string): void;
  /** A folder (0700) in which the plugin may keep caches; absent when the pipeline keeps no state. */
  readonly stateFolder?: string;
}

/** One line for the operator. Never chat text, never a secret. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** A moment of a run. */
export interface Progress {
  /** What is being done: `indexing`, `reading`, `writing`. */
  stage: string;
  units?: number;
  totalUnits?: number;
  bytes?: number;
  totalBytes?: number;
}
