/**
 * Scope belongs to the unit: two that claim one are an error.
 *
 * @module
 */
import type { Desired } from "./diff.ts";
import { bury, type RunState, type StoreRun, type Work } from "./state.ts";
import type { Rows } from "./store_stage.ts";

/** Scopes claimed in this run by units of another name. */
const taken = new WeakMap<StoreRun, Map<string, string>>();

/** Takes the scopes these units claim; those that claim another's die and leave `wanted`. */
export async function claimScopes(
  state: RunState,
  sink: StoreRun,
  wanted: Map<Work, Map<string, Desired>>,
  rows: Rows,
): Promise<void> {
  let claims = taken.get(sink);
  if (!claims) taken.set(sink, claims = new Map());
  const asked = new Map<string, Work>();
  for (const [work, desired] of wanted) {
    for (const scope of new Set([work.id, ...Array.from(desired.values(), (entry) => entry.scope)])) {
      const owner = claims.get(scope) ?? (state.seen.has(scope) ? scope : work.id);
      if (owner !== work.id) {
        await refuse(state, sink, wanted, work, scope, owner);
        break;
      }
      if (scope !== work.id) claims.set(scope, work.id);
      // Its own scope was its own when it was committed, and nobody could take it since.
      if (scope !== work.id || !rows.has(work.id)) asked.set(scope, work);
    }
  }
  if (asked.size === 0 || sink.fresh) return;
  const name = sink.leaf.name;
  const owners = await state.ledger.owners(name, [...asked.keys()]);
  const foreign = [...asked].filter(([scope, work]) => scope !== work.id).map(([scope]) => scope);
  const units = foreign.length ? await state.ledger.committed(name, foreign) : new Map();
  for (const [scope, work] of asked) {
    const owner = owners.get(scope) ?? (units.has(scope) ? scope : work.id);
    if (owner !== work.id) await refuse(state, sink, wanted, work, scope, owner);
  }
}

async function refuse(
  state: RunState,
  sink: StoreRun,
  wanted: Map<Work, Map<string, Desired>>,
  work: Work,
  scope: string,
  owner: string,
): Promise<void> {
  const desired = wanted.get(work);
  if (!desired) return;
  wanted.delete(work);
  const claims = taken.get(sink)!;
  for (const entry of desired.values()) if (claims.get(entry.scope) === work.id) claims.delete(entry.scope);
  const error = new Error(
    `Cannot store "${work.id}" in scope "${scope}": unit "${owner}" owns it, expected a scope of its own`,
  );
  await bury(state, work, { stage: "sink", plugin: sink.leaf.name }, error);
}
