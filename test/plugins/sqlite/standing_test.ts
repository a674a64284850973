/** Rows that somebody moved, and a search index that lacks them, are found by check() and set right by writing anew. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Asset, Conversation } from "../../../core/conversation.ts";
import type { Entry, OpenStore } from "../../../core/sink.ts";
import { sqliteStore, type SqliteValue } from "../../../plugins/sqlite/mod.ts";
import { conversation, inFolder, message, openStore, readBack, storeWith, thread } from "./support.ts";

const CHAT: Conversation = {
  ...conversation("c", thread(...["a", "b", "d"].map((id) => message(id, `said ${id}`)))),
  title: "Tea",
  branches: [message("e", "said e", { parentId: "a" }), message("silent", "", { parentId: "a" })],
  assets: ["x", "y"].map((id): Asset => ({ id, kind: "file", pointer: id })),
};

const MEDDLED = [
  ["a message put elsewhere", "UPDATE message_data SET place = 99 WHERE id = 'b'", ["message:b", "message:d"]],
  ["a list with a gap in front", "UPDATE message_data SET place = place + 1 WHERE NOT branch", [
    "message:a",
    "message:b",
    "message:d",
  ]],
  ["an asset put elsewhere", "UPDATE asset_data SET place = 5 WHERE id = 'x'", ["asset:x", "asset:y"]],
  ["a wrong count", "UPDATE conversation_data SET message_count = 77", ["conversation"]],
  ["a message that search lost", "DELETE FROM message_search WHERE rowid = 2", ["message:b"]],
  ["a title that search lost", "DELETE FROM title_search WHERE rowid = 1", ["conversation"]],
] as const;

for (const [what, sql, keys] of MEDDLED) {
  Deno.test(`check() shows ${what}, and writing those entries anew sets it right`, () =>
    inFolder(async (folder) => {
      const path = `${folder}/t.db`;
      await storeWith(path, CHAT);
      const before = contents(path);
      const database = new DatabaseSync(path);
      database.exec(sql);
      database.close();
      assert.notDeepEqual(contents(path), before);
      const open = await openStore(path);
      // Later rows may follow one that was moved: at least those that stand wrong are told.
      const wrong = await astray(open);
      assert.ok(wrong.length > 0 && wrong.every((key) => (keys as readonly string[]).includes(key)), wrong.join());
      const puts = sqliteStore().entries(CHAT).filter(({ key }) => wrong.includes(key)).map(inScope);
      assert.deepEqual(await open.write([{ unit: "c", puts, deletes: [] }]) ?? [], []);
      assert.deepEqual(await astray(open), []);
      await open.close();
      assert.deepEqual(contents(path), before);
      assert.deepEqual((await readBack(path)).map(({ messages }) => messages), [CHAT.messages]);
    }));
}

Deno.test("check() finds nothing in what this program wrote: titles and messages without text, texts of other scripts", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const odd = ["", " ", "\0", "\0a", "京都", "\ud800", "🙂"].map((text, i) => message(`m${i}`, text));
    await storeWith(path, CHAT, { ...conversation("odd", thread(...odd)), title: "" }, conversation("bare", []));
    const open = await openStore(path);
    assert.deepEqual(await astray(open), []);
    await open.close();
  }));

function inScope(entry: Entry<SqliteValue>): Entry<SqliteValue> & { scope: string } {
  return { ...entry, scope: entry.scope ?? "c" };
}

async function astray(open: OpenStore<SqliteValue>): Promise<string[]> {
  const listed = new Map<string, string | undefined>();
  for await (const { scope, key, fingerprint } of open.listAll()) listed.set(`${scope} ${key}`, fingerprint);
  const found: string[] = [];
  for await (const { scope, key, fingerprint } of open.check?.() ?? []) {
    if (listed.get(`${scope} ${key}`) !== fingerprint) found.push(key);
  }
  return found.sort();
}

function contents(path: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return [
      "SELECT * FROM conversations",
      "SELECT * FROM messages ORDER BY id",
      "SELECT id, place FROM asset_data ORDER BY id",
      "SELECT rowid FROM message_search WHERE message_search MATCH 'said'",
      "SELECT rowid FROM title_search WHERE title_search MATCH 'tea'",
    ].map((sql) => database.prepare(sql).all());
  } finally {
    database.close();
  }
}
