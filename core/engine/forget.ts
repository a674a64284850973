/**
 * `forget`: takes units out of every store, the ledger and the dead letters, and leaves a tombstone.
 *
 * @module
 */
import type { Pipeline } from "../chain.ts";
import { CannotRunError, PipelineError } from "../errors.ts";
import { digest } from "../fingerprint.ts";
import type { Ledger } from "../ledger.ts";
import type { Change } from "../sink.ts";
import { open } from "./open.ts";
import type { RunState, Settings, StoreRun } from "./state.ts";
import { finishStores } from "./run.ts";
import { listScopes, writeChanges } from "./write.ts";

/**
 * Removes these units from the pipeline's stores and remembers (as a hash) that later runs must not bring them back;
 * `undo` takes the tombstone away, and the next run brings them back where the source still has them.
 */
export async function forgetUnits(
  pipeline: Pipeline,
  keys: string[],
  settings: Settings & { ledger: Ledger; undo?: boolean },
): Promise<{ units: number; entries: number }> {
  const { state, close } = await open(pipeline, { ...settings, unread: true }, "run");
  try {
    const hashes = keys.map((key) => digest(key));
    if (settings.undo) {
      const known = hashes.filter((hash) => state.tombstones.has(hash));
      for (const hash of known) await state.ledger.setTombstone(hash, false);
      // A file that was written without them is not what its input says any more.
      for (const sink of state.sinks) {
        if (sink.kind === "file" && known.length) await forgetFile(state, sink.leaf.name, keys);
      }
      return { units: known.length, entries: 0 };
    }
    // First the tombstone: if the process ends in between, the next attempt finds the rest.
    for (const hash of hashes) await state.ledger.setTombstone(hash, true);
    const units = new Set<string>();
    let entries = 0;
    const errors: unknown[] = [];
    for (const sink of state.sinks) {
      if (sink.kind === "file") await forgetFile(state, sink.leaf.name, keys);
      else {
        // What one store refuses is no reason to keep it in the others.
        const forgotten = forgetIn(state, sink, keys, units);
        entries += await forgotten.catch((error) => (errors.push(error), 0));
      }
    }
    await finishStores(state);
    for (const key of keys) if (await state.ledger.removeDeadLetters(key)) units.add(key);
    for (const sink of state.sinks) if (sink.kind === "store") await sink.opened?.purge?.();
    for (const link of new Set(state.sinks.flatMap(({ leaf }) => leaf.links))) {
      if (typeof link === "object") await link.forget?.(keys, state.contextFor(link.name));
    }
    if (errors.length) throw errors[0];
    return { units: units.size, entries };
  } finally {
    await close();
  }
}

async function forgetIn(state: RunState, sink: StoreRun, keys: string[], units: Set<string>): Promise<number> {
  if (!sink.opened) throw new CannotRunError(`Cannot forget in "${sink.leaf.name}": it is not open`);
  const rows = await state.ledger.committed(sink.leaf.name, keys);
  let entries = 0;
  for (const unit of keys) {
    const scopes = new Set([unit, ...rows.get(unit)?.entries.map(([scope]) => scope) ?? []]);
    const change: Change = { unit, puts: [], deletes: [] };
    for (const { scope, key, fingerprint } of await listScopes(state, sink, [...scopes])) {
      if (fingerprint !== undefined) change.deletes.push({ scope, key });
    }
    if (change.deletes.length === 0 && !rows.has(unit)) continue;
    const failures = (await writeChanges(state, sink, [change])).get(unit) ?? [];
    if (failures.length) {
      throw new PipelineError(
        `Cannot forget "${unit}" in "${sink.leaf.name}": ${failures.length} of its entries could not be deleted; try again`,
        { plugin: sink.leaf.name, stage: "sink", cause: failures[0].error },
      );
    }
    entries += change.deletes.length;
    units.add(unit);
  }
  await state.ledger.forget(sink.leaf.name, keys);
  return entries;
}

/** A file is written anew by the next run, without the forgotten. */
async function forgetFile(state: RunState, name: string, keys: string[]): Promise<void> {
  const known = await state.ledger.sink(name);
  if (known) await state.ledger.setSink(name, { ...known, input: undefined });
  await state.ledger.forget(name, keys);
}
