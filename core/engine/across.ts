/**
 * What transforms that look across units give at the end of a reading: a unit of its own, owned by the pipeline.
 *
 * @module
 */
import { fingerprint } from "../fingerprint.ts";
import type { Unit } from "../source.ts";
import { handleBatch } from "./batch.ts";
import type { Reading } from "./loop.ts";
import { bury, type RunState, type SinkRun } from "./state.ts";
import { endTransforms, type RunningFork } from "./transform_stage.ts";

/** Ends these transforms, and hands what they give to their sinks. */
export async function endAcross(state: RunState, root: RunningFork, reading: Reading): Promise<void> {
  const across = state.sinks.filter((sink) => sink.leaf.across);
  if (across.length === 0) return;
  const out = state.sinks.map((): unknown[] => []);
  try {
    await endTransforms(state, root, out);
  } catch (error) {
    state.signal.throwIfAborted();
    // Nothing is known of what would have come: it is one dead unit, and what the stores have of it stays.
    state.report.source.read++;
    for (const sink of across) {
      state.seen.add(keyOf(sink));
      if (sink.kind === "file") sink.missing.add(keyOf(sink));
    }
    const unit = endUnit(across[0], [], true);
    return await bury(state, { unit, id: unit.key!, dead: false }, { stage: "transform", plugin: "end" }, error);
  }
  for (const sink of across) await handOver(state, sink, out[sink.index], reading);
}

async function handOver(state: RunState, sink: SinkRun, records: unknown[], reading: Reading): Promise<void> {
  state.seen.add(keyOf(sink));
  if (records.length === 0 && sink.kind === "file") return;
  // Made of a part of the units, it would be another result, not a newer one.
  if (state.selection && sink.kind === "store") return;
  const complete = state.report.source.dead === 0 && state.incomplete === undefined;
  const unit = endUnit(sink, records, complete);
  const verdict = { wants: state.sinks.map((one) => one === sink), forgotten: false };
  const direct = { steps: [], leaves: [sink.index], forks: [] };
  const { read, unchanged, passed, dropped, dead } = state.report.source;
  await handleBatch(state, direct, [{ unit, fingerprint: unit.fingerprint, verdict }], reading.batches++);
  const died = state.report.source.dead - dead;
  // The source did not hand it over: it is no unit that was read, unless it died.
  Object.assign(state.report.source, { read: read + died, unchanged, passed, dropped });
}

function keyOf(sink: SinkRun): string {
  return `(end of ${sink.leaf.name})`;
}

function endUnit(sink: SinkRun, records: unknown[], whole: boolean): Unit<unknown> {
  return {
    key: keyOf(sink),
    whole,
    fingerprint: fingerprint(records),
    bytes: 0,
    position: {},
    parse: () => records,
  };
}
