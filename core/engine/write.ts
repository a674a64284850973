/**
 * Writing changes: again after transient failures, one by one when a whole write is refused.
 *
 * @module
 */
import { CannotRunError, describe, PipelineError, transience } from "../errors.ts";
import type { Change, EntryFailure, Listed } from "../sink.ts";
import type { RetryOptions } from "./options.ts";
import { attempt, type Attempts, waitFor } from "./retry.ts";
import type { RunState, StoreRun } from "./state.ts";

/** Batches in a row that may fail whole before the run ends: the store is then taken to be gone. */
const MOST_FAILURES = 3;

/** Writes changes and gives the entries that failed for good, by unit. */
export async function writeChanges(
  state: RunState,
  sink: StoreRun,
  changes: Change[],
): Promise<Map<string, EntryFailure[]>> {
  const failed = new Map<string, EntryFailure[]>();
  const todo = changes.filter((change) => change.puts.length + change.deletes.length > 0);
  if (todo.length === 0) return failed;
  await (sink.begun ??= begin(state, sink));
  const answered = await write(state, sink, todo, failed);
  const lost = todo.every(({ unit, puts, deletes }) => failed.get(unit)?.length === puts.length + deletes.length);
  sink.failures = lost && !answered ? sink.failures + 1 : 0;
  if (sink.failures >= MOST_FAILURES) {
    const { error } = failed.get(todo[0].unit)![0];
    throw new PipelineError(
      `Cannot write to "${sink.leaf.name}": ${sink.failures} batches in a row failed, the last with: ${
        describe(error)
      }`,
      { plugin: sink.leaf.name, stage: "sink", cause: error },
    );
  }
  return failed;
}

/** Notes, before the first write, that `finish` is owed. */
async function begin(state: RunState, sink: StoreRun): Promise<void> {
  if (!sink.opened) throw new CannotRunError(`Cannot write to "${sink.leaf.name}": it is not open`);
  sink.wrote = true;
  if (!sink.opened.finish || sink.state.unfinished) return;
  sink.state = { ...sink.state, unfinished: true };
  await state.ledger.setSink(sink.leaf.name, sink.state);
}

/** True when the store has answered: entries that it refuses one by one do not say that it is gone. */
async function write(
  state: RunState,
  sink: StoreRun,
  changes: Change[],
  failed: Map<string, EntryFailure[]>,
): Promise<boolean> {
  const attempts = attemptsOf(state, sink.leaf.name, limitsOf(sink.leaf.sink) ?? state.settings.retry);
  let todo = changes;
  let answered = false;
  for (let n = 1; todo.length; n++) {
    let failures: EntryFailure[];
    try {
      failures = await sink.opened!.write(todo) ?? [];
    } catch (error) {
      if (await waitFor(error, n, attempts)) continue;
      state.signal.throwIfAborted();
      if (todo.length === 1 || transience(error)) {
        refuse(todo, error, failed);
        return answered;
      }
      // One change may be what the store refuses: halves, so that the others go through.
      const half = Math.ceil(todo.length / 2);
      const first = await write(state, sink, todo.slice(0, half), failed);
      return await write(state, sink, todo.slice(half), failed) || first || answered;
    }
    const again = failures.filter((failure) => transience(failure.error));
    for (const failure of failures) if (!again.includes(failure)) note(failed, failure);
    answered ||= failures.length > again.length || again.length < sizeOf(todo);
    if (again.length === 0) break;
    if (!await waitFor(longest(again), n, attempts)) {
      for (const failure of again) note(failed, failure);
      break;
    }
    todo = rest(todo, again);
  }
  return answered;
}

function sizeOf(changes: Change[]): number {
  return changes.reduce((sum, { puts, deletes }) => sum + puts.length + deletes.length, 0);
}

/** Of several errors the one that asks for the longest wait. */
function longest(failures: EntryFailure[]): unknown {
  const wait = ({ error }: EntryFailure) => transience(error)?.retryAfterMs ?? 0;
  return failures.reduce((a, b) => wait(b) > wait(a) ? b : a).error;
}

function refuse(changes: Change[], error: unknown, failed: Map<string, EntryFailure[]>): void {
  for (const { unit, puts, deletes } of changes) {
    for (const { scope, key } of [...puts, ...deletes]) note(failed, { unit, scope, key, error });
  }
}

function note(failed: Map<string, EntryFailure[]>, failure: EntryFailure): void {
  const list = failed.get(failure.unit);
  if (list) list.push(failure);
  else failed.set(failure.unit, [failure]);
}

/** The part of the changes that is to be tried again. */
function rest(changes: Change[], failures: EntryFailure[]): Change[] {
  const names = new Set(failures.map(({ unit, scope, key }) => JSON.stringify([unit, scope, key])));
  const is = (unit: string) => ({ scope, key }: { scope: string; key: string }) =>
    names.has(JSON.stringify([unit, scope, key]));
  return changes
    .map((change) => ({
      ...change,
      puts: change.puts.filter(is(change.unit)),
      deletes: change.deletes.filter(is(change.unit)),
    }))
    .filter((change) => change.puts.length + change.deletes.length > 0);
}

/** What lies in these scopes, asked again after transient failures. */
export async function listScopes(state: RunState, sink: StoreRun, scopes: string[]): Promise<Listed[]> {
  const { name } = sink.leaf;
  const list = async () => {
    const listed: Listed[] = [];
    for await (const one of sink.opened?.list(scopes) ?? []) listed.push(one);
    return listed;
  };
  return await guarded(state, sink, `Cannot list what "${name}" holds`, list);
}

/** Calls a store's method, again after transient failures; what fails for good ends the run. */
export async function guarded<T>(state: RunState, sink: StoreRun, what: string, call: () => Promise<T>): Promise<T> {
  const plugin = sink.leaf.name;
  try {
    return await attempt(call, attemptsOf(state, plugin, limitsOf(sink.leaf.sink) ?? state.settings.retry));
  } catch (error) {
    state.signal.throwIfAborted();
    throw new PipelineError(`${what}: ${describe(error)}`, { plugin, stage: "sink", cause: error });
  }
}

function limitsOf(sink: object): RetryOptions | undefined {
  return (sink as { retry?: RetryOptions }).retry;
}

/** How often and how patiently a plugin is tried again. */
export function attemptsOf(state: RunState, plugin: string, limits: RetryOptions | undefined): Attempts {
  const { clock, random } = state.settings.host;
  return {
    plugin,
    limits: limits ?? {},
    context: { clock, random, signal: state.signal },
    onRetry: (event) => state.settings.onEvent?.({ type: "retry", ...event }),
  };
}
