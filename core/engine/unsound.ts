/**
 * Entries that no longer are what their fingerprints say: somebody else changed a value in the store.
 *
 * @module
 */
import type { Listed } from "../sink.ts";
import { entryName } from "./diff.ts";
import type { RunState, StoreRun } from "./state.ts";
import { guarded } from "./write.ts";

/**
 * What `list` shows, in a full run with the fingerprint of what is really stored: it treats nothing as unchanged, also
 * not what a store only remembers. What an owner edited stays the store's to judge.
 */
export async function asStored(state: RunState, sink: StoreRun, listed: Listed[]): Promise<Listed[]> {
  if (!state.settings.full) return listed;
  // Asked before the run's first write to this store.
  const unsound = await (sink.unsound ??= findUnsound(state, sink));
  if (unsound.size === 0) return listed;
  return listed.map((one) => {
    const fingerprint = unsound.get(entryName(one.scope, one.key));
    return fingerprint === undefined ? one : { ...one, fingerprint };
  });
}

async function findUnsound(state: RunState, sink: StoreRun): Promise<Map<string, string>> {
  const { name } = sink.leaf;
  const held = new Map<string, string>();
  for await (const { entries } of state.ledger.units(name)) {
    for (const [scope, key, fingerprint] of entries) held.set(entryName(scope, key), fingerprint);
  }
  return await guarded(state, sink, `Cannot check what "${name}" holds`, async () => {
    const unsound = new Map<string, string>();
    for await (const { scope, key, fingerprint, edited, gone } of sink.opened?.check?.() ?? []) {
      if (fingerprint === undefined || edited || gone) continue;
      const entry = entryName(scope, key);
      const known = held.get(entry);
      if (known !== undefined && !fingerprint.startsWith(known)) unsound.set(entry, fingerprint);
    }
    return unsound;
  });
}
