/**
 * Copies that are not whole meet what a store already holds of their unit.
 *
 * @module
 */
import type { Unit } from "../source.ts";
import { compareDates } from "./copies.ts";
import { bury, type RunState, type StoreRun, type Work } from "./state.ts";

/**
 * True where a copy is united with what the store holds: it may lack records, the source can unite copies, the store
 * hands its record back, and no transform lies between the two.
 */
export function joins(state: RunState, sink: StoreRun, unit: Pick<Unit<unknown>, "whole">): boolean {
  return unit.whole === false && state.source.unite !== undefined && sink.opened?.load !== undefined &&
    sink.leaf.links.length === 0;
}

/**
 * Unites each such copy with what the store holds, older or newer, so that nothing either has is lost. The result is as
 * new as the newer of the two. Where they cannot be united the unit is dead, and the store stays as it is.
 */
export async function joinStored(state: RunState, sink: StoreRun, works: Work[]): Promise<void> {
  if (!sink.opened?.load || sink.opened.created) return;
  for (const work of works) {
    if (!joins(state, sink, work.unit) || work.droppedFor[sink.index]) continue;
    const stored = await sink.opened.load(work.id);
    if (stored === undefined) continue;
    const older = compareDates(work.unit, stored) < 0;
    const records = work.out[sink.index];
    try {
      work.out[sink.index] = state.source.unite!(older ? [records, [stored.record]] : [[stored.record], records]);
    } catch (error) {
      await bury(state, work, { stage: "sink", plugin: sink.leaf.name }, error);
      continue;
    }
    if (older) work.unit = dated(work.unit, stored);
  }
}

function dated(unit: Unit<unknown>, { version, exportedAt }: { version?: number; exportedAt?: number }): Unit<unknown> {
  const { key, account, fingerprint, bytes, position } = unit;
  return {
    key,
    version,
    exportedAt,
    account,
    whole: false,
    fingerprint,
    bytes,
    position,
    parse: () => unit.parse(),
    raw: () => unit.raw?.() ?? "",
  };
}
