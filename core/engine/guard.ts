/**
 * Deletes are guarded: a sink may lose so many entries in a run, and no more.
 *
 * @module
 */
import { CannotRunError } from "../errors.ts";
import type { Change } from "../sink.ts";
import type { RunOptions } from "./options.ts";
import { count, type RunState, type StoreRun } from "./state.ts";
import { unitsText } from "./words.ts";

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
export function guard(state: RunState, sink: StoreRun, { unit, puts, deletes }: Change): boolean {
  const { made, most } = sink.deletes;
  if (deletes.length === 0 || made + deletes.length <= most) {
    sink.deletes.made += deletes.length;
    return true;
  }
  sink.held.push(unit);
  sink.plan.held.push(unit);
  sink.counts.failed += puts.length + deletes.length;
  sink.deletes.held += deletes.length;
  count(state, "heldDeletes", deletes.length);
  return false;
}

/** The sentence that names what was held back and how to let it through. */
export function heldNote(state: RunState, sink: StoreRun): string {
  // What this run has deleted need not be deleted by the next.
  const needed = sink.deletes.held + (state.mode === "plan" ? sink.deletes.made : 0);
  return `${sink.leaf.name}: ${unitsText(state, sink.held.length)} held back, more would be deleted than ` +
    `${sink.deletes.most} entries. If that is meant, run again with --max-delete ${needed}`;
}
