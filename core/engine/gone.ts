/**
 * Units that the source no longer has. They stay, unless a mirroring run has a dated claim that they are gone.
 *
 * @module
 */
import { CannotRunError } from "../errors.ts";
import type { Committed } from "../ledger.ts";
import type { Change } from "../sink.ts";
import type { Claim } from "../source.ts";
import { hold } from "./guard.ts";
import { count, letter, type RunState, type StoreRun } from "./state.ts";
import { writeChanges } from "./write.ts";
import { describe } from "../errors.ts";

/** Handles gone units in every store, last of all. */
export async function handleGone(state: RunState, claims: Claim[]): Promise<void> {
  if (state.selection || state.incomplete !== undefined || state.signal.aborted) return;
  const accounts = new Set<string>();
  for (const { account = "", asOf } of claims) {
    const last = await state.ledger.claim(account);
    if (last !== undefined && asOf < last) {
      state.report.notes.push("An older export than one read before: nothing in it counts as gone");
      continue;
    }
    accounts.add(account);
    if (state.mode === "run") await state.ledger.setClaim(account, asOf);
  }
  const gone = new Set<string>();
  for (const sink of state.sinks) {
    if (sink.kind === "store") await removeGone(state, sink, accounts, gone);
  }
  if (gone.size === 0) return;
  count(state, state.settings.mirror ? "removed" : "gone", gone.size);
  if (!state.settings.mirror) {
    state.report.notes.push(
      `${gone.size} unit(s) are no longer in the source and stay; --mirror would delete them`,
    );
  }
}

async function removeGone(state: RunState, sink: StoreRun, accounts: Set<string>, gone: Set<string>): Promise<void> {
  let batch: Committed[] = [];
  for (const row of await goneRows(state, sink, accounts)) {
    if (!state.settings.mirror) {
      gone.add(row.unit);
      continue;
    }
    batch.push(row);
    if (batch.length === 100) await remove(state, sink, batch.splice(0), gone);
  }
  if (batch.length) await remove(state, sink, batch, gone);
}

/** Collected before anything is deleted, as the ledger must not change while it is read. */
async function goneRows(state: RunState, sink: StoreRun, accounts: Set<string>): Promise<Committed[]> {
  const rows: Committed[] = [];
  for await (const row of state.ledger.units(sink.leaf.name)) {
    const dropped = state.fullyDropped.has(row.unit) && row.entries.length > 0;
    if ((dropped || !state.seen.has(row.unit)) && accounts.has(row.account ?? "")) rows.push(row);
  }
  return rows;
}

async function remove(state: RunState, sink: StoreRun, rows: Committed[], gone: Set<string>): Promise<void> {
  const shown = await ours(sink, rows);
  const changes: Change[] = [];
  for (const row of rows) {
    const deletes = shown.get(row.unit) ?? row.entries.map(([scope, key]) => ({ scope, key }));
    if (sink.deletes.made + deletes.length > sink.deletes.most) {
      hold(state, sink, row.unit, deletes.length, deletes.length);
      continue;
    }
    sink.deletes.made += deletes.length;
    changes.push({ unit: row.unit, puts: [], deletes });
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
  const done: string[] = [];
  for (const { unit, deletes } of changes) {
    const failures = failed.get(unit) ?? [];
    sink.counts.deletes += deletes.length - failures.length;
    sink.counts.failed += failures.length;
    if (failures.length === 0) done.push(unit);
    else await mourn(state, sink, unit, failures);
    gone.add(unit);
  }
  await state.ledger.forget(sink.leaf.name, done);
}

/** Entries of these units that the store shows as ours; nothing else is deleted. */
async function ours(sink: StoreRun, rows: Committed[]): Promise<Map<string, { scope: string; key: string }[]>> {
  if (!sink.opened) throw new CannotRunError(`Cannot delete from "${sink.leaf.name}": it is not open`);
  const owner = new Map<string, string>();
  const shown = new Map<string, { scope: string; key: string }[]>();
  for (const row of rows) {
    owner.set(row.unit, row.unit);
    for (const [scope] of row.entries) owner.set(scope, row.unit);
    shown.set(row.unit, []);
  }
  for await (const { scope, key, fingerprint } of sink.opened.list([...owner.keys()])) {
    if (fingerprint !== undefined) shown.get(owner.get(scope) ?? scope)?.push({ scope, key });
  }
  return shown;
}

async function mourn(
  state: RunState,
  sink: StoreRun,
  unit: string,
  failures: { scope: string; key: string; error: unknown }[],
): Promise<void> {
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
