/**
 * The store of conversations.
 *
 * @module
 */
import { dirname } from "node:path";
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { OpenStore, Store } from "../../core/sink.ts";
import { closeDatabase, openDatabase, tidyDatabase } from "./database.ts";
import { entriesOf, type SqliteValue } from "./entries.ts";
import { openLister } from "./list.ts";
import { openScopeLoader } from "./load.ts";
import { purgeDatabase } from "./purge.ts";
import { openWriter } from "./write.ts";

/** Options of `sqliteStore`. */
export interface SqliteStoreOptions {
  /**
   * The database file; made where there is none.
   * @default "threadloom.db"
   */
  path?: string;
  /**
   * Name in reports.
   * @default "sqlite"
   */
  name?: string;
}

/** Options with defaults filled in. */
export type SqliteStoreSettings = Required<SqliteStoreOptions>;

const schema: z.ZodType<SqliteStoreSettings, SqliteStoreOptions> = z.strictObject({
  path: z.string().min(1).default("threadloom.db").describe("The database file; made where there is none."),
  name: z.string().min(1).default("sqlite").describe("Name in reports."),
});

/**
 * Keeps conversations in an SQLite database, with full-text search over their messages. Reading one back gives an
 * equal conversation (`origin` and the assets' bytes apart; lone surrogates become U+FFFD).
 */
export const sqliteStore: PluginFactory<
  SqliteStoreOptions | void,
  SqliteStoreSettings,
  Omit<Store<Conversation, SqliteValue>, typeof PLUGIN>
> = definePlugin({
  name: "sqlite",
  kind: "store",
  summary: "Keeps conversations in an SQLite database, with full-text search.",
  accepts: ["conversation"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => ({ read: [dirname(path)], write: [dirname(path)] }),
  example: `import { from, run } from "@threadloom/threadloom";
import { chatgptSource } from "@threadloom/threadloom/chatgpt";
import { sqliteStore } from "@threadloom/threadloom/sqlite";

await run(from(chatgptSource({ path: "export.zip" })).to(sqliteStore({ path: "threadloom.db" })));`,
  create: ({ path, name }: SqliteStoreSettings): Omit<Store<Conversation, SqliteValue>, typeof PLUGIN> => ({
    kind: "store",
    name,
    entries: entriesOf,
    entriesModule: { url: new URL("./entries_module.ts", import.meta.url).href, standsFor: entriesOf },
    open: (context, { create }) => openStore(context, path, create),
  }),
});

async function openStore(
  context: Context,
  path: string,
  create: boolean,
): Promise<OpenStore<SqliteValue> | undefined> {
  const opened = await openDatabase(context, path, create);
  if (!opened) return undefined;
  const { database, identity, created } = opened;
  const lister = openLister(database);
  const load = openScopeLoader(database);
  const write = openWriter(database, context, path);
  // SQLite works in this thread: `async` below only makes a throw a rejection.
  return {
    identity,
    created,
    list: lister.scopes,
    listAll: lister.all,
    check: lister.check,
    // deno-lint-ignore require-await
    load: async (scope) => load(scope),
    // deno-lint-ignore require-await
    async write(changes) {
      context.signal.throwIfAborted();
      return write(changes);
    },
    // deno-lint-ignore require-await
    async finish() {
      context.effect("sqlite: before tidying");
      tidyDatabase(database);
      context.effect("sqlite: after tidying");
    },
    // deno-lint-ignore require-await
    async purge() {
      context.effect("sqlite: before purging");
      purgeDatabase(database);
      context.effect("sqlite: after purging");
    },
    // deno-lint-ignore require-await
    async close() {
      context.effect("sqlite: before closing");
      closeDatabase(database);
      context.effect("sqlite: after closing");
    },
  };
}
