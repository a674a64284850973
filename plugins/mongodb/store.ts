/**
 * The store of conversations.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { OpenStore, Store } from "../../core/sink.ts";
import { OF_CONVERSATIONS } from "./collections.ts";
import { connect } from "./connection.ts";
import { entriesOf, type MongodbValue } from "./entries.ts";
import { type MongodbStoreOptions, type MongodbStoreSettings, permissionsOf, schema } from "./options.ts";
import { checked, derivedOf, listed } from "./show.ts";
import { Writer } from "./write.ts";

/**
 * Keeps conversations in MongoDB: a document for each in `conversation_analytics`, one for each message in
 * `conversation_messages`, and derived categories and translations in collections of their own.
 */
export const mongodbStore: PluginFactory<
  MongodbStoreOptions,
  MongodbStoreSettings,
  Omit<Store<Conversation, MongodbValue>, typeof PLUGIN>
> = definePlugin({
  name: "mongodb",
  kind: "store",
  summary: "Keeps conversations, their messages and what was derived of them in MongoDB.",
  accepts: ["conversation"],
  options: schema,
  roles: {
    uri: "secret",
    database: "location",
    validators: "tuning",
    timeoutMs: "tuning",
    name: "tuning",
  },
  permissions: ({ uri }: MongodbStoreSettings) => permissionsOf(uri),
  example: `import { from, run } from "@threadloom/threadloom";
import { mongodbStore } from "@threadloom/threadloom/mongodb";
import { sqliteSource } from "@threadloom/threadloom/sqlite";

const uri = Deno.env.get("MONGODB_URI") ?? "mongodb://localhost:27017";
await run(from(sqliteSource({ path: "conversations.db" })).to(mongodbStore({ uri, database: "chats" })));`,
  create: (settings: MongodbStoreSettings): Omit<Store<Conversation, MongodbValue>, typeof PLUGIN> => ({
    kind: "store",
    name: settings.name,
    entries: (record) => entriesOf(record, settings.ttlDays),
    open: (context, { create }) => openStore(context, settings, create),
  }),
});

async function openStore(
  context: Context,
  settings: MongodbStoreSettings,
  create: boolean,
): Promise<OpenStore<MongodbValue> | undefined> {
  const connection = await connect(context, settings, "conversations", OF_CONVERSATIONS, create);
  if (!connection) return undefined;
  const writer = new Writer(connection, context, settings.maxDocumentBytes);
  return {
    identity: connection.identity,
    created: connection.created,
    list: (scopes) => listed(connection, context, scopes),
    listAll: () => listed(connection, context),
    check: () => checked(connection, context),
    derived: (entries) => derivedOf(connection, entries),
    write: async (changes) => {
      context.signal.throwIfAborted();
      return await writer.write(changes);
    },
    close: async () => await connection.client.close(),
  };
}
