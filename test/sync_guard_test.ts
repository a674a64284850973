/**
 * What deletes and what does not: mirroring needs a whole, dated export of the account, and the ledger is believed only
 * about the database it was true of.
 *
 * @module
 */
import assert from "node:assert/strict";
import { definePlugin, from, type Report, type TransformObject, verify } from "../mod.ts";
import type { Conversation } from "../core/conversation.ts";
import { z } from "../deps/zod.ts";
import { chatgptSource } from "../plugins/chatgpt/mod.ts";
import { sqliteStore } from "../plugins/sqlite/mod.ts";
import { inFolder, put } from "./plugins/chatgpt/reading.ts";
import { dump, intoDatabase, query, runIn, sync, touched, watch } from "./support/database.ts";
import { ACCOUNT, exportFileName, packExport, renderExport, thread } from "./support/exports/mod.ts";

const FIRST = Date.UTC(2026, 0, 10, 12);
const LATER = Date.UTC(2026, 1, 10, 12);
const NAME = exportFileName("D", LATER);
const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const some = (...ids: string[]) => ids.map((id) => thread(id, `Title of ${id}`, ["one", "two"]));
const ids = (folder: string) => query(folder, "SELECT id FROM conversations ORDER BY id").map(({ id }) => id);

function files(chats: ReturnType<typeof some>, more: { [name: string]: unknown } = {}): Map<string, Uint8Array> {
  const all = renderExport(chats, "D", { shardSize: 2, exportedAt: LATER });
  for (const [name, value] of Object.entries(more)) all.set(name, text(value));
  return all;
}

/** A folder whose database holds a, b, c and d, of an export that was made first. */
async function synced(use: (folder: string) => Promise<void>): Promise<void> {
  await inFolder({}, async (folder) => {
    const path = `${folder}/${exportFileName("D", FIRST)}`;
    await put(path, packExport(files(some("a", "b", "c", "d")), { exportedAt: FIRST }));
    await sync(folder, path);
    watch(folder);
    await use(folder);
  });
}

/** Mirrors an export and says what is then in the database. */
async function mirror(folder: string, name: string, data: Uint8Array): Promise<{ report: Report; left: unknown[] }> {
  await put(`${folder}/${name}`, data);
  const report = await sync(folder, `${folder}/${name}`, { mirror: true });
  return { report, left: ids(folder) };
}

Deno.test("mirror deletes what a later whole export of the account no longer has", async () => {
  await synced(async (folder) => {
    const { report, left } = await mirror(folder, NAME, packExport(files(some("a", "b", "e"))));
    assert.deepEqual(left, ["a", "b", "e"]);
    assert.deepEqual([report.metrics.removed, report.sinks.sqlite.deletes], [2, 6]);
  });
});

Deno.test("a truncated second export deletes nothing, even with mirror", async () => {
  const zip = packExport(files(some("a", "b", "e")));
  const whole = files(some("a", "b", "e"));
  const shard = whole.get("conversations-000.json")!;
  const cut = new Map(whole).set("conversations-000.json", shard.slice(0, shard.length - 20));
  const between = new Map(whole).set("conversations-000.json", shard.slice(0, shard.length - 1));
  const emptied = new Map(whole).set("conversations-001.json", new Uint8Array(0));
  const without = new Map(whole);
  without.delete("conversations-001.json");
  const unlisted = new Map(without);
  unlisted.delete("export_manifest.json");
  unlisted.delete("conversations-000.json");
  unlisted.set("conversations-001.json", shard);
  const broken = new Map(whole).set("conversations-001.json", text([{ title: "no id", mapping: {} }]));
  const inputs = { cutZip: zip.slice(0, -200), zipInHalf: zip.slice(0, zip.length * 0.6 | 0) };
  for (const [what, files] of Object.entries({ cut, between, emptied, without, unlisted, broken })) {
    Object.assign(inputs, { [what]: packExport(files) });
  }
  for (const [what, data] of Object.entries(inputs)) {
    await synced(async (folder) => {
      const { report, left } = await mirror(folder, NAME, data);
      assert.ok(["a", "b", "c", "d"].every((id) => left.includes(id)), `${what}: ${left}`);
      assert.equal(report.sinks.sqlite.deletes, 0, what);
      assert.equal(report.metrics.removed, undefined, what);
    });
  }
});

Deno.test("an empty second export deletes nothing, even with mirror", async () => {
  const inputs = {
    "no conversations": packExport(files([])),
    "an empty array": packExport(new Map([["conversations.json", text([])], ["user.json", text(ACCOUNT)]])),
    "only folder items": packExport(files([], { "conversations-000.json": [{ id: "g-p-1", title: "x" }] })),
    "an error in the place of conversations": packExport(files([], { "conversations-000.json": { error: "busy" } })),
  };
  for (const [what, data] of Object.entries(inputs)) {
    await synced(async (folder) => {
      const { report, left } = await mirror(folder, NAME, data);
      assert.deepEqual(left, ["a", "b", "c", "d"], what);
      assert.deepEqual(touched(folder), [], what);
      assert.equal(report.sinks.sqlite.deletes, 0, what);
    });
  }
  await synced(async (folder) => {
    await assert.rejects(mirror(folder, NAME, packExport(new Map())), { name: "CannotRunError" });
    await assert.rejects(mirror(folder, NAME, new Uint8Array(0)), { name: "CannotRunError" });
    assert.deepEqual(ids(folder), ["a", "b", "c", "d"]);
  });
});

Deno.test("mirror deletes nothing of another account, of an unknown one, or on the word of parts and older exports", async () => {
  const chats = some("e");
  const part = renderExport(chats, "D").get("conversations-000.json")!;
  const conversations = `Conversations__0123456789abcdef-chatgpt-0001.zip`;
  const inputs: [string, string, Uint8Array][] = [
    ["another account", NAME, packExport(files(chats, { "user.json": { id: "user-anotherOneOfManyMore0123" } }))],
    ["no account", NAME, packExport(new Map(Array.from(files(chats)).filter(([name]) => name !== "user.json")))],
    ["a shard alone", "2026-02-10/conversations-000.json", part],
    ["a file alone, of nobody", "2026-02-10/conversations.json", part],
    ["a part of a portal export", conversations, packExport(files(chats), { exportedAt: LATER })],
    ["an older export", exportFileName("D", FIRST - 864e5), packExport(files(chats), { exportedAt: FIRST - 864e5 })],
  ];
  for (const [what, name, data] of inputs) {
    await synced(async (folder) => {
      const { report, left } = await mirror(folder, name, data);
      assert.deepEqual(left, ["a", "b", "c", "d", "e"], what);
      assert.equal(report.sinks.sqlite.deletes, 0, what);
    });
  }
});

Deno.test("without an account a whole file mirrors what nobody is known to own, and a shard deletes nothing", async () => {
  const nobody = (...names: string[]) => renderExport(some(...names), "single-file").get("conversations.json")!;
  for (const [name, left] of [["conversations.json", ["a"]], ["conversations-000.json", ["a", "b"]]] as const) {
    await inFolder({}, async (folder) => {
      await mirror(folder, "2026-01-10/conversations.json", nobody("a", "b"));
      assert.deepEqual((await mirror(folder, `2026-02-10/${name}`, nobody("a"))).left, left, name);
    });
  }
});

Deno.test("two accounts live in one database, and each mirrors its own conversations", async () => {
  await synced(async (folder) => {
    const other = { id: "user-anotherOneOfManyMore0123" };
    const theirs = (...names: string[]) => packExport(files(some(...names), { "user.json": other }));
    await mirror(folder, exportFileName("D", LATER), theirs("x", "y"));
    const { left } = await mirror(folder, exportFileName("D", LATER + 864e5), theirs("x"));
    assert.deepEqual(left, ["a", "b", "c", "d", "x"]);
    const mine = await mirror(folder, exportFileName("D", LATER + 2 * 864e5), packExport(files(some("a"))));
    assert.deepEqual(mine.left, ["a", "x"]);
  });
});

Deno.test("mirror holds back more deletes than maxDelete allows, says how to let them through, and ends partial", async () => {
  await synced(async (folder) => {
    const path = `${folder}/${NAME}`;
    await put(path, packExport(files(some("a"))));
    const held = await sync(folder, path, { mirror: true, maxDelete: 5 });
    assert.deepEqual([held.status, held.sinks.sqlite.deletes, ids(folder).length], ["partial", 3, 3]);
    assert.match(held.notes.join("\n"), /--max-delete/);
    const let1 = await sync(folder, path, { mirror: true, maxDelete: 9 });
    assert.deepEqual([let1.status, ids(folder)], ["ok", ["a"]]);
  });
});

Deno.test("with the database removed and the ledger left, the next run builds it again whole", async () => {
  await synced(async (folder) => {
    const path = `${folder}/${exportFileName("D", FIRST)}`;
    const whole = dump(folder);
    for (const end of ["", "-wal", "-shm"]) await Deno.remove(`${folder}/threadloom.db${end}`).catch(() => {});
    const report = await sync(folder, path);
    assert.deepEqual(report.source, { read: 4, unchanged: 0, passed: 4, dropped: 0, dead: 0 });
    assert.deepEqual(report.sinks.sqlite, { puts: 12, deletes: 0, unchanged: 0, failed: 0 });
    assert.deepEqual(dump(folder), whole);
    assert.equal(
      (await verify(intoDatabase(folder, path), { name: "sync", stateFolder: `${folder}/.threadloom` })).status,
      "ok",
    );
  });
});

Deno.test("with the ledger removed and the database left, the next run compares all of it and writes nothing", async () => {
  await synced(async (folder) => {
    await Deno.remove(`${folder}/.threadloom`, { recursive: true });
    const report = await sync(folder, `${folder}/${exportFileName("D", FIRST)}`);
    assert.deepEqual(report.sinks.sqlite, { puts: 0, deletes: 0, unchanged: 12, failed: 0 });
    assert.deepEqual(touched(folder), []);
  });
});

const shout = definePlugin<
  { mark: string },
  { mark: string },
  Omit<TransformObject<Conversation, Conversation>, symbol>
>({
  name: "shout",
  kind: "transform",
  summary: "Puts a mark behind titles.",
  accepts: ["conversation"],
  emits: "conversation",
  options: z.strictObject({ mark: z.string() }),
  permissions: () => ({}),
  example: "",
  create: ({ mark }) => ({
    kind: "transform" as const,
    name: "shout",
    open: () => ({ apply: (chat: Conversation) => ({ ...chat, title: `${chat.title}${mark}` }) }),
  }),
});

Deno.test("with an option of the pipeline changed all records run again, and only what comes out otherwise is written", async () => {
  await inFolder({}, async (folder) => {
    const path = `${folder}/${NAME}`;
    await put(path, packExport(files(some("a", "b"))));
    const marked = (mark: string) =>
      runIn(
        folder,
        from(chatgptSource({ path })).through(shout({ mark })).to(sqliteStore({ path: `${folder}/threadloom.db` })),
      );
    await marked("!");
    watch(folder);
    assert.deepEqual((await marked("!")).source, { read: 2, unchanged: 2, passed: 0, dropped: 0, dead: 0 });
    const report = await marked("?");
    assert.deepEqual(report.source, { read: 2, unchanged: 0, passed: 2, dropped: 0, dead: 0 });
    assert.deepEqual(report.sinks.sqlite, { puts: 2, deletes: 0, unchanged: 4, failed: 0 });
    assert.deepEqual(touched(folder), ["UPDATE conversation: a", "UPDATE conversation: b"]);
    assert.deepEqual(query(folder, "SELECT title FROM conversations ORDER BY id").map(({ title }) => title), [
      "Title of a?",
      "Title of b?",
    ]);
  });
});
