/**
 * What transforms that look across units give at the end of a reading: a unit of its own, owned by the pipeline.
 *
 * @module
 */
import { PipelineError } from "../errors.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Unit } from "../source.ts";
import { handleBatch } from "./batch.ts";
import type { Reading } from "./loop.ts";
import { breakFile } from "./file_stage.ts";
import { absolve, bury, type RunState, type SinkRun } from "./state.ts";
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
    return await endFailed(state, across, error);
  }
  for (const sink of across) await handOver(state, sink, out[sink.index], reading);
}

/** Nothing is known of what would have come: what the sinks have of it stays. */
async function endFailed(state: RunState, across: SinkRun[], error: unknown): Promise<void> {
  const { plugin, cause } = error instanceof PipelineError ? error : { plugin: "end", cause: error };
  for (const sink of across) {
    state.report.source.read++;
    state.seen.add(keyOf(sink));
    const dead = { unit: endUnit(sink, [], true), id: keyOf(sink), dead: false };
    await bury(state, dead, { stage: "transform", plugin }, cause);
    if (sink.kind === "file") await breakFile(state, sink, cause);
  }
}

async function handOver(state: RunState, sink: SinkRun, records: unknown[], reading: Reading): Promise<void> {
  state.seen.add(keyOf(sink));
  if (records.length === 0 && sink.kind === "file") return await absolve(state, keyOf(sink));
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
