/**
 * Scope belongs to the unit: two that claim one are an error.
 *
 * @module
 */
import type { Desired } from "./diff.ts";
import { bury, type RunState, type StoreRun, type Work } from "./state.ts";

const taken = new WeakMap<StoreRun, Map<string, string>>();

/** Takes the scopes these units claim; those that claim another's die and leave `wanted`. */
export async function claimScopes(
  state: RunState,
  sink: StoreRun,
  wanted: Map<Work, Map<string, Desired>>,
): Promise<void> {
  const foreign = new Map<string, Work>();
  let claims = taken.get(sink);
  if (!claims) taken.set(sink, claims = new Map());
  for (const [work, desired] of wanted) {
    for (const { scope } of desired.values()) {
      // A scope named like its unit needs no claim: unit keys are unique.
      if (scope === work.id) continue;
      const owner = claims.get(scope) ?? (state.seen.has(scope) ? scope : work.id);
      if (owner !== work.id) {
        await refuse(state, sink, wanted, work, scope, owner);
        break;
      }
      claims.set(scope, work.id);
      foreign.set(scope, work);
    }
  }
  if (foreign.size === 0) return;
  const owners = await state.ledger.owners(sink.leaf.name, [...foreign.keys()]);
  for (const [scope, owner] of owners) {
    const work = foreign.get(scope);
    // The owner of an earlier run that this run has seen without the scope has given it up.
    if (work && owner !== work.id && !state.seen.has(owner)) await refuse(state, sink, wanted, work, scope, owner);
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
  if (!wanted.delete(work)) return;
  const error = new Error(
    `Cannot store "${work.id}" in scope "${scope}": unit "${owner}" owns it, expected a scope of its own`,
  );
  await bury(state, work, { stage: "sink", plugin: sink.leaf.name }, error);
}
