/**
 * Derivations: after the diff, for puts only, in batches.
 *
 * @module
 */
import { type DerivedValues, withDerived } from "../derived.ts";
import type { Derivation, Parts } from "../transform.ts";
import { type Difference, entryName } from "./diff.ts";
import type { Leaf } from "./paths.ts";
import { attempt } from "./retry.ts";
import { bury, count, type FileRun, type RunState, type StoreRun, type Work } from "./state.ts";
import { attemptsOf, guarded } from "./write.ts";

/** The records of one unit on their way through the derivations of a path. */
interface Group {
  records: unknown[];
  /** Of which parts of each record values are wanted. */
  parts: Parts[];
  /** What could not be derived for good: the unit is dead. */
  failure?: { plugin: string; error: unknown };
}

/** The changes with derived values in their puts. Units whose derivation failed are dead and left out. */
export async function derive(state: RunState, sink: StoreRun, changes: Difference[]): Promise<Difference[]> {
  if (sink.leaf.derivations.length === 0) return changes;
  const groups = changes.map(recordsToPut);
  await addHeld(state, sink, changes, groups);
  await deriveGroups(state, sink.leaf, groups);
  const done: Difference[] = [];
  for (const [i, change] of changes.entries()) {
    const { records, failure } = groups[i];
    if (failure) {
      sink.counts.failed += change.change.puts.length;
      await bury(state, change.work, { stage: "derive", plugin: failure.plugin }, failure.error);
    } else {
      fill(sink, change, records);
      done.push(change);
    }
  }
  return done;
}

/** A file holds what is derived, too: all its records are derived before they are handed on. */
export async function deriveForFile(state: RunState, sink: FileRun, works: Work[]): Promise<void> {
  if (sink.leaf.derivations.length === 0 || !sink.wanted || sink.broken) return;
  const mine = works.filter((work) => !work.dead && work.wants[sink.index] && work.out[sink.index].length);
  const groups = mine.map((work): Group => ({ records: work.out[sink.index], parts: [] }));
  if (state.mode === "plan") return await addEstimate(state, sink.leaf, groups);
  await deriveGroups(state, sink.leaf, groups);
  for (const [i, work] of mine.entries()) {
    const { records, failure } = groups[i];
    if (failure) await bury(state, work, { stage: "derive", plugin: failure.plugin }, failure.error);
    else work.out[sink.index] = records;
  }
}

/** The records of which something is to be put, and the parts that are. */
function recordsToPut({ change, desired }: Difference): Group {
  const wanted = new Map<unknown, Set<string | null> | undefined>();
  for (const put of change.puts) {
    const { record, part } = desired.get(entryName(put.scope, put.key))!;
    if (part === undefined) wanted.set(record, undefined);
    else if (!wanted.has(record)) wanted.set(record, new Set([part]));
    else wanted.get(record)?.add(part);
  }
  return { records: [...wanted.keys()], parts: [...wanted.values()] };
}

/** The store is the first cache: what it holds for entries that are replaced goes into their records. */
async function addHeld(state: RunState, sink: StoreRun, changes: Difference[], groups: Group[]): Promise<void> {
  const { opened } = sink;
  if (!opened?.derived) return;
  const puts = changes.flatMap(({ change, desired, replaced }, i) =>
    change.puts.flatMap(({ scope, key }) => {
      const name = entryName(scope, key);
      return replaced.has(name) ? [{ scope, key, group: groups[i], desired: desired.get(name)! }] : [];
    })
  );
  if (puts.length === 0) return;
  const what = `Cannot read what "${sink.leaf.name}" holds of derived values`;
  const held = await guarded(state, sink, what, () => opened.derived!(puts.map(({ scope, key }) => ({ scope, key }))));
  const added = new Map<Group, Map<unknown, Map<string | null, DerivedValues>>>();
  for (const [i, { group, desired: { record, part = null } }] of puts.entries()) {
    const values = held[i];
    if (!values) continue;
    const records = added.get(group) ?? new Map<unknown, Map<string | null, DerivedValues>>();
    added.set(group, records.set(record, (records.get(record) ?? new Map()).set(part, values)));
  }
  for (const [group, records] of added) {
    group.records = group.records.map((record) => withDerived(record, records.get(record) ?? NOTHING));
  }
}

const NOTHING: ReadonlyMap<string | null, DerivedValues> = new Map();

async function deriveGroups(state: RunState, leaf: Leaf, groups: Group[]): Promise<void> {
  for (const derivation of leaf.derivations) {
    const size = derivation.batchSize ?? 100;
    const next = new Map<Group, unknown[]>(groups.map((group) => [group, []]));
    const items = groups.flatMap((group) =>
      group.failure ? [] : group.records.map((record, index) => ({ group, record, parts: group.parts[index], index }))
    );
    for (let i = 0; i < items.length; i += size) await deriveItems(state, derivation, items.slice(i, i + size), next);
    for (const group of groups) group.records = next.get(group)!;
  }
}

/** Derives a batch; what fails for good is halved until it is known which unit it is. */
async function deriveItems(
  state: RunState,
  derivation: Derivation<unknown, unknown>,
  items: { group: Group; record: unknown; parts: Parts; index: number }[],
  next: Map<Group, unknown[]>,
): Promise<void> {
  const { name } = derivation;
  const records = items.map((item) => item.record);
  const parts = items.map((item) => item.parts);
  try {
    const derived = await attempt(
      () => derivation.derive(records, state.contextFor(name), parts),
      attemptsOf(state, name, state.settings.retry),
    );
    if (derived.length !== records.length) {
      throw new Error(
        `Cannot use what "${name}" derived: it gave ${derived.length} records, expected ${records.length}`,
      );
    }
    for (const [i, { group, index }] of items.entries()) next.get(group)![index] = derived[i];
    count(state, `derived.${name}`, derived.length);
  } catch (error) {
    state.signal.throwIfAborted();
    const groups = [...new Set(items.map((item) => item.group))];
    if (groups.length === 1) {
      groups[0].failure ??= { plugin: name, error };
      return;
    }
    const first = new Set(groups.slice(0, Math.ceil(groups.length / 2)));
    await deriveItems(state, derivation, items.filter((item) => first.has(item.group)), next);
    await deriveItems(state, derivation, items.filter((item) => !first.has(item.group)), next);
  }
}

/** Asks the store anew what the records are, now that they have their fields. */
function fill(sink: StoreRun, { change, work }: Difference, derived: unknown[]): void {
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
export async function estimate(state: RunState, sink: StoreRun, changes: Difference[]): Promise<void> {
  if (sink.leaf.derivations.length === 0) return;
  const groups = changes.map(recordsToPut);
  await addHeld(state, sink, changes, groups);
  await addEstimate(state, sink.leaf, groups);
}

async function addEstimate(state: RunState, leaf: Leaf, groups: Group[]): Promise<void> {
  const records = groups.flatMap((group) => group.records);
  if (records.length === 0) return;
  const parts = groups.flatMap((group) => group.records.map((_, i) => group.parts[i]));
  for (const derivation of leaf.derivations) {
    const { calls = 0, tokens = 0, dollars = 0 } = await derivation.estimate(
      records,
      parts,
      state.contextFor(derivation.name),
    );
    state.plan.estimate.calls += calls;
    state.plan.estimate.tokens += tokens;
    state.plan.estimate.dollars += dollars;
  }
}
