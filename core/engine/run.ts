/**
 * `run` and `plan`: one execution of a pipeline, and one that writes nothing.
 *
 * @module
 */
import type { Pipeline } from "../chain.ts";
import { describe, PipelineError } from "../errors.ts";
import { fingerprint } from "../fingerprint.ts";
import type { Ledger } from "../ledger.ts";
import type { Report } from "../report.ts";
import type { Unit } from "../source.ts";
import { handleBatch } from "./batch.ts";
import { endFile } from "./file_stage.ts";
import { handleGone } from "./gone.ts";
import { readAll, type Reading } from "./loop.ts";
import { open } from "./open.ts";
import type { Plan } from "./options.ts";
import { conclude } from "./report.ts";
import type { RunState, Settings } from "./state.ts";
import { endTransforms, openTransforms, type RunningFork } from "./transform_stage.ts";

/** Runs a pipeline to its end and says what happened; throws when it could not run. */
export async function execute(pipeline: Pipeline, settings: Settings & { ledger: Ledger }): Promise<Report> {
  return (await drive(pipeline, settings, "run")).report;
}

/** The puts and deletes a run would make; makes nothing itself. */
export async function makePlan(pipeline: Pipeline, settings: Settings & { ledger: Ledger }): Promise<Plan> {
  const { plan, report } = await drive(pipeline, settings, "plan");
  return { ...plan, source: report.source, notes: report.notes };
}

async function drive(
  pipeline: Pipeline,
  settings: Settings & { ledger: Ledger },
  mode: RunState["mode"],
): Promise<RunState> {
  const { state, close } = await open(pipeline, settings, mode);
  try {
    settings.onEvent?.({ type: "start", run: state.run, pipeline: settings.name });
    const ended = await drain(state);
    conclude(state, ended);
    if (mode === "run") await state.ledger.saveReport(state.report);
    return state;
  } catch (error) {
    await fail(state, error);
    throw error;
  } finally {
    await close();
  }
}

async function drain(state: RunState): Promise<boolean> {
  const root = await openTransforms(state, state.root);
  const reading = await readAll(state, root);
  if (reading.ended) await endAcross(state, root, reading);
  if (reading.ended) await handleGone(state, reading.claims);
  await finishStores(state);
  for (const sink of state.sinks) {
    if (sink.kind === "file") await endFile(state, sink, reading.input, reading.ended);
  }
  if (state.mode === "run" && reading.ended && !state.selection) await forgetOldLosses(state);
  return reading.ended;
}

/** What transforms that look across units give at the end: a unit of its own, owned by the pipeline. */
async function endAcross(state: RunState, root: RunningFork, reading: Reading): Promise<void> {
  const across = state.sinks.filter((sink) => sink.leaf.across);
  if (across.length === 0) return;
  const out = state.sinks.map((): unknown[] => []);
  await endTransforms(state, root, out);
  for (const sink of across) {
    const records = out[sink.index];
    if (records.length === 0 && sink.kind === "file") continue;
    const unit: Unit<unknown> = {
      key: `(end of ${sink.leaf.name})`,
      fingerprint: fingerprint(records),
      bytes: 0,
      position: {},
      parse: () => records,
    };
    state.report.source.read++;
    state.seen.add(unit.key!);
    const wants = state.sinks.map((one) => one === sink);
    const verdict = { wants, forgotten: false };
    const direct = { steps: [], leaves: [sink.index], forks: [] };
    await handleBatch(state, direct, [{ unit, fingerprint: unit.fingerprint, verdict }], reading.batches++);
  }
}

async function finishStores(state: RunState): Promise<void> {
  if (state.mode === "plan") return;
  for (const sink of state.sinks) {
    if (sink.kind !== "store" || !sink.opened?.finish) continue;
    if (!sink.wrote && !sink.state.unfinished) continue;
    await sink.opened.finish();
    const { unfinished: _, ...rest } = sink.state;
    sink.state = rest;
    await state.ledger.setSink(sink.leaf.name, rest);
  }
}

/** Letters about places that could be read this time. */
async function forgetOldLosses(state: RunState): Promise<void> {
  const old: string[] = [];
  for await (const letter of state.ledger.deadLetters()) {
    if (letter.stage === "read" && !state.seenLosses.has(letter.unit)) old.push(letter.unit);
  }
  for (const unit of old) await state.ledger.removeDeadLetters(unit, "read");
}

/** A run that could not go on leaves a report that says so. */
async function fail(state: RunState, error: unknown): Promise<void> {
  state.report.status = "failed";
  state.report.notes.push(error instanceof PipelineError ? error.message : describe(error));
  state.report.durationMs = Math.round(state.settings.host.clock.now() - state.report.startedAt);
  for (const sink of state.sinks) {
    if (sink.kind === "file" && !sink.broken) await sink.opened?.abort();
  }
  if (state.mode === "run") await state.ledger.saveReport(state.report);
}
