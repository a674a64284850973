/**
 * Derivations: after the diff, for puts only, in batches.
 *
 * @module
 */
import { type Difference, entryName } from "./diff.ts";
import { attempt } from "./retry.ts";
import { bury, count, type RunState, type StoreRun } from "./state.ts";
import { attemptsOf } from "./write.ts";

/** The changes with derived values in their puts. Units whose derivation failed are dead and left out. */
export async function derive(state: RunState, sink: StoreRun, changes: Difference[]): Promise<Difference[]> {
  if (sink.leaf.derivations.length === 0) return changes;
  const done: Difference[] = [];
  for (const change of changes) {
    try {
      await deriveOne(state, sink, change);
      done.push(change);
    } catch (error) {
      const plugin = sink.leaf.derivations.map((one) => one.name).join(", ");
      sink.counts.failed += change.change.puts.length;
      await bury(state, change.work, { stage: "derive", plugin }, error);
    }
  }
  return done;
}

async function deriveOne(state: RunState, sink: StoreRun, { change, desired, work }: Difference): Promise<void> {
  const records = [...new Set(change.puts.map((put) => desired.get(entryName(put.scope, put.key))!.record))];
  let derived = records;
  for (const derivation of sink.leaf.derivations) {
    const size = derivation.batchSize ?? 100;
    const next: unknown[] = [];
    for (let i = 0; i < derived.length; i += size) {
      const batch = derived.slice(i, i + size);
      const context = state.contextFor(derivation.name);
      const result = await attempt(
        () => derivation.derive(batch, context),
        attemptsOf(state, derivation.name, state.settings.retry),
      );
      if (result.length !== batch.length) {
        throw new Error(
          `Cannot use what "${derivation.name}" derived: it gave ${result.length} records, expected ${batch.length}`,
        );
      }
      next.push(...result);
    }
    derived = next;
    count(state, `derived.${derivation.name}`, derived.length);
  }
  const values = new Map<string, unknown>();
  for (const record of derived) {
    for (const entry of sink.leaf.sink.entries(record)) {
      values.set(entryName(entry.scope ?? work.id, entry.key), entry.value);
    }
  }
  for (const put of change.puts) {
    const name = entryName(put.scope, put.key);
    if (values.has(name)) put.value = values.get(name);
  }
}

/** Adds what deriving these changes would cost to the plan. */
export function estimate(state: RunState, sink: StoreRun, changes: Difference[]): void {
  for (const derivation of sink.leaf.derivations) {
    const records = changes.flatMap(({ change, desired }) => [
      ...new Set(change.puts.map((put) => desired.get(entryName(put.scope, put.key))!.record)),
    ]);
    if (records.length === 0) continue;
    const { calls = 0, tokens = 0, dollars = 0 } = derivation.estimate(records);
    state.plan.estimate.calls += calls;
    state.plan.estimate.tokens += tokens;
    state.plan.estimate.dollars += dollars;
  }
}
