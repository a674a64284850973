/**
 * A batch of units without keys into file sinks: millions of small records, so nothing is made per unit that need not be.
 *
 * @module
 */
import type { Unit } from "../source.ts";
import type { Arrival } from "./batch.ts";
import { fileStage } from "./file_stage.ts";
import { inOrder } from "./gate.ts";
import { absolve, bury, newWork, type RunState, unitId, type Work } from "./state.ts";
import { descend, dropUnit, goesOn, keep, type RunningFork } from "./transform_stage.ts";

/** Does for such a batch what `handleBatch` does for any, in the same order. */
export async function handlePlainBatch(
  state: RunState,
  root: RunningFork,
  arrivals: Arrival[],
  turn: number,
): Promise<void> {
  const out: unknown[][] = state.sinks.map(() => []);
  let broke = true;
  try {
    await inOrder(state, turn, async () => {
      for (const { unit } of arrivals) {
        const winding = straight(state, root, unit, out);
        if (winding) await winding;
      }
    });
    broke = false;
  } finally {
    const stages = state.sinks.map((sink) =>
      sink.kind === "file" ? fileStage(state, sink, broke ? [] : out[sink.index], turn) : undefined
    );
    await Promise.all(stages);
  }
}

/**
 * The shape nearly all units have: one record, and transforms that return one record at once. Where a unit leaves it,
 * the rest of its way goes through the general stages, and the promise of that is returned.
 */
function straight(
  state: RunState,
  root: RunningFork,
  unit: Unit<unknown>,
  out: unknown[][],
): Promise<void> | undefined {
  let records;
  try {
    records = unit.parse();
  } catch (error) {
    return die(state, newWork(state, unit), { stage: "parse", plugin: state.sourceName }, error);
  }
  if (!Array.isArray(records) || records.length !== 1) return wind(state, root, unit, records, 0, out);
  let record: unknown = records[0];
  for (let i = 0; i < root.steps.length; i++) {
    const step = root.steps[i];
    let result;
    try {
      result = step.apply(record);
    } catch (error) {
      return die(state, newWork(state, unit), { stage: "transform", plugin: step.name }, error);
    }
    if (!goesOn(result)) return wind(state, root, unit, result, i + 1, out);
    record = result;
  }
  // Without a step before the fork it is the unit's parsed records that go the general way.
  if (root.forks.length) return wind(state, root, unit, root.steps.length ? record : [record], root.steps.length, out);
  state.report.source.passed++;
  for (const leaf of root.leaves) out[leaf].push(record);
  if (state.mourned.size) return absolve(state, unitId(unit));
}

/** A dead unit is missing from all files. */
async function die(
  state: RunState,
  work: Work,
  at: { stage: "parse" | "transform"; plugin: string },
  error: unknown,
): Promise<void> {
  await bury(state, work, at, error);
  miss(state, work);
}

function miss(state: RunState, work: Work): void {
  for (const sink of state.sinks) if (sink.kind === "file") sink.missing.add(work.id);
}

/** The general way, from what step `from - 1` (or parsing) gave. */
async function wind(
  state: RunState,
  root: RunningFork,
  unit: Unit<unknown>,
  given: unknown,
  from: number,
  out: unknown[][],
): Promise<void> {
  const work = newWork(state, unit);
  const ends = { dropped: 0, emptied: 0 };
  const records: unknown[] = [];
  try {
    const result = await given;
    if (from > 0) keep(state, root.steps[from - 1], result, records, ends);
    else if (!Array.isArray(result)) dropUnit(state, work, (result as { drop: string }).drop);
    else {
      for (const record of result) records.push(record);
      ends.emptied = result.length === 0 ? 1 : 0;
    }
  } catch (error) {
    const at = from > 0
      ? { stage: "transform" as const, plugin: root.steps[from - 1].name }
      : { stage: "parse" as const, plugin: state.sourceName };
    return await die(state, work, at, error);
  }
  if (work.droppedFor.length === 0) await descend(state, root, work, records, ends, from);
  await settle(state, work, out);
}

async function settle(state: RunState, work: Work, out: unknown[][]): Promise<void> {
  if (work.dead) return miss(state, work);
  if (work.droppedFor.every(Boolean)) state.report.source.dropped++;
  else state.report.source.passed++;
  for (const sink of state.sinks) for (const record of work.out[sink.index]) out[sink.index].push(record);
  await absolve(state, work.id);
}
