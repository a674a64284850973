/**
 * One batch of units through all stages.
 *
 * @module
 */
import type { Unit } from "../source.ts";
import { contentAhead } from "./ahead_unit.ts";
import { breathe } from "./breath.ts";
import { classify, type Verdict } from "./classify.ts";
import { handlePlainBatch } from "./plain_batch.ts";
import { breakFile, fileStage } from "./file_stage.ts";
import { deriveForFile } from "./derive.ts";
import { inOrder } from "./gate.ts";
import { absolve, bury, type FileRun, newWork, type RunState, type Work } from "./state.ts";
import { committed, type Rows, storeStage } from "./store_stage.ts";
import { contentOf, dropUnit, parseUnit, type RunningFork, transformUnit, widthOf } from "./transform_stage.ts";

/** A unit of a batch, with what the index has decided of it. */
export interface Arrival {
  unit: Unit<unknown>;
  fingerprint: string;
  verdict?: Verdict;
}

/** Handles a batch to its end: every unit is counted once, and what is committed is safe. */
export async function handleBatch(
  state: RunState,
  root: RunningFork,
  arrivals: Arrival[],
  turn: number,
): Promise<void> {
  if (state.plain) return await handlePlainBatch(state, root, arrivals, turn);
  let next = 0;
  try {
    const { works, rows } = await inOrder(state, turn, () => comeIn(state, root, arrivals));
    await commitSame(state, works, rows);
    const moving = works.filter((work) => work.wants.includes(true));
    for (const sink of state.sinks) {
      // Each stage passes its own gate, also when it throws.
      next = sink.index + 1;
      if (sink.kind === "store") await storeStage(state, sink, moving, rows[sink.index], turn);
      else await intoFile(state, sink, moving, turn);
    }
    await settle(state, moving);
  } finally {
    // A batch that failed on its way must not keep the later ones waiting.
    for (const sink of state.sinks.slice(next)) await sink.gate.enter(turn).then(() => sink.gate.leave(turn));
  }
}

/** Looks units up, parses and transforms them. */
async function comeIn(
  state: RunState,
  root: RunningFork,
  arrivals: Arrival[],
): Promise<{ works: Work[]; rows: Rows[] }> {
  const works = await admit(state, arrivals);
  const rows = await rowsOf(state, works);
  const queue = works.values();
  const worker = async () => {
    for (const work of queue) await prepare(state, root, work, rows);
  };
  // What looks across units sees them one after the other.
  await Promise.all(Array.from({ length: state.order ? 1 : widthOf(root) }, worker));
  return { works, rows };
}

async function admit(state: RunState, arrivals: Arrival[]): Promise<Work[]> {
  const open = arrivals.filter((arrival) => !arrival.verdict);
  if (open.length) {
    const verdicts = await classify(state, open.map(({ unit, fingerprint }) => face(unit, fingerprint)));
    for (const [i, arrival] of open.entries()) arrival.verdict = verdicts[i];
  }
  const works: Work[] = [];
  for (const arrival of arrivals) {
    const work = newWork(state, arrival.unit, arrival);
    if (arrival.verdict!.forgotten) drop(state, "forgotten");
    else if (work.wants.includes(true)) {
      works.push(work);
      continue;
    } else state.report.source.unchanged++;
    await absolve(state, work.id);
  }
  return works;
}

/** What decides about a unit, with the fingerprint the index knows. */
export function face(unit: Unit<unknown>, fingerprint: string): Parameters<typeof classify>[1][number] {
  const { key, version, exportedAt, account, whole } = unit;
  return { key, version, exportedAt, account, whole, fingerprint };
}

function drop(state: RunState, reason: string): void {
  state.report.source.dropped++;
  state.report.drops[reason] = (state.report.drops[reason] ?? 0) + 1;
}

async function rowsOf(state: RunState, works: Work[]): Promise<Rows[]> {
  const rows: Rows[] = [];
  for (const sink of state.sinks) {
    const keys = sink.kind === "file" ? [] : works.filter((work) => work.wants[sink.index]).map((work) => work.id);
    rows.push(keys.length ? await state.ledger.committed(sink.leaf.name, keys) : new Map());
  }
  return rows;
}

/** Parses and transforms a unit, unless its content is what all sinks have. */
async function prepare(state: RunState, root: RunningFork, work: Work, rows: Rows[]): Promise<void> {
  await breathe(state);
  state.signal.throwIfAborted();
  const records = await parseUnit(state, work);
  if (!records) return;
  try {
    if (state.sinks.some((sink) => sink.kind === "store")) {
      work.content = contentAhead(work.unit) ?? contentOf(records, root);
    }
  } catch (error) {
    return await bury(state, work, { stage: "parse", plugin: state.sourceName }, error);
  }
  for (const sink of state.sinks) {
    const row = rows[sink.index].get(work.id);
    if (sink.kind === "store" && row && !state.settings.full && !sink.leaf.across) {
      if (row.path !== sink.path || row.content !== work.content) continue;
      work.wants[sink.index] = false;
      if (row.outcome === "dropped" && row.entries.length) sink.dropped.add(work.id);
    }
  }
  if (!work.wants.includes(true)) {
    state.report.source.unchanged++;
    await absolve(state, work.id);
  } else if (!Array.isArray(records)) dropUnit(state, work, records.drop);
  else await transformUnit(state, root, work, records);
}

/** Other bytes, the same content: the ledger learns the new fingerprint, so that the next run need not parse. */
async function commitSame(state: RunState, works: Work[], rows: Rows[]): Promise<void> {
  for (const sink of state.sinks) {
    if (sink.kind === "file") continue;
    const same = works.filter((work) => !work.dead && !work.wants[sink.index] && rows[sink.index].has(work.id));
    if (same.length === 0) continue;
    const kept = same.map((work) => {
      const { entries, outcome } = rows[sink.index].get(work.id)!;
      sink.counts.unchanged += entries.length;
      return committed(sink, work, entries, outcome);
    });
    if (state.mode === "run") await state.ledger.commit(sink.leaf.name, kept);
  }
}

async function intoFile(state: RunState, sink: FileRun, works: Work[], turn: number): Promise<void> {
  const records: unknown[] = [];
  try {
    await deriveForFile(state, sink, works);
    for (const work of works) {
      if (!work.wants[sink.index]) continue;
      if (work.dead) sink.missing.add(work.id);
      else for (const record of work.out[sink.index]) records.push(record);
      if (!work.dead) await place(state, sink, work);
    }
  } finally {
    await fileStage(state, sink, records, turn);
  }
}

/** Notes in which partitions a unit's records lie. */
async function place(state: RunState, sink: FileRun, work: Work): Promise<void> {
  try {
    sink.partitions?.add(work, work.out[sink.index]);
  } catch (error) {
    await breakFile(state, sink, error);
  }
}

/** Counts each unit once. */
async function settle(state: RunState, works: Work[]): Promise<void> {
  for (const work of works) {
    if (work.dead) continue;
    const wanted = state.sinks.filter((sink) => work.wants[sink.index]);
    if (wanted.length === 0) state.report.source.unchanged++;
    else if (wanted.every((sink) => work.droppedFor[sink.index])) state.report.source.dropped++;
    else state.report.source.passed++;
    if (!work.held) await absolve(state, work.id);
  }
}
