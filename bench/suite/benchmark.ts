/**
 * What a benchmark is given, and what it hands back.
 *
 * @module
 */
import type { Inputs } from "./inputs.ts";
import type { Peers } from "./peers.ts";
import type { Table } from "./table.ts";

/** What all benchmarks of one call share. */
export interface BenchOptions {
  /** Small inputs: to see that everything works, not to publish. */
  quick: boolean;
  /** How often each contender runs. */
  rounds: number;
  /** Generated inputs, kept between calls. */
  inputs: Inputs;
  /** An empty folder for what contenders write; gone when the suite ends. */
  scratch: string;
  peers: Peers;
  /** A line for the person who waits. */
  say(line: string): void;
}

/** A figure that was promised, and what came of it. */
export interface Target {
  what: string;
  wanted: string;
  got: string;
  met: boolean;
}

/** What a benchmark hands back. */
export interface Section {
  /** Sentences above the tables. */
  notes: string[];
  tables: Table[];
  targets: Target[];
  /** Commands of the contenders, as they were run. */
  commands: string[];
  /** All that was measured, for `results.json`. */
  measured: unknown;
}

/** One benchmark. */
export interface Benchmark {
  /** As written on the command line and in the README's markers. */
  name: string;
  summary: string;
  /** Modules that its inputs are made of, by their path in the tree; those of exports are the suite's. @default none */
  madeOf?: readonly string[];
  run(options: BenchOptions): Promise<Section>;
}

/** `ratio >= wanted`, as a target. */
export function atLeast(what: string, got: number, wanted: number, unit: string): Target {
  return { what, wanted: `≥ ${number(wanted)}${unit}`, got: `${number(got)}${unit}`, met: got >= wanted };
}

/** `value <= wanted`, as a target. */
export function atMost(what: string, got: number, wanted: number, unit: string): Target {
  return { what, wanted: `≤ ${number(wanted)}${unit}`, got: `${number(got)}${unit}`, met: got <= wanted };
}

/** Three digits that matter, thousands with commas. */
export function number(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}
