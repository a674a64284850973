/** Behind the store of record: an edit costs its day, a kill costs nothing, and forgetting reaches the tables. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { forget, from, run } from "../../../mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { parquetSink } from "../../../plugins/parquet/mod.ts";
import { sqliteSource, sqliteStore } from "../../../plugins/sqlite/mod.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { AT, changed, contents, DAY, query, talk, treeOf } from "./support.ts";

/** Conversations that come into a database and from there into a tree; each step has its own state. */
function setUp(folder: string, talks: Map<string, Conversation>) {
  const path = `${folder}/talks.db`;
  const lake = `${folder}/lake`;
  const source = memorySource({ units: () => [...talks.values()].map((value) => ({ key: value.id, value })) });
  const second = from(sqliteSource({ path })).to(parquetSink({ path: lake }));
  const options = { name: "second", stateFolder: `${folder}/.threadloom/second`, mirror: true };
  return {
    lake,
    forget: (id: string) =>
      forget(from(source).to(sqliteStore({ path })), [id], {
        name: "first",
        stateFolder: `${folder}/.threadloom/first`,
      }),
    async sync(tree = lake) {
      await run(from(source).to(sqliteStore({ path })), {
        name: "first",
        stateFolder: `${folder}/.threadloom/first`,
        mirror: true,
      });
      if (tree === lake) return await run(second, options);
      return await run(from(sqliteSource({ path })).to(parquetSink({ path: tree })), {
        name: "other",
        stateFolder: `${tree}-state`,
      });
    },
  };
}

const month = () => new Map(Array.from({ length: 60 }, (_, i) => [`c${i}`, talk(`c${i}`, i % 20)]));

Deno.test("an edit reads and writes its day alone, and the tree is that of a run that began anew", () =>
  inFolder(async (folder) => {
    const talks = month();
    const { lake, sync } = setUp(folder, talks);
    await sync();
    const before = await treeOf(lake);
    const again = await sync();
    assert.deepEqual([again.source.unchanged, changed(before, await treeOf(lake))], [60, []]);
    talks.set("c7", talk("c7", 7, { title: "Another title" }));
    const { source } = await sync();
    assert.deepEqual([source.passed, source.unchanged], [3, 57]);
    assert.deepEqual(changed(before, await treeOf(lake)), [
      "_manifest/conversations.json",
      "conversations/year=2025/month=03/day=08/conversations.parquet",
    ]);
    await sync(`${folder}/new`);
    assert.deepEqual(contents(await treeOf(lake)), contents(await treeOf(`${folder}/new`)));
  }));

Deno.test("a late record rewrites the day that its conversation began on", () =>
  inFolder(async (folder) => {
    const talks = month();
    const { lake, sync } = setUp(folder, talks);
    await sync();
    const before = await treeOf(lake);
    const late = talk("c0", 0);
    late.messages.push({ ...late.messages[1], id: "late", createdAt: AT + 9 * DAY });
    talks.set("c0", late);
    await sync();
    const files = changed(before, await treeOf(lake)).filter((name) => name.endsWith(".parquet"));
    assert.deepEqual(files.map((name) => name.replace(/.*day=01\//, "")), [
      "conversations.parquet",
      "messages/messages.parquet",
    ]);
  }));

Deno.test("a file that is missing or somebody else's comes back with its day", () =>
  inFolder(async (folder) => {
    const { lake, sync } = setUp(folder, month());
    await sync();
    const before = contents(await treeOf(lake));
    const days = `${lake}/conversations/year=2025/month=03`;
    await Deno.remove(`${days}/day=02/conversations.parquet`);
    await Deno.writeTextFile(`${days}/day=03/messages/messages.parquet`, "no Parquet");
    const { source } = await sync();
    assert.equal(source.passed, 6);
    assert.deepEqual(contents(await treeOf(lake)), before);
  }));

Deno.test("what was forgotten is in no table any more", () =>
  inFolder(async (folder) => {
    const talks = month();
    const { lake, sync, forget } = setUp(folder, talks);
    await sync();
    await forget("c7");
    await sync();
    const [{ n }] = await query(`SELECT count(*)::INT n FROM
      read_parquet('${lake}/conversations/*/*/*/messages/messages.parquet') WHERE conversation_id = 'c7'`);
    assert.equal(n, 0);
  }));
