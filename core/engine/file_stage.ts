/**
 * One batch of units into one file sink, in order.
 *
 * @module
 */
import { describe } from "../errors.ts";
import type { FileIdentity } from "../sink.ts";
import type { FileRun, RunState } from "./state.ts";
import { unitsText } from "./words.ts";

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
export async function breakFile(state: RunState, sink: FileRun, error: unknown): Promise<void> {
  state.signal.throwIfAborted();
  if (sink.broken) return;
  sink.broken = true;
  sink.counts.failed++;
  state.report.notes.push(`${sink.leaf.name}: not written, ${describe(error)}; what was there stays`);
  await abortFile(sink);
}

/** Ends a file sink that is not to be committed; once. */
export async function abortFile(sink: FileRun): Promise<void> {
  if (sink.ended) return;
  sink.ended = true;
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
    return await abortFile(sink);
  }
  if (sink.broken) return;
  if (!ended) {
    state.report.notes.push(`${sink.leaf.name}: not written, the reading did not end; what was there stays`);
    sink.counts.failed++;
    return await abortFile(sink);
  }
  let done;
  try {
    sink.ended = true;
    done = await sink.opened!.commit(sink.partitions?.touched);
  } catch (error) {
    return await breakFile(state, sink, error);
  }
  const { files, changed } = done;
  sink.counts[changed ? "puts" : "unchanged"]++;
  const missing = [...state.seenLosses, ...sink.missing];
  if (missing.length) {
    const names = new Set(missing);
    state.report.notes.push(
      `${sink.leaf.name}: missing from it, as dead letters: ${unitsText(state, names.size)}, ${someOf([...names])}`,
    );
  }
  if (state.selection) return;
  await sink.partitions?.save(state);
  // Without the dead units the file is not what the input says: the next run writes it again.
  sink.state = { path: sink.path, input: missing.length ? undefined : input, files };
  await state.ledger.setSink(sink.leaf.name, sink.state);
}

/** Most units that a note names. */
const MOST_NAMED = 20;

function someOf(names: string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => `"${name}"`).join(", ");
  return names.length > MOST_NAMED ? `${shown} and ${names.length - MOST_NAMED} more` : shown;
}
