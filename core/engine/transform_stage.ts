/**
 * Parsing a unit and calling the transforms, function by function.
 *
 * @module
 */
import type { Link } from "../chain.ts";
import { clone } from "../clone.ts";
import { describe, PipelineError } from "../errors.ts";
import { fingerprint, fingerprintNow } from "../fingerprint.ts";
import { type Derivation, type Drop, isDrop } from "../transform.ts";
import { contentOfRecords } from "./content.ts";
import { type Fork, isTransformObject, nameOf } from "./paths.ts";
import { bury, count, type RunState, type Work } from "./state.ts";

/** A transform of a running pipeline. */
export interface Step {
  name: string;
  /** Most calls at once; absent: one after the other. */
  width?: number;
  apply(record: unknown): unknown;
  end?(): unknown[] | Promise<unknown[]>;
}

/** A fork of a running pipeline. */
export interface RunningFork {
  steps: Step[];
  leaves: number[];
  forks: RunningFork[];
}

/** Opens the transforms of a pipeline for one run. */
export async function openTransforms(state: RunState, fork: Fork): Promise<RunningFork> {
  const steps: Step[] = [];
  for (const [i, link] of fork.links.entries()) {
    const name = nameOf(link as Link, i);
    const context = state.contextFor(name);
    if (isTransformObject(link)) {
      const opened = await link.open(context);
      const step = { name, apply: (record: unknown) => opened.apply(record as never), end: opened.end?.bind(opened) };
      steps.push(withWidth(step, opened));
      if (opened.close) state.transformClosers.push(() => opened.close!());
    } else {
      const call = link as Exclude<typeof link, Derivation<never, never>>;
      if (typeof call !== "function") throw new TypeError(`Cannot use "${name}" as a transform: it is not a function`);
      steps.push(withWidth({ name, apply: (record) => call(record as never, context) }, call));
    }
  }
  const forks = [];
  for (const inner of fork.forks) forks.push(await openTransforms(state, inner));
  return { steps, leaves: fork.leaves, forks };
}

/** A step whose calls, over all units, are never more than its function's `concurrency` at once. */
function withWidth(step: Step, call: object): Step {
  const width = (call as { concurrency?: number }).concurrency;
  if (!width) return step;
  let running = 0;
  const waiting: (() => void)[] = [];
  const apply = async (record: unknown) => {
    while (running >= width) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return await step.apply(record);
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
  return { ...step, width, apply };
}

/** Most units to be transformed at once: as many as the widest step takes. */
export function widthOf(fork: RunningFork): number {
  return Math.max(1, ...fork.steps.map((step) => step.width ?? 1), ...fork.forks.map(widthOf));
}

/** How records ended on the way to a leaf. */
interface Ends {
  dropped: number;
  emptied: number;
}

/** A unit's records, or a drop; undefined when parsing threw, which makes it dead. */
export async function parseUnit(state: RunState, work: Work): Promise<unknown[] | Drop | undefined> {
  try {
    const parsed = work.unit.parse();
    return Array.isArray(parsed) ? parsed : await parsed;
  } catch (error) {
    await bury(state, work, { stage: "parse", plugin: state.sourceName }, error);
  }
}

/** Leaves a whole unit out. */
export function dropUnit(state: RunState, work: Work, reason: string): void {
  state.report.drops[reason] = (state.report.drops[reason] ?? 0) + 1;
  work.droppedFor = state.sinks.map(() => true);
}

/** Runs a unit's records down the tree; what throws makes it dead. */
export async function transformUnit(
  state: RunState,
  root: RunningFork,
  work: Work,
  records: unknown[],
): Promise<void> {
  await descend(state, root, work, records, { dropped: 0, emptied: records.length === 0 ? 1 : 0 });
}

/** Runs records down a fork, from step `from` on. */
export async function descend(
  state: RunState,
  fork: RunningFork,
  work: Work,
  given: unknown[],
  ends: Ends,
  from = 0,
): Promise<void> {
  let records = given;
  for (const step of from ? fork.steps.slice(from) : fork.steps) {
    const next: unknown[] = [];
    try {
      if (step.width) {
        for (const result of await Promise.all(records.map(step.apply))) keep(state, step, result, next, ends);
      } else {
        for (const record of records) {
          const result = step.apply(record);
          keep(state, step, isThenable(result) ? await result : result, next, ends);
        }
      }
    } catch (error) {
      return await bury(state, work, { stage: "transform", plugin: step.name }, error);
    }
    records = next;
  }
  for (const leaf of fork.leaves) {
    work.out[leaf] = records;
    work.droppedFor[leaf] = records.length === 0 && ends.dropped > 0 && ends.emptied === 0;
  }
  for (const inner of fork.forks) {
    if (work.dead) return;
    await descend(state, inner, work, sharedWith(fork, inner, records), { ...ends });
  }
}

/** A branch with transforms gets copies of what others get, too: many a function changes the record it is given. */
function sharedWith(fork: RunningFork, inner: RunningFork, records: unknown[]): unknown[] {
  const alone = fork.leaves.length === 0 && fork.forks.length === 1;
  return alone || !transforms(inner) ? records : records.map(clone);
}

/** True when anything in a fork is called with records. */
function transforms(fork: RunningFork): boolean {
  return fork.steps.length > 0 || fork.forks.some(transforms);
}

/** True for one record that simply goes on: not a list, not a drop, not a promise, not nothing. */
export function goesOn(result: unknown): boolean {
  if (typeof result !== "object") return result !== undefined && result !== false;
  return result !== null && !Array.isArray(result) && !isThenable(result) && !isDrop(result);
}

/** Sorts what a transform returned: records go on, the rest is counted. */
export function keep(state: RunState, step: Step, result: unknown, next: unknown[], ends: Ends): void {
  if (Array.isArray(result)) {
    if (result.length === 0) ends.emptied++;
    for (const one of result) next.push(one);
  } else if (result === undefined || result === null || result === false || isDrop(result)) {
    ends.dropped++;
    const reason = isDrop(result) ? result.drop : step.name;
    state.report.drops[reason] = (state.report.drops[reason] ?? 0) + 1;
  } else next.push(result);
}

/** What `across` transforms give at the end, run through what follows them; by sink index. */
export async function endTransforms(state: RunState, fork: RunningFork, out: unknown[][]): Promise<void> {
  await finishFork(state, fork, [], out);
}

async function finishFork(state: RunState, fork: RunningFork, given: unknown[], out: unknown[][]): Promise<void> {
  let records = given;
  for (const step of fork.steps) {
    const next: unknown[] = [];
    const ends = { dropped: 0, emptied: 0 };
    try {
      for (const record of records) keep(state, step, await step.apply(record), next, ends);
      for (const record of await step.end?.() ?? []) next.push(record);
    } catch (cause) {
      const message = `Cannot end "${step.name}": ${describe(cause)}`;
      throw new PipelineError(message, { plugin: step.name, stage: "transform", cause });
    }
    records = next;
  }
  if (records.length) count(state, "endRecords", records.length);
  for (const leaf of fork.leaves) for (const record of records) out[leaf].push(record);
  for (const inner of fork.forks) await finishFork(state, inner, sharedWith(fork, inner, records), out);
}

/** Hash of what a unit was parsed to, whatever its raw bytes; remembered only where no transform can change a record. */
export function contentOf(records: unknown[] | Drop, root: RunningFork): string {
  return contentOfRecords(records, transforms(root) ? fingerprintNow : fingerprint);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
