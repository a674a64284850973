/**
 * What a run says of itself.
 *
 * @module
 */
import type { Position } from "./source.ts";

/** Units: read = unchanged + passed + dropped + dead. */
export interface SourceCounts {
  read: number;
  unchanged: number;
  passed: number;
  dropped: number;
  dead: number;
}

/** Entries of one store; files, for a file sink. */
export interface SinkCounts {
  puts: number;
  deletes: number;
  unchanged: number;
  /** Entries that a store refused, and the changes of scopes held back by `maxDelete`. */
  failed: number;
}

/** The counts and reasons of one run. */
export interface Report {
  run: string;
  pipeline: string;
  status: "ok" | "partial" | "failed";
  source: SourceCounts;
  sinks: { [name: string]: SinkCounts };
  /** Reasons of drops, with their counts in units or, where only some records of a unit were dropped, in records. */
  drops: { [reason: string]: number };
  /** What plugins and the engine counted beside: `merged`, `superseded`, `gone`, … */
  metrics: { [name: string]: number };
  /** Dead letters this run wrote. */
  deadLetters: number;
  /** Sentences for people: what was held back, what stays, what to do next. */
  notes: string[];
  /** True when it was stopped before its end. */
  stopped?: boolean;
  startedAt: number;
  durationMs: number;
}

/** What failed, kept with its reason until it succeeds. Keyed by pipeline, unit and stage. */
export interface DeadLetter {
  pipeline: string;
  /** The unit's key, or its position where the key is not known. */
  unit: string;
  /** False when `unit` is a position. */
  keyed: boolean;
  stage: "read" | "parse" | "transform" | "derive" | "sink";
  /** Name of the plugin or function that failed. */
  plugin: string;
  position: Position;
  /** The error's class and message, with its causes. */
  error: string;
  /** Entries a store refused. */
  entries?: { scope: string; key: string; error: string }[];
  /** The unit's raw text, at most 2,000 characters. */
  raw?: string;
  at: number;
  run: string;
}
