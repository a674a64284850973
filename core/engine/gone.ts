/**
 * Units that the source no longer has. They stay, unless a mirroring run has a dated claim that they are gone.
 *
 * @module
 */
import { CannotRunError, describe } from "../errors.ts";
import type { Committed } from "../ledger.ts";
import type { Change, EntryFailure } from "../sink.ts";
import type { Claim } from "../source.ts";
import { guard } from "./guard.ts";
import { count, letter, type RunState, type StoreRun } from "./state.ts";
import { unitsText } from "./words.ts";
import { listScopes, writeChanges } from "./write.ts";

/** Units found in this run, over all stores. */
interface Found {
  gone: Set<string>;
  dropped: Set<string>;
}

/** Handles gone units in every store, last of all. */
export async function handleGone(state: RunState, claims: Claim[]): Promise<void> {
  if (state.selection || state.signal.aborted) return;
  // What lies before a bookmark was not handed over in this run, and is not gone for that.
  const whole = state.incomplete === undefined && !state.resumed;
  const accounts = whole ? await claimed(state, claims) : new Set<string>();
  const found: Found = { gone: new Set(), dropped: new Set() };
  for (const sink of state.sinks) {
    if (sink.kind === "store") await handleStore(state, sink, accounts, found);
  }
  const { gone, dropped } = found;
  const { mirror } = state.settings;
  if (gone.size) count(state, mirror ? "removed" : "gone", gone.size);
  if (gone.size && !mirror) {
    state.report.notes.push(
      `No longer in the source, and kept: ${unitsText(state, gone.size)}; --mirror deletes what is gone`,
    );
  }
  if (dropped.size) {
    count(state, "droppedStay", dropped.size);
    const why = mirror ? "the source does not claim to be complete" : "--mirror deletes it";
    state.report.notes.push(
      `Dropped whole, with what was stored before kept: ${unitsText(state, dropped.size)}; ${why}`,
    );
  }
}

/** The accounts whose claim counts: no older than the last one. */
async function claimed(state: RunState, claims: Claim[]): Promise<Set<string>> {
  const newest = new Map<string, number>();
  for (const { account = "", asOf } of claims) newest.set(account, Math.max(asOf, newest.get(account) ?? -Infinity));
  const accounts = new Set<string>();
  for (const [account, asOf] of newest) {
    const last = await state.ledger.claim(account);
    if (last !== undefined && asOf < last) {
      state.report.notes.push("An older export than one read before: nothing in it counts as gone");
      continue;
    }
    accounts.add(account);
    if (state.mode === "run") await state.ledger.setClaim(account, asOf);
  }
  return accounts;
}

async function handleStore(state: RunState, sink: StoreRun, accounts: Set<string>, found: Found): Promise<void> {
  const rows: Committed[] = [];
  // Collected before anything is deleted, as the ledger must not change while it is read.
  for await (const row of state.ledger.units(sink.leaf.name)) {
    const present = state.seen.has(row.unit);
    if (present && !sink.dropped.has(row.unit)) continue;
    const deletable = accounts.has(row.account ?? "");
    if (state.settings.mirror && deletable) rows.push(row);
    else if (present) found.dropped.add(row.unit);
    else if (deletable) found.gone.add(row.unit);
  }
  for (let i = 0; i < rows.length; i += 100) await remove(state, sink, rows.slice(i, i + 100), found.gone);
}

async function remove(state: RunState, sink: StoreRun, rows: Committed[], gone: Set<string>): Promise<void> {
  const shown = await ours(state, sink, rows);
  const changes: Change[] = [];
  for (const row of rows) {
    const change: Change = { unit: row.unit, puts: [], deletes: shown.get(row.unit)! };
    if (guard(state, sink, change)) changes.push(change);
  }
  if (state.mode === "plan") {
    for (const { unit, deletes } of changes) {
      gone.add(unit);
      sink.counts.deletes += deletes.length;
      for (const { scope, key } of deletes) sink.plan.deletes.push([scope, key]);
    }
    return;
  }
  const failed = await writeChanges(state, sink, changes);
  const done = new Set<string>();
  for (const { unit, deletes } of changes) {
    const failures = failed.get(unit) ?? [];
    sink.counts.deletes += deletes.length - failures.length;
    sink.counts.failed += failures.length;
    if (failures.length === 0) done.add(unit);
    else await mourn(state, sink, unit, failures);
  }
  for (const unit of done) gone.add(unit);
  const over = rows.filter((row) => done.has(row.unit));
  // A dropped unit is still there: remembered as holding nothing, the next run need not look at it.
  const kept = over.filter((row) => state.seen.has(row.unit));
  if (kept.length) {
    const dropped = await state.ledger.committed(sink.leaf.name, kept.map((row) => row.unit));
    await state.ledger.commit(sink.leaf.name, [...dropped.values()].map((row) => ({ ...row, entries: [] })));
  }
  await state.ledger.forget(sink.leaf.name, over.flatMap((row) => state.seen.has(row.unit) ? [] : [row.unit]));
}

/** Entries of these units that the store shows as ours; nothing else is deleted. */
async function ours(
  state: RunState,
  sink: StoreRun,
  rows: Committed[],
): Promise<Map<string, { scope: string; key: string }[]>> {
  if (!sink.opened) throw new CannotRunError(`Cannot delete from "${sink.leaf.name}": it is not open`);
  const owner = new Map<string, string>();
  const shown = new Map<string, { scope: string; key: string }[]>();
  for (const row of rows) {
    owner.set(row.unit, row.unit);
    shown.set(row.unit, []);
  }
  for (const row of rows) for (const [scope] of row.entries) owner.set(scope, row.unit);
  for (const { scope, key, fingerprint } of await listScopes(state, sink, [...owner.keys()])) {
    if (fingerprint !== undefined) shown.get(owner.get(scope) ?? scope)?.push({ scope, key });
  }
  return shown;
}

async function mourn(state: RunState, sink: StoreRun, unit: string, failures: EntryFailure[]): Promise<void> {
  await letter(state, {
    unit,
    keyed: true,
    stage: "sink",
    plugin: sink.leaf.name,
    position: {},
    error: describe(failures[0].error),
    entries: failures.map(({ scope, key, error }) => ({ scope, key, error: describe(error) })),
  });
}
