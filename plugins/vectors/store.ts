/**
 * The store of vectors.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { OpenStore, Store } from "../../core/sink.ts";
import { buildIndex } from "./build.ts";
import { closeDatabase, generationOf, openDatabase } from "./database.ts";
import { entriesOf, type VectorsValue } from "./entries.ts";
import { openLister } from "./list.ts";
import { purgeDatabase } from "./purge.ts";
import { prepareRows } from "../../core/sqlite/rows.ts";
import { worded } from "./execute.ts";
import { openWriter } from "./write.ts";

/** Options of `vectorsStore`. */
export interface VectorsStoreOptions {
  /**
   * The folder; made where there is none.
   * @default "vectors"
   */
  path?: string;
  /**
   * Name in reports.
   * @default "vectors"
   */
  name?: string;
}

/** Options with defaults filled in. */
export type VectorsStoreSettings = Required<VectorsStoreOptions>;

const schema: z.ZodType<VectorsStoreSettings, VectorsStoreOptions> = z.strictObject({
  path: z.string().min(1).default("vectors").describe("The folder; made where there is none."),
  name: z.string().min(1).default("vectors").describe("Name in reports."),
});

/**
 * Keeps the vectors of messages, with an index to search a million of them in milliseconds. Put `embed(…)` before it:
 * what it keeps is `message.derived.embedding`, with what filters ask of a message; not its text.
 */
export const vectorsStore: PluginFactory<
  VectorsStoreOptions | void,
  VectorsStoreSettings,
  Omit<Store<Conversation, VectorsValue>, typeof PLUGIN>
> = definePlugin({
  name: "vectors",
  kind: "store",
  summary: "Keeps the vectors of messages in a folder, with an index to search them.",
  accepts: ["conversation"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => ({ read: [path], write: [path] }),
  example: `import { from, run } from "@threadloom/threadloom";
import { embed } from "@threadloom/threadloom/embed";
import { sqliteSource } from "@threadloom/threadloom/sqlite";
import { vectorsStore } from "@threadloom/threadloom/vectors";

const chats = sqliteSource({ path: "threadloom.db" });
await run(from(chats).through(embed({ engine: "hashed" })).to(vectorsStore({ path: "vectors" })));`,
  create: ({ path, name }: VectorsStoreSettings): Omit<Store<Conversation, VectorsValue>, typeof PLUGIN> => ({
    kind: "store",
    name,
    entries: entriesOf,
    open: (context, { create }) => openStore(context, path, create),
  }),
});

async function openStore(
  context: Context,
  path: string,
  create: boolean,
): Promise<OpenStore<VectorsValue> | undefined> {
  const opened = await openDatabase(context, path, create);
  if (!opened) return undefined;
  const { database, identity, created } = opened;
  const lister = openLister(database);
  const write = openWriter(database, context, path);
  // SQLite works in this thread: `async` below only makes a throw a rejection.
  return {
    identity,
    created,
    list: lister.scopes,
    listAll: lister.all,
    check: lister.check,
    // deno-lint-ignore require-await
    derived: async (entries) => lister.derived(entries),
    // deno-lint-ignore require-await
    async write(changes) {
      context.signal.throwIfAborted();
      return write(changes);
    },
    async finish() {
      try {
        await buildIndex(database, context, path);
      } catch (error) {
        throw worded(error, path);
      }
      if (generationOf(database) || prepareRows(database, "SELECT 1 FROM message_data").get() === undefined) return;
      context.log.warn(
        `"${path}" holds messages and not one vector: put embed(…) before this store, or look why it derived none`,
      );
    },
    // deno-lint-ignore require-await
    async purge() {
      context.effect("vectors: before purging");
      purgeDatabase(database);
      context.effect("vectors: after purging");
    },
    // deno-lint-ignore require-await
    async close() {
      context.effect("vectors: before closing");
      closeDatabase(database);
      context.effect("vectors: after closing");
    },
  };
}
