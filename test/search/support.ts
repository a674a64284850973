/**
 * What tests of search share: conversations in both embedded stores.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import type { Searchable } from "../../core/search.ts";
import { from, run } from "../../mod.ts";
import { embed, type EmbedOptions } from "../../plugins/embed/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { sqliteSource, sqliteStore } from "../../plugins/sqlite/mod.ts";
import { vectorsStore } from "../../plugins/vectors/mod.ts";
import { memorySource } from "../../plugins/memory/mod.ts";
import { openSearch } from "../../search/mod.ts";
import { inFolder } from "../support/plugin_context.ts";

/** A message of one text part. */
export function message(id: string, text: string, more: Partial<Message> = {}): Message {
  return { id, role: "user", parts: [{ type: "text", text }], metadata: {}, ...more };
}

/** A conversation whose messages answer one another. */
export function talk(id: string, messages: Message[], more: Partial<Conversation> = {}): Conversation {
  const thread = messages.map((one, i) => i === 0 ? one : { parentId: messages[i - 1].id, ...one });
  return { id, source: "test", participants: [], messages: thread, branches: [], assets: [], metadata: {}, ...more };
}

/** Writes conversations into both stores of a folder. */
export async function write(folder: string, conversations: Conversation[], options?: EmbedOptions): Promise<void> {
  const units = conversations.map((value) => ({ key: value.id, value }));
  const database = `${folder}/threadloom.db`;
  await run(from(memorySource({ units })).to(sqliteStore({ path: database })), { name: "in", ledger: memory() });
  await run(
    from(sqliteSource({ path: database })).through(embed({ engine: "hashed", hidden: true, ...options }))
      .to(vectorsStore({ path: `${folder}/vectors` })),
    { name: "vectors", ledger: memory() },
  );
}

/** Opens both stores of a folder. */
export function openFolder(folder: string, options?: EmbedOptions): Searchable {
  const stores = { database: `${folder}/threadloom.db`, vectors: `${folder}/vectors` };
  return openSearch({ ...stores, embed: embed({ engine: "hashed", hidden: true, ...options }) });
}

/** Does something with a store that holds these conversations. */
export async function searching(
  conversations: Conversation[],
  use: (store: Searchable, folder: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    await write(folder, conversations);
    const store = openFolder(folder);
    try {
      await use(store, folder);
    } finally {
      await store.close();
    }
  });
}

/** A time, UTC. */
export const day = (text: string): number => Date.parse(`${text}Z`);

/** Journeys, bread, and other things. */
export const TALKS: Conversation[] = [
  talk("rome", [
    message("r1", "How do we get from Paris to Rome?", { createdAt: day("2024-03-01T10:00") }),
    message("r2", "Take the night train over Milan; book the sleeper early.", {
      role: "assistant",
      model: "gpt-4o",
      createdAt: day("2024-03-01T10:01"),
    }),
    message("r3", "And how long does the sleeper train take?", { createdAt: day("2024-03-01T10:02") }),
    message("r4", "About fourteen hours, with breakfast before Rome.", {
      role: "assistant",
      model: "gpt-4o",
      createdAt: day("2024-03-01T10:03"),
    }),
  ], { title: "Journey to Italy" }),
  talk("bread", [
    message("b1", "My sourdough bread is flat. Why?", { createdAt: day("2025-01-05T09:00") }),
    message("b2", "The dough was under-fermented: let it rise until it has doubled.", {
      role: "assistant",
      model: "o1-mini",
      createdAt: day("2025-01-05T09:01"),
    }),
    message("b3", "Hidden notes on sourdough bread", { role: "system", hidden: "system message" }),
  ], { title: "Flat loaf" }),
  talk("dev", [
    message("d1", "Why does my training loop train slowly?", { createdAt: day("2025-02-01") }),
    message("d2", "Batch the data; the loader is the bottleneck.", { role: "assistant", createdAt: day("2025-02-02") }),
  ], { title: "Model training" }),
];
