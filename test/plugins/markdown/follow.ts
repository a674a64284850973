/**
 * What the engine does with a store, as far as these tests need it.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import type { Change, EntryFailure, Listed } from "../../../core/sink.ts";
import { type MarkdownFile, markdownStore, type MarkdownStoreOptions } from "../../../plugins/markdown/mod.ts";
import { pluginContext } from "../../support/plugin_context.ts";

/** What a run came to. */
export interface Run {
  created: boolean;
  puts: number;
  failures: EntryFailure[];
}

/** One run: units are conversations keyed by id; makes the store hold these and no longer the `gone`. */
export async function follow(
  options: MarkdownStoreOptions,
  records: Conversation[],
  { gone = [], batch = 2, context = pluginContext() }: { gone?: string[]; batch?: number; context?: Context } = {},
): Promise<Run> {
  const store = markdownStore(options);
  const open = (await store.open(context, { create: true }))!;
  try {
    const there = new Map<string, Listed>();
    const scopes = [...records.map((record) => record.id), ...gone];
    for await (const listed of open.list(scopes)) there.set(listed.scope, listed);
    const changes: Change<MarkdownFile>[] = [];
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
    if (changes.length > 0) await open.finish?.();
    return { created: open.created, puts: changes.length, failures };
  } finally {
    await open.close();
  }
}

/** What a store lists, by scope. */
export async function listed(options: MarkdownStoreOptions, context?: Context): Promise<Map<string, Listed>> {
  const open = await markdownStore(options).open(context ?? pluginContext(), { create: false });
  const found = new Map<string, Listed>();
  if (!open) return found;
  for await (const entry of open.listAll()) found.set(entry.scope, entry);
  await open.close();
  return found;
}

/** Names and contents of a folder, unfinished files left out. */
export function contents(folder: string): Record<string, string> {
  const found: [string, string][] = [];
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (isFile && !name.includes(".tmp-")) found.push([name, Deno.readTextFileSync(`${folder}/${name}`)]);
  }
  return Object.fromEntries(found.sort(([a], [b]) => a < b ? -1 : 1));
}
