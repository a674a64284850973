/**
 * The store of messages.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { inOrder } from "../../core/limit.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { OpenStore, Store } from "../../core/sink.ts";
import { openClient } from "./client.ts";
import { openCollection } from "./collection.ts";
import { openDerived } from "./derived.ts";
import { entriesOf, type WeaviateValue } from "./entries.ts";
import { checkAll, listAll, listScopes, SCOPES_AT_ONCE } from "./list.ts";
import { openObjects } from "./objects.ts";
import { permissions, schema, type WeaviateStoreOptions, type WeaviateStoreSettings } from "./options.ts";
import { openWriter } from "./write.ts";

/**
 * Keeps messages in a Weaviate collection, with their embeddings where a derivation makes them: for search by meaning and
 * by words. Vectors are given, never made by the server.
 */
export const weaviateStore: PluginFactory<
  WeaviateStoreOptions | void,
  WeaviateStoreSettings,
  Omit<Store<Conversation, WeaviateValue>, typeof PLUGIN>
> = definePlugin({
  name: "weaviate",
  kind: "store",
  summary: "Keeps messages and their embeddings in a Weaviate collection.",
  accepts: ["conversation"],
  options: schema,
  roles: {
    url: "location",
    grpcPort: "location",
    collection: "location",
    tenant: "location",
    apiKey: "secret",
    distance: "tuning",
    dimensions: "tuning",
    batchSize: "tuning",
    concurrency: "tuning",
    timeoutMs: "tuning",
    name: "tuning",
  },
  permissions,
  example: `import { from, run } from "@threadloom/threadloom";
import { chatgptSource } from "@threadloom/threadloom/chatgpt";
import { weaviateStore } from "@threadloom/threadloom/weaviate";

await run(
  from(chatgptSource({ path: "export.zip" }))
    .to(weaviateStore({ url: "http://127.0.0.1:8080", collection: "ChatMessage" })),
);`,
  create: (settings: WeaviateStoreSettings): Omit<Store<Conversation, WeaviateValue>, typeof PLUGIN> => ({
    kind: "store",
    name: settings.name,
    entries: entriesOf,
    open: (context, { create }) => openStore(context, settings, create),
  }),
});

async function openStore(
  context: Context,
  settings: WeaviateStoreSettings,
  create: boolean,
): Promise<OpenStore<WeaviateValue> | undefined> {
  const client = openClient(settings, context);
  const opened = await openCollection(client, context, settings, create).catch((error) => {
    client.close();
    throw error;
  });
  if (!opened) {
    client.close();
    return undefined;
  }
  const { identity, created, distance } = opened;
  const { concurrency } = settings;
  return {
    identity,
    created,
    async *list(scopes) {
      const groups = Array.from(
        { length: Math.ceil(scopes.length / SCOPES_AT_ONCE) },
        (_, i) => scopes.slice(i * SCOPES_AT_ONCE, (i + 1) * SCOPES_AT_ONCE),
      );
      for await (const listed of inOrder(groups, concurrency, (group) => listScopes(client, group))) yield* listed;
    },
    listAll: () => listAll(client),
    check: () => checkAll(client),
    derived: openDerived(client, concurrency),
    write: openWriter(client, context, settings, openObjects({ ...settings, distance })),
    // Every write was durable when it was answered.
    close: () => Promise.resolve(client.close()),
  };
}
