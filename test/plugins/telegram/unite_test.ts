/** Copies of a chat that hold a part of it each: united they are the chat. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { fc } from "../../../deps/fast_check.ts";
import type { Conversation, JsonObject } from "../../../core/conversation.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { sqliteSource, sqliteStore } from "../../../plugins/sqlite/mod.ts";
import { memorySink } from "../../../plugins/memory/mod.ts";
import { telegramSource } from "../../../plugins/telegram/mod.ts";
import { bare, chat, full, inFolder, lines, message, MONDAY, put, read } from "./support.ts";

/** Thirty messages of two people, several in a second, with files, edits, and some that say no time. */
const MESSAGES: JsonObject[] = Array.from({ length: 30 }, (_, i) => {
  const mine: JsonObject = i % 3 === 0 ? { from: i < 15 ? "Ada" : "Ada Own", from_id: "user1001" } : {};
  if (i % 11 === 10) return { id: i + 1, type: "unsupported" };
  const file: JsonObject = i % 7 === 2 ? { photo: `photos/photo_${i}.jpg`, width: 1, height: 2 } : {};
  const edit: JsonObject = i % 5 === 4 ? { edited_unixtime: String(MONDAY + 1000 + i) } : {};
  return message(i + 1, `message ${i + 1}`, { ...mine, ...file, ...edit }, Math.floor(i / 3));
});

const part = (ids: number[]): JsonObject => chat(MESSAGES.filter(({ id }) => ids.includes(id as number)));

async function readParts(parts: JsonObject[]): Promise<Conversation[]> {
  const files = Object.fromEntries(parts.map((one, i) => [`${i}.json`, one]));
  return await inFolder(
    files,
    async (folder) => bare((await read(Object.keys(files).map((name) => `${folder}/${name}`))).conversations),
  );
}

Deno.test("any parts of a chat that hold all its messages unite to the chat, in any order and number", async () => {
  const all = MESSAGES.map(({ id }) => id as number);
  const [whole] = await readParts([part(all)]);
  const parts = fc.array(fc.subarray(all), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(parts, fc.infiniteStream(fc.nat()), async (some, chance) => {
      const rest = all.filter((id) => !some.some((one) => one.includes(id)));
      const lists = [...some, rest].map((ids) => ({ ids, at: chance.next().value as number })).sort((a, b) =>
        a.at - b.at
      );
      const [united, ...more] = await readParts(lists.map(({ ids }) => part(ids)));
      assert.deepEqual(more, []);
      assert.deepEqual(united, whole);
    }),
    { numRuns: 40, seed: 11 },
  );
});

Deno.test("the newest edit of a message wins, whichever copy holds it", async () => {
  const old = chat([message(1, "first"), message(2, "two"), message(9, "last")]);
  const edited = chat([message(1, "edited", { edited_unixtime: String(MONDAY + 5) }), message(3, "three")]);
  for (const parts of [[old, edited], [edited, old]]) {
    const [united] = await readParts(parts);
    assert.deepEqual(lines(united), ["1: edited", "2: two", "3: three", "9: last"]);
  }
});

Deno.test("a file that only one copy has is kept, also where another says it is not included", async () => {
  const lacking = message(1, "look", { photo: "(File not included. Change data exporting settings to download.)" });
  const having = message(1, "look", { photo: "photos/photo_1.jpg" });
  for (const parts of [[[lacking], [having]], [[having], [lacking, message(2, "later")]]]) {
    const [united] = await readParts(parts.map((messages) => chat(messages)));
    assert.deepEqual(united.assets.map(({ pointer, missing }) => [pointer, missing]), [[
      "photos/photo_1.jpg",
      undefined,
    ]]);
  }
});

Deno.test("a chat in an export of its own and in a full one is one conversation", async () => {
  const own = [message(1, "mine", { from: "Ada", from_id: "user1001" })];
  await inFolder({
    "ChatExport_2023-02-01/result.json": chat([...own, message(2, "hers")]),
    "DataExport_2023-03-01/result.json": full([chat(own)]),
  }, async (folder) => {
    const { conversations, report } = await read(folder);
    assert.deepEqual(conversations.map(lines), [["1: mine", "2: hers"]]);
    assert.equal(report.metrics.merged, 1);
    assert.equal(conversations[0].metadata.ownerId, "user1001");
    assert.deepEqual(conversations[0].participants.map(({ id }) => id), ["user1001", "user2002"]);
  });
});

Deno.test("chats of users, groups and channels with one number, and saved messages, are different chats", async () => {
  const types = ["personal_chat", "private_group", "private_supergroup", "saved_messages", null];
  const chats = types.map((type) => chat([message(1, String(type))], { type }));
  const { conversations } = await inFolder({ "result.json": full(chats) }, read);
  assert.deepEqual(conversations.map(({ id }) => id.split(":")[1]), ["user", "chat", "channel", "saved", "peer"]);
});

Deno.test("two chats of one name without ids are two, also in copies, unless every byte is the same", async () => {
  const nameless = (text: string): JsonObject => {
    const { id: _, ...rest } = chat([message(1, text)]);
    return rest;
  };
  const list = [nameless("of one Bea"), nameless("of another"), nameless("of one Bea")];
  const { conversations, report } = await inFolder({ "a/result.json": list, "b/result.json": list.slice(0, 2) }, read);
  assert.deepEqual(conversations.flatMap(lines).sort(), ["1: of another", "1: of one Bea"]);
  assert.equal(new Set(conversations.map(({ id }) => id)).size, 2);
  assert.equal(report.metrics.merged, 3);
});

Deno.test("copies of two accounts are not mixed: the unit dies and says why", async () => {
  const other = full([chat([message(1, "of another account")])]);
  (other.personal_information as JsonObject).user_id = 4004;
  await inFolder({ "a.json": full([chat([message(1, "of Ada")])]), "b.json": other }, async (folder) => {
    const { report, letters } = await read(folder);
    assert.deepEqual([report.source.dead, report.source.passed], [1, 0]);
    assert.match(letters[0].error, /two accounts \(user1001, user4004\).*a folder of its own/);
  });
});

Deno.test("exports read in different runs end as one, in any order: nothing is lost, and an older edit wins nothing", async () => {
  const early = chat([message(1, "one"), message(2, "two, edited", { edited_unixtime: String(MONDAY + 3) })]);
  const late = chat([message(2, "two"), message(3, "three"), message(8, "eight")]);
  const middle = chat([message(5, "five"), message(3, "three")].sort((a, b) => Number(a.id) - Number(b.id)));
  const results: string[] = [];
  for (const order of [[early, late, middle], [late, middle, early], [middle, early, late]]) {
    await inFolder({}, async (folder) => {
      const ledger = memory();
      const path = `${folder}/threadloom.db`;
      for (const [i, one] of [...order, ...order].entries()) {
        await put(`${folder}/result.json`, one);
        const pipeline = from(telegramSource({ path: `${folder}/result.json` })).to(sqliteStore({ path }));
        const { status, sinks: { sqlite } } = await run(pipeline, {
          name: "runs",
          ledger,
          stateFolder: `${folder}/state`,
        });
        assert.deepEqual([status, sqlite.deletes], ["ok", 0]);
        if (i >= order.length) assert.equal(sqlite.puts, 0, "a second time there is nothing to write");
      }
      const sink = memorySink<Conversation>();
      await run(from(sqliteSource({ path })).to(sink), { name: "back", ledger: memory() });
      assert.deepEqual(lines(sink.records[0]), ["1: one", "2: two, edited", "3: three", "5: five", "8: eight"]);
      results.push(JSON.stringify(sink.records));
    });
  }
  assert.equal(new Set(results).size, 1);
});
