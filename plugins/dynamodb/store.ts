/**
 * The store of conversations.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { inOrder } from "../../core/limit.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { OpenStore, Store } from "../../core/sink.ts";
import { Capacity } from "./capacity.ts";
import { openClient } from "./client.ts";
import { openDerived } from "./derived.ts";
import { type DynamodbValue, openEntries } from "./entries.ts";
import { allRows, scopeRows } from "./list.ts";
import { type DynamodbStoreOptions, type DynamodbStoreSettings, permissions, schema } from "./options.ts";
import { Pieces } from "./pieces.ts";
import { checkedRows } from "./read.ts";
import { openTable } from "./table.ts";
import { openWriter } from "./write.ts";

/**
 * Keeps conversations in a DynamoDB table: an item a message, and one that tells about the conversation. Credentials,
 * region and address are found as AWS's own clients find them.
 */
export const dynamodbStore: PluginFactory<
  DynamodbStoreOptions | void,
  DynamodbStoreSettings,
  Omit<Store<Conversation, DynamodbValue>, typeof PLUGIN>
> = definePlugin({
  name: "dynamodb",
  kind: "store",
  summary: "Keeps conversations in a DynamoDB table, an item a message.",
  accepts: ["conversation"],
  options: schema,
  roles: {
    table: "location",
    region: "location",
    endpoint: "location",
    createTable: "tuning",
    billing: "tuning",
    readUnits: "tuning",
    writeUnits: "tuning",
    concurrency: "tuning",
    timeoutMs: "tuning",
    name: "tuning",
  },
  permissions,
  example: `import { from, run } from "@threadloom/threadloom";
import { chatgptSource } from "@threadloom/threadloom/chatgpt";
import { dynamodbStore } from "@threadloom/threadloom/dynamodb";

await run(
  from(chatgptSource({ path: "export.zip" }))
    .to(dynamodbStore({ table: "ChatConversations", region: "eu-central-1", createTable: true })),
);`,
  create: (settings: DynamodbStoreSettings): Omit<Store<Conversation, DynamodbValue>, typeof PLUGIN> => ({
    kind: "store",
    name: settings.name,
    entries: openEntries(settings),
    open: (context, { create }) => openStore(context, settings, create),
  }),
});

async function openStore(
  context: Context,
  settings: DynamodbStoreSettings,
  create: boolean,
): Promise<OpenStore<DynamodbValue> | undefined> {
  const client = await openClient(settings, context);
  const opened = await openTable(client, context, settings, create);
  if (!opened) return undefined;
  const { concurrency } = settings;
  const { identity, created } = opened;
  const pieces = new Pieces(client, created, concurrency);
  const capacity = new Capacity(context, opened);
  return {
    identity,
    created,
    async *list(scopes) {
      const look = async (scope: string) => ({ scope, rows: await scopeRows(client, scope) });
      for await (const { scope, rows } of inOrder(scopes, concurrency, look)) {
        pieces.see(scope, rows);
        capacity.see(scope, rows.listed.length + rows.chunks.length === 0);
        yield* rows.listed;
      }
    },
    listAll: () => allRows(client),
    check: () => checkedRows(client),
    derived: openDerived(client, concurrency),
    write: openWriter(client, context, settings, pieces, capacity),
    // Every write was durable when it was answered, and nothing is held open.
    close: () => Promise.resolve(),
  };
}
