/**
 * Databases of a server that speaks MongoDB's protocol, for tests.
 *
 * @module
 */
import { type Db, type Document, loadMongodb } from "../../../deps/mongodb.ts";
import { digest } from "../../../core/fingerprint.ts";
import type { Conversation, Message } from "../../../core/conversation.ts";
import type { Running } from "../../support/services.ts";

/** The database that belongs to a folder. */
export function databaseOf(folder: string): string {
  return `test_${digest(folder).slice(0, 12)}`;
}

/** Does something with a database, without the plugin. */
export async function withDatabase<T>(uri: string, name: string, work: (db: Db) => Promise<T>): Promise<T> {
  const { MongoClient } = await loadMongodb();
  const client = new MongoClient(uri);
  try {
    return await work(client.db(name));
  } finally {
    await client.close();
  }
}

/** A database of its own; dropped when the test has ended. */
export async function inDatabase(
  server: Running,
  test: (uri: string, database: string) => Promise<void>,
): Promise<void> {
  const database = databaseOf(crypto.randomUUID());
  try {
    await test(server.url, database);
  } finally {
    await withDatabase(server.url, database, async (db) => void await db.dropDatabase());
  }
}

/** All documents of all collections but who the stores are, sorted. */
export async function contentsOf(uri: string, database: string): Promise<{ [collection: string]: Document[] }> {
  return await withDatabase(uri, database, async (db) => {
    const contents: { [collection: string]: Document[] } = {};
    const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name);
    for (const name of names.sort()) {
      if (name === "threadloom_stores" || name.startsWith("system.")) continue;
      const documents = await db.collection(name).find({}).toArray();
      contents[name] = documents.sort((a, b) => String(a._id) < String(b._id) ? -1 : 1);
    }
    return contents;
  });
}

/** A conversation of `count` messages. */
export function talk(id: string, count = 2, more: Partial<Conversation> = {}): Conversation {
  const messages = Array.from({ length: count }, (_, i): Message => ({
    id: `${id}-${i}`,
    role: i % 2 ? "assistant" : "user",
    createdAt: Date.UTC(2025, 2, 1, 12, i),
    parts: [{ type: "text", text: `Message ${i} of ${id}` }],
    metadata: {},
  }));
  return {
    id,
    source: "test",
    title: `Talk ${id}`,
    createdAt: Date.UTC(2025, 2, 1, 12),
    participants: [{ id: "u", role: "user" }],
    messages,
    branches: [],
    assets: [],
    metadata: { appId: "app", status: "open" },
    ...more,
  };
}
