import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import type { Conversation } from "../../../core/conversation.ts";
import type { Listed } from "../../../core/sink.ts";
import { sqliteStore } from "../../../plugins/sqlite/mod.ts";
import {
  bring,
  changeTo,
  context,
  conversation,
  inFolder,
  message,
  openStore,
  readBack,
  storeWith,
  thread,
} from "./support.ts";

const five = conversation("c", thread(...["a", "b", "d", "e", "f"].map((id) => message(id, `said ${id}`))));

function inserted(): Conversation {
  const [a, b, d, ...rest] = five.messages;
  return { ...five, messages: [a, b, message("c", "said c", { parentId: "b" }), { ...d, parentId: "c" }, ...rest] };
}

async function all(listed: AsyncIterable<Listed>): Promise<Listed[]> {
  const found = await Array.fromAsync(listed);
  return found.sort((a, b) => a.key < b.key ? -1 : 1);
}

Deno.test("sqliteStore() makes a database only its owner may read, once", () =>
  inFolder(async (folder) => {
    const path = `${folder}/new/threadloom.db`;
    const store = sqliteStore({ path });
    assert.equal(store.name, "sqlite");
    assert.equal(await store.open(context(), { create: false }), undefined);
    assert.equal(await context().files.stat(`${folder}/new`), undefined);
    const first = await openStore(path);
    assert.equal(first.created, true);
    if (Deno.build.os !== "windows") assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    await first.close();
    const second = await openStore(path);
    assert.equal(second.created, false);
    assert.equal(second.identity, first.identity);
    await second.close();
    const other = await openStore(`${folder}/other.db`);
    assert.notEqual(other.identity, first.identity);
    await other.close();
    assert.deepEqual([...Deno.readDirSync(`${folder}/new`)].map(({ name }) => name), ["threadloom.db"]);
  }));

Deno.test("sqliteStore() lists what it was given, with the unit's version and export time", () =>
  inFolder(async (folder) => {
    const open = await openStore(`${folder}/t.db`);
    await open.write([await changeTo(open, five, { version: 12.5, exportedAt: 99 })]);
    const listed = await all(open.listAll());
    assert.deepEqual(listed.map(({ key }) => key), [
      "conversation",
      ...["a", "b", "d", "e", "f"].map((id) => `message:${id}`),
    ]);
    for (const entry of listed) assert.deepEqual([entry.scope, entry.version, entry.exportedAt], ["c", 12.5, 99]);
    assert.deepEqual(await all(open.list(["c", "none"])), listed);
    assert.deepEqual(await all(open.check?.() ?? open.listAll()), listed);
    await open.close();
  }));

Deno.test("sqliteStore() writes one entry for an edited or appended message, two for one in the middle", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const open = await openStore(path);
    await bring(open, five);
    assert.deepEqual((await bring(open, structuredClone(five))).puts, []);

    const edited = structuredClone(five);
    edited.messages[1].parts = [{ type: "text", text: "edited" }];
    assert.deepEqual((await bring(open, edited)).puts, ["message:b"]);

    const longer = { ...five, messages: [...five.messages, message("g", "said g", { parentId: "f" })] };
    assert.deepEqual((await bring(open, longer)).puts, ["message:b", "message:g"]);
    await bring(open, five);

    assert.deepEqual((await bring(open, inserted())).puts, ["message:c", "message:d"]);
    const back = await bring(open, five);
    assert.deepEqual([back.puts, back.deletes], [["message:d"], ["message:c"]]);
    await bring(open, inserted());
    await open.close();
    assert.deepEqual(await readBack(path), [inserted()]);
  }));

Deno.test("sqliteStore() keeps the views that people query", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const hidden = message("s", "be kind", { role: "system", hidden: "system message" });
    const tool = message("t", "", {
      role: "tool",
      author: "python",
      createdAt: 1_700_000_000_123,
      parts: [{ type: "code", text: "1 + 1", language: "python" }, { type: "image", assetId: "file-1" }],
    });
    const branch = message("u2", "another way", { parentId: "s" });
    await storeWith(
      path,
      conversation("c", thread(hidden, message("u", "hello"), tool), {
        title: "Sums",
        createdAt: 1_700_000_000_000,
        branches: [branch],
        participants: [{ id: "p", role: "user", name: "Ada" }],
        assets: [{ id: "file-1", pointer: "sediment://file-1", kind: "image", size: 12, messageId: "t" }],
      }),
      conversation("empty", []),
    );
    const database = new DatabaseSync(path, { readOnly: true });
    const rows = (sql: string) => database.prepare(sql).all().map((row) => ({ ...row }));
    assert.deepEqual(rows("SELECT * FROM conversations ORDER BY id"), [
      { id: "c", source: "test", title: "Sums", created_at: 1_700_000_000_000, updated_at: null, message_count: 3 },
      { id: "empty", source: "test", title: null, created_at: null, updated_at: null, message_count: 0 },
    ]);
    const one = { conversation_id: "c", parent_id: null, author: null, created_at: null, hidden: 0 };
    assert.deepEqual(rows("SELECT * FROM messages ORDER BY position IS NULL, position"), [
      { ...one, id: "s", position: 0, role: "system", text: "be kind", hidden: 1 },
      { ...one, id: "u", parent_id: "s", position: 1, role: "user", text: "hello" },
      {
        ...one,
        id: "t",
        parent_id: "u",
        position: 2,
        role: "tool",
        author: "python",
        created_at: 1_700_000_000_123,
        text: "1 + 1",
      },
      { ...one, id: "u2", parent_id: "s", position: null, role: "user", text: "another way" },
    ]);
    assert.deepEqual(rows("SELECT id, place FROM branches"), [{ id: "u2", place: 0 }]);
    assert.deepEqual(rows("SELECT message_id, place, type, text, asset_id FROM parts WHERE message_id IN ('t', 'u')"), [
      { message_id: "u", place: 0, type: "text", text: "hello", asset_id: null },
      { message_id: "t", place: 0, type: "code", text: "1 + 1", asset_id: null },
      { message_id: "t", place: 1, type: "image", text: null, asset_id: "file-1" },
    ]);
    assert.deepEqual(rows("SELECT id, message_id, size FROM assets"), [{ id: "file-1", message_id: "t", size: 12 }]);
    assert.deepEqual(rows("SELECT * FROM participants"), [{
      conversation_id: "c",
      id: "p",
      role: "user",
      name: "Ada",
    }]);
    database.close();
  }));

Deno.test("sqliteStore() orders what partial copies add by the thread, then by time", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    const at = (i: number) => message(`m${i}`, `said ${i}`, { createdAt: i * 1000 });
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => at(from + i));
    const open = await openStore(path);
    await open.write([await changeTo(open, conversation("chat", range(10, 20)))]);
    await open.write([await changeTo(open, conversation("chat", range(15, 25)), { whole: false })]);
    await open.write([await changeTo(open, conversation("chat", range(0, 3)), { whole: false })]);
    assert.deepEqual(await all(open.check?.() ?? open.listAll()), await all(open.listAll()));
    await open.close();
    const [read] = await readBack(path);
    assert.deepEqual(read.messages, [...range(0, 3), ...range(10, 25)]);
    const database = new DatabaseSync(path);
    assert.deepEqual({ ...database.prepare("SELECT message_count FROM conversations").get() }, { message_count: 18 });
    database.close();
  }));

Deno.test("sqliteStore() removes a scope whose entries all go", () =>
  inFolder(async (folder) => {
    const open = await openStore(`${folder}/t.db`);
    await bring(open, five);
    const keys = (await all(open.listAll())).map(({ scope, key }) => ({ scope, key }));
    await open.write([{ unit: "c", puts: [], deletes: keys }]);
    await open.write([{ unit: "c", puts: [], deletes: keys }]);
    assert.deepEqual(await all(open.listAll()), []);
    await open.close();
    const database = new DatabaseSync(`${folder}/t.db`);
    for (const table of ["conversation_data", "message_data", "message_search", "title_search"]) {
      assert.equal(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n, 0, table);
    }
    database.close();
  }));

Deno.test("sqliteStore() refuses a conversation in which two messages have one id", () => {
  const twice = conversation("c", [message("a", "1"), message("a", "2")]);
  assert.throws(() => sqliteStore().entries(twice), /Cannot store conversation "c": message id "a" stands in it twice/);
});

Deno.test("check() shows what was changed behind the store's back", () =>
  inFolder(async (folder) => {
    const path = `${folder}/t.db`;
    await storeWith(path, five, conversation("broken", [message("x", "y")]));
    const database = new DatabaseSync(path);
    database.exec(
      "UPDATE message_data SET text = 'forged' WHERE id = 'e'; UPDATE message_data SET metadata = '{' WHERE id = 'x'",
    );
    database.close();
    const open = await openStore(path);
    const remembered = new Map(
      (await all(open.listAll())).map((entry) => [entry.key + entry.scope, entry.fingerprint]),
    );
    const wrong = (await all(open.check?.() ?? open.listAll())).filter((e) =>
      e.fingerprint !== remembered.get(e.key + e.scope)
    );
    assert.deepEqual(wrong.map(({ scope, key }) => `${scope} ${key}`).sort(), [
      "broken conversation",
      "broken message:x",
      "c message:e",
    ]);
    await open.close();
  }));
