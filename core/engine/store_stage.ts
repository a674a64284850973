/**
 * One batch of units into one store: list, diff, derive, write, commit.
 *
 * @module
 */
import type { Committed } from "../ledger.ts";
import type { EntryFailure } from "../sink.ts";
import { claimScopes } from "./claims.ts";
import { countSuperseded } from "./classify.ts";
import { derive, estimate } from "./derive.ts";
import { type Desired, desiredEntries, type Difference, difference, scopesOf, type Shown } from "./diff.ts";
import { guard } from "./guard.ts";
import { joinStored } from "./join_stored.ts";
import { bury, type RunState, type StoreRun, type Work } from "./state.ts";
import { asStored } from "./unsound.ts";
import { listScopes, writeChanges } from "./write.ts";
import { describe, transience } from "../errors.ts";

/** What the ledger remembers of a batch's units in one sink. */
export type Rows = Map<string, Committed>;

/** Brings a store in step with these units. Batches diff in order (`turn`), and write side by side. */
export async function storeStage(
  state: RunState,
  sink: StoreRun,
  works: Work[],
  rows: Rows,
  turn: number,
): Promise<void> {
  let changes: Difference[] = [];
  await sink.gate.enter(turn);
  try {
    const mine = works.filter((work) => work.wants[sink.index] && !work.dead);
    if (mine.length) changes = await compare(state, sink, mine, rows);
  } finally {
    sink.gate.leave(turn);
  }
  if (state.mode === "plan") await planned(state, sink, changes);
  else if (changes.length) await carryOut(state, sink, changes);
}

async function compare(state: RunState, sink: StoreRun, works: Work[], rows: Rows): Promise<Difference[]> {
  const wanted = new Map<Work, Map<string, Desired>>();
  await joinStored(state, sink, works);
  for (const work of works.filter(({ dead }) => !dead)) {
    try {
      if (work.unit.key === undefined) throw new TypeError(NO_KEY(sink.leaf.name));
      wanted.set(work, work.droppedFor[sink.index] ? new Map() : desiredEntries(sink, work));
    } catch (error) {
      await bury(state, work, { stage: "sink", plugin: sink.leaf.name }, error);
    }
  }
  await claimScopes(state, sink, wanted, rows);
  const shown = await show(state, sink, wanted, rows);
  const changes: Difference[] = [];
  const adopted: Committed[] = [];
  for (const [work, desired] of wanted) {
    const row = rows.get(work.id);
    if (work.droppedFor[sink.index]) {
      changes.push(dropped(work, row));
      if (row?.entries.length) sink.dropped.add(work.id);
      continue;
    }
    const found = difference(work, desired, shown, row);
    if (found.outcome === "superseded") {
      countSuperseded(state, work);
      work.wants[sink.index] = false;
      adopted.push({ ...committed(sink, work, found.entries, "passed"), content: "", ...found.held });
    } else if (guard(state, sink, found.change)) changes.push(found);
    else work.held = true;
  }
  if (adopted.length && state.mode === "run") await state.ledger.commit(sink.leaf.name, adopted);
  return changes;
}

const NO_KEY = (store: string) =>
  `Cannot store a record without a key in "${store}": its source gives none, expected a source with keys (option "key")`;

/** Everything a unit had stays when all its records are dropped; only a mirroring run takes it away, at its end. */
function dropped(work: Work, row: Committed | undefined): Difference {
  return {
    work,
    change: { unit: work.id, puts: [], deletes: [] },
    entries: row?.entries ?? [],
    unchanged: row?.entries.length ?? 0,
    desired: new Map(),
    replaced: new Set(),
    occupied: [],
    outcome: "dropped",
  };
}

async function show(
  state: RunState,
  sink: StoreRun,
  wanted: Map<Work, Map<string, Desired>>,
  rows: Rows,
): Promise<Shown> {
  const shown: Shown = new Map();
  if (!sink.opened || sink.opened.created) return shown;
  const scopes = new Set<string>();
  for (const [work, desired] of wanted) {
    for (const scope of scopesOf(work, desired, rows.get(work.id))) scopes.add(scope);
  }
  for (const listed of await asStored(state, sink, await listScopes(state, sink, [...scopes]))) {
    let inside = shown.get(listed.scope);
    if (!inside) shown.set(listed.scope, inside = new Map());
    inside.set(listed.key, listed);
  }
  return shown;
}

async function planned(state: RunState, sink: StoreRun, changes: Difference[]): Promise<void> {
  await estimate(state, sink, changes);
  for (const { change, unchanged } of changes) {
    sink.counts.unchanged += unchanged;
    sink.counts.puts += change.puts.length;
    sink.counts.deletes += change.deletes.length;
    for (const put of change.puts) sink.plan.puts.push([put.scope, put.key, put.fingerprint]);
    for (const { scope, key } of change.deletes) sink.plan.deletes.push([scope, key]);
  }
}

async function carryOut(state: RunState, sink: StoreRun, found: Difference[]): Promise<void> {
  const changes = await derive(state, sink, found);
  const failed = await writeChanges(state, sink, changes.map((one) => one.change));
  const rows: Committed[] = [];
  for (const one of changes) {
    const failures = [
      ...failed.get(one.work.id) ?? [],
      ...one.occupied.map((entry) => occupied(one, entry, sink.leaf.name)),
    ];
    settle(sink, one, failures);
    if (failures.length) await buryEntries(state, sink, one, failures);
    else rows.push(committed(sink, one.work, one.entries, one.outcome === "dropped" ? "dropped" : "passed"));
  }
  if (rows.length) await state.ledger.commit(sink.leaf.name, rows);
}

function settle(sink: StoreRun, { change, unchanged, occupied }: Difference, failures: EntryFailure[]): void {
  const names = new Set(failures.map(({ scope, key }) => `${scope}\n${key}`));
  const ok = (entry: { scope: string; key: string }) =>
    failures.length === 0 || !names.has(`${entry.scope}\n${entry.key}`);
  const puts = change.puts.filter(ok).length;
  const deletes = change.deletes.filter(ok).length;
  sink.counts.puts += puts;
  sink.counts.deletes += deletes;
  sink.counts.unchanged += unchanged;
  sink.counts.failed += change.puts.length + change.deletes.length + occupied.length - puts - deletes;
}

async function buryEntries(state: RunState, sink: StoreRun, one: Difference, failures: EntryFailure[]): Promise<void> {
  const entries = failures.map(({ scope, key, error }) => ({ scope, key, error: describe(error) }));
  const first = failures[0];
  if (failures.some(({ error }) => transience(error))) state.unsafe = true;
  await bury(state, one.work, { stage: "sink", plugin: sink.leaf.name, entries }, first.error);
}

function occupied({ work }: Difference, entry: Desired, store: string): EntryFailure {
  return {
    unit: work.id,
    scope: entry.scope,
    key: entry.key,
    error: new Error(
      `Cannot put "${entry.key}" into "${store}": an entry that this pipeline did not write stands there`,
    ),
  };
}

/** What the ledger remembers of a unit. */
export function committed(
  sink: StoreRun,
  { unit, id, fingerprint, content }: Work,
  entries: Committed["entries"],
  outcome: Committed["outcome"],
): Committed {
  const { version, exportedAt, account } = unit;
  return { unit: id, path: sink.path, fingerprint, content, version, exportedAt, account, outcome, entries };
}
