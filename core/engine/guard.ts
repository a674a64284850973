/**
 * Deletes are guarded: a sink may lose so many entries in a run, and no more.
 *
 * @module
 */
import { CannotRunError } from "../errors.ts";
import type { Difference } from "./diff.ts";
import type { RunOptions } from "./options.ts";
import { count, type RunState, type StoreRun } from "./state.ts";

/** Most entries a sink that holds `held` may lose. */
export function deleteLimit(maxDelete: RunOptions["maxDelete"], held: number): number {
  if (maxDelete === undefined) return Math.max(100, Math.floor(held * 0.2));
  if (typeof maxDelete === "number" && maxDelete >= 0) return maxDelete;
  const share = typeof maxDelete === "string" ? /^(\d+(?:\.\d+)?)%$/.exec(maxDelete)?.[1] : undefined;
  if (share === undefined) {
    throw new CannotRunError(
      `Cannot use "${maxDelete}" as maxDelete: expected a number of entries or a percentage such as "30%"`,
    );
  }
  return Math.floor(held * Number(share) / 100);
}

/** True when the change may be made; else its scope is held back whole. */
export function guard(state: RunState, sink: StoreRun, { work, change }: Difference): boolean {
  const { deletes } = sink;
  if (change.deletes.length === 0 || deletes.made + change.deletes.length <= deletes.most) {
    deletes.made += change.deletes.length;
    return true;
  }
  hold(state, sink, work.id, change.puts.length + change.deletes.length, change.deletes.length);
  work.held = true;
  return false;
}

/** Notes that a scope is held back. */
export function hold(state: RunState, sink: StoreRun, unit: string, entries: number, deletes: number): void {
  sink.held.push(unit);
  sink.plan.held.push(unit);
  sink.counts.failed += entries;
  sink.deletes.held += deletes;
  count(state, "heldDeletes", deletes);
}

/** The sentence that names what was held back and how to let it through. */
export function heldNote(sink: StoreRun): string {
  const needed = sink.deletes.made + sink.deletes.held;
  return `${sink.leaf.name}: ${sink.held.length} unit(s) held back, their changes would delete more than ` +
    `${sink.deletes.most} entries. If that is meant, run again with --max-delete ${needed}`;
}
