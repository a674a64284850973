/**
 * `run` and `plan`: one execution of a pipeline, and one that writes nothing.
 *
 * @module
 */
import type { Pipeline } from "../chain.ts";
import { describe, PipelineError } from "../errors.ts";
import type { Ledger } from "../ledger.ts";
import type { Report } from "../report.ts";
import { endAcross } from "./across.ts";
import { also } from "./closing.ts";
import { abortFile, endFile } from "./file_stage.ts";
import { handleGone } from "./gone.ts";
import { readAll } from "./loop.ts";
import { withoutSinks } from "./no_ledger.ts";
import { open } from "./open.ts";
import type { Plan } from "./options.ts";
import { conclude } from "./report.ts";
import type { RunState, Settings } from "./state.ts";
import { openTransforms } from "./transform_stage.ts";
import { guarded } from "./write.ts";

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
  // A run forgets what was true of another store; a plan only looks away.
  if (mode === "plan" && state.replaced.size) state.ledger = withoutSinks(state.ledger, state.replaced);
  try {
    settings.onEvent?.({ type: "start", run: state.run, pipeline: settings.name });
    const ended = await drain(state);
    conclude(state, ended);
    if (mode === "run") await state.ledger.saveReport(state.report);
  } catch (error) {
    await also(settings, "Reporting a failed run", () => fail(state, error));
    await also(settings, "Closing after a failed run", close);
    throw error;
  }
  await close();
  return state;
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

/** Lets stores rebuild what depends on all they hold, if a run has written to them since, or takes nothing for granted. */
export async function finishStores(state: RunState): Promise<void> {
  if (state.mode === "plan") return;
  for (const sink of state.sinks) {
    if (sink.kind !== "store" || !sink.opened?.finish) continue;
    if (!sink.wrote && !sink.state.unfinished && !state.settings.full) continue;
    const finish = () => sink.opened!.finish!();
    await guarded(state, sink, `Cannot finish "${sink.leaf.name}"`, finish);
    const { unfinished: _, ...rest } = sink.state;
    sink.state = rest;
    await state.ledger.setSink(sink.leaf.name, rest);
  }
}

/** Removes letters about places where nothing failed this time. */
async function forgetOldLosses(state: RunState): Promise<void> {
  // What lies before the bookmark of an incremental source was not tried again.
  if (state.resumed) return;
  const old = new Set<string>();
  for await (const letter of state.ledger.deadLetters()) {
    if (!letter.keyed && !state.seenLosses.has(letter.unit)) old.add(letter.unit);
  }
  for (const unit of old) await state.ledger.removeDeadLetters(unit);
}

/** A run that could not go on leaves a report that says so. */
async function fail(state: RunState, error: unknown): Promise<void> {
  state.report.status = "failed";
  state.report.notes.push(error instanceof PipelineError ? error.message : describe(error));
  const { source } = state.report;
  // What was on its way is not counted: no more is known of it.
  source.read = source.unchanged + source.passed + source.dropped + source.dead;
  state.report.durationMs = Math.round(state.settings.host.clock.now() - state.report.startedAt);
  for (const sink of state.sinks) if (sink.kind === "file") await abortFile(sink);
  if (state.mode === "run") await state.ledger.saveReport(state.report);
}
