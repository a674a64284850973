/**
 * What the engine does with a store of conversations, as far as tests of stores need it.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { Change, EntryFailure, Listed, Store } from "../../core/sink.ts";
import { pluginContext } from "./plugin_context.ts";

/** What a run came to. */
export interface Run {
  created: boolean;
  puts: number;
  failures: EntryFailure[];
}

/** How a run goes. */
export interface FollowOptions {
  gone?: string[];
  batch?: number;
  context?: Context;
  /** True: a run before was killed, and owes `finish`. */
  unfinished?: boolean;
}

type Opens<V> = Pick<Store<Conversation, V>, "entries" | "open">;

/** One run: units are conversations keyed by id; makes the store hold these and no longer the `gone`. */
export async function followStore<V>(
  store: Opens<V>,
  records: Conversation[],
  { gone = [], batch = 2, context = pluginContext(), unfinished = false }: FollowOptions = {},
): Promise<Run> {
  const open = (await store.open(context, { create: true }))!;
  try {
    const there = new Map<string, Listed>();
    const scopes = [...records.map((record) => record.id), ...gone];
    for await (const listed of open.list(scopes)) there.set(listed.scope, listed);
    const changes: Change<V>[] = [];
    for (const record of records) {
      const [entry] = store.entries(record);
      const known = there.get(record.id);
      if (known?.fingerprint === entry.fingerprint && known.version === record.updatedAt) continue;
      const put = { ...entry, scope: record.id };
      changes.push({ unit: record.id, version: record.updatedAt, puts: [put], deletes: [] });
    }
    for (const id of gone) {
      if (there.has(id)) changes.push({ unit: id, puts: [], deletes: [{ scope: id, key: id }] });
    }
    const failures: EntryFailure[] = [];
    for (let at = 0; at < changes.length; at += batch) {
      failures.push(...await open.write(changes.slice(at, at + batch)) ?? []);
    }
    if (changes.length > 0 || unfinished) await open.finish?.();
    return { created: open.created, puts: changes.length, failures };
  } finally {
    await open.close();
  }
}

/** What a store lists, by scope; `check` reads what is really there. */
export async function listedBy<V>(store: Opens<V>, context?: Context, check = false): Promise<Map<string, Listed>> {
  const open = await store.open(context ?? pluginContext(), { create: false });
  const found = new Map<string, Listed>();
  if (!open) return found;
  for await (const entry of check && open.check ? open.check() : open.listAll()) found.set(entry.scope, entry);
  await open.close();
  return found;
}
