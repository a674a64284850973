/**
 * One batch of units into one file sink, in order.
 *
 * @module
 */
import { describe } from "../errors.ts";
import type { FileIdentity } from "../sink.ts";
import type { FileRun, RunState } from "./state.ts";

/** Hands records on; the file is put in place by `endFile`. Batches come in order (`turn`). */
export async function fileStage(state: RunState, sink: FileRun, records: unknown[], turn: number): Promise<void> {
  await sink.gate.enter(turn);
  try {
    if (!sink.wanted || sink.broken || state.mode === "plan" || records.length === 0) return;
    await sink.opened!.write(records);
  } catch (error) {
    await breakFile(state, sink, error);
  } finally {
    sink.gate.leave(turn);
  }
}

/** A file sink that fails leaves what was there; the others go on. */
async function breakFile(state: RunState, sink: FileRun, error: unknown): Promise<void> {
  sink.broken = true;
  sink.counts.failed++;
  state.report.notes.push(`${sink.leaf.name}: not written, ${describe(error)}`);
  await sink.opened?.abort();
}

/** True when the ledger says that the file was made from this input by this path, and it is as it was left. */
export async function fileIsCurrent(sink: FileRun, input: string): Promise<boolean> {
  const { state } = sink;
  if (!sink.opened || state.path !== sink.path || state.input !== input || !state.files) return false;
  const name = (file: FileIdentity) => `${file.path}\n${file.size}\n${file.sha256}`;
  const present = new Set((await sink.opened.present()).map(name));
  return state.files.length > 0 && state.files.every((file) => present.has(name(file)));
}

/** Puts the file in place, or leaves what was there when the reading did not end. */
export async function endFile(
  state: RunState,
  sink: FileRun,
  input: string | undefined,
  ended: boolean,
): Promise<void> {
  if (state.mode === "plan") {
    sink.plan.rewrite = sink.wanted;
    return;
  }
  if (!sink.wanted) {
    sink.counts.unchanged++;
    return await sink.opened?.abort();
  }
  if (sink.broken) return;
  if (!ended) {
    state.report.notes.push(`${sink.leaf.name}: not written, the reading did not end; what was there stays`);
    sink.counts.failed++;
    return await sink.opened?.abort();
  }
  try {
    const { files, changed } = await sink.opened!.commit();
    sink.counts[changed ? "puts" : "unchanged"]++;
    if (state.selection) return;
    // Dead units are missing from the file: the next run writes it again.
    const whole = state.report.source.dead === 0;
    sink.state = { path: sink.path, input: whole ? input : undefined, files };
    await state.ledger.setSink(sink.leaf.name, sink.state);
    if (!whole) {
      state.report.notes.push(`${sink.leaf.name}: ${state.report.source.dead} dead unit(s) are missing from it`);
    }
  } catch (error) {
    await breakFile(state, sink, error);
  }
}
