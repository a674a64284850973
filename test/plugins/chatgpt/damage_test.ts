/**
 * Exports that are broken, cut off, or hold what is no conversation: everything whole arrives, and what does not is
 * said.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { JsonObject } from "../../../core/conversation.ts";
import { conversationObject, packExport, renderExport, shardsOf, thread } from "./rendered.ts";
import { zip, type ZipMember } from "../../support/zip_writer.ts";
import { inFolder, readExports } from "./reading.ts";

const encoder = new TextEncoder();
const ids = (chats: { id: string }[]) => chats.map(({ id }) => id).sort();
const object = (id: string, more: JsonObject = {}): JsonObject => ({
  ...conversationObject(thread(id, `Title ${id}`, ["Q", "A"]), "classic"),
  ...more,
});
const json = (...items: unknown[]) =>
  `[${items.map((item) => typeof item === "string" ? item : JSON.stringify(item))}]`;

Deno.test("chatgptSource() makes one dead letter of a conversation broken in the middle, with its byte range, and keeps the rest", async () => {
  const good = JSON.stringify(object("b"));
  const broken = {
    "quote missing": good.replace('"title":"', '"title":'),
    "bracket missing": good.replace("}}", "}"),
    "wrong bracket": good.replace("}}", "}]"),
    "bad number": good.replace(/"create_time":\d+/, '"create_time":01x'),
    "bad word": good.replace("null", "nul"),
    "comma too many": good.replace(",", ",,"),
    "control character in a string": good.replace("Title b", "Title\nb"),
  };
  for (const [what, text] of Object.entries(broken)) {
    const whole = json(object("a"), text, object("c"), object("d"));
    await inFolder({ "conversations.json": whole }, async (folder) => {
      const { report, conversations, letters } = await readExports(`${folder}/conversations.json`);
      assert.deepEqual(ids(conversations), ["a", "c", "d"], what);
      assert.deepEqual(report.source, { read: 4, unchanged: 0, passed: 3, dropped: 0, dead: 1 }, what);
      assert.equal(letters.length, 1, what);
      const [start, end] = letters[0].position.range!;
      assert.equal(whole.slice(start, end), text, what);
      assert.equal(letters[0].position.index, 1, what);
      assert.match(letters[0].error, /^SyntaxError: Cannot (parse|split) /, what);
      assert.equal(report.status, "partial");
    });
  }
});

Deno.test("chatgptSource() names the byte that is no UTF-8, and only that conversation dies", async () => {
  const bytes = encoder.encode(json(object("a"), object("bad", { title: "x\u00ffy" }), object("c")));
  const at = bytes.indexOf(0xc3);
  bytes.set([0x80, 0x80], at);
  for (const stored of [true, false]) {
    const zip = packExport(new Map([["conversations.json", bytes]]));
    await inFolder({ [stored ? "conversations.json" : "e.zip"]: stored ? bytes : zip }, async (folder) => {
      const { conversations, letters } = await readExports(`${folder}/${stored ? "conversations.json" : "e.zip"}`);
      assert.deepEqual(ids(conversations), ["a", "c"]);
      assert.deepEqual(letters.map(({ unit, stage }) => [unit, stage]), [["bad", "parse"]]);
      const [start] = letters[0].position.range!;
      assert.match(letters[0].error, new RegExp(`byte 0x80 at offset ${at - start} is not valid UTF-8`));
      assert.match(letters[0].raw!, /^\{"title":"x/);
    });
  }
});

Deno.test("chatgptSource() delivers what is whole of JSON that is cut off anywhere, says what is missing, and claims nothing", async () => {
  const text = json(object("a"), object("b"), object("c"));
  const ends = [text.indexOf('{"title":"Title b"'), text.indexOf('{"title":"Title c"'), text.length];
  for (const cut of [1, 40, ends[0] - 1, ends[0], ends[0] + 100, ends[1] - 1, ends[1], ends[1] + 9, text.length - 1]) {
    const zip = packExport(new Map([["conversations.json", encoder.encode(text.slice(0, cut))]]));
    await inFolder({ "2026-01-01.zip": zip }, async (folder) => {
      const { report, conversations, letters } = await readExports(`${folder}/2026-01-01.zip`);
      const whole = ends.filter((end) => end - 1 <= cut).length;
      assert.deepEqual(ids(conversations), ["a", "b", "c"].slice(0, whole), `cut at ${cut}`);
      assert.equal(report.source.dead, 1, `cut at ${cut}`);
      assert.match(letters[0].error, /the input ends inside/);
      assert.ok(report.notes.some((note) => /not complete/.test(note)));
    });
  }
});

Deno.test("chatgptSource() reads a zip that is cut off, member by member, and says that it is", async () => {
  const shards = shardsOf(["a", "b", "c", "d"], 1);
  const zip = packExport(shards);
  await inFolder({ "2026-01-01.zip": zip.slice(0, -700), "half.zip": zip.slice(0, zip.length / 2) }, async (folder) => {
    const { report, conversations, warnings } = await readExports(`${folder}/2026-01-01.zip`);
    assert.deepEqual(ids(conversations), ["a", "b", "c", "d"]);
    assert.ok(warnings.some((warning) => /directory|cut|ends/i.test(warning)), warnings.join("\n"));
    assert.deepEqual([report.status, report.source.passed, report.source.dead], ["partial", 4, 1]);
    const half = await readExports(`${folder}/half.zip`);
    assert.ok(half.conversations.length > 0 && half.conversations.length < 4);
    assert.equal(half.report.status, "partial");
    assert.ok(half.letters.length > 0);
  });
});

Deno.test("chatgptSource() reports shards that the manifest names and nobody sent", async () => {
  const files = renderExport([thread("a", "A", ["Q"])], "D", { missingShards: 2 });
  await inFolder({ "e.zip": packExport(files) }, async (folder) => {
    const { report, conversations, warnings, letters } = await readExports(`${folder}/e.zip`);
    assert.deepEqual(ids(conversations), ["a"]);
    assert.equal(report.metrics["missing shards"], 2);
    assert.deepEqual([report.status, report.source.passed, report.source.dead], ["partial", 1, 2]);
    assert.deepEqual(letters.map(({ position }) => position.entry), [
      "conversations-001.json",
      "conversations-002.json",
    ]);
    assert.deepEqual(
      warnings.map((warning) => /"(conversations-\d+\.json)"/.exec(warning)?.[1]),
      ["conversations-001.json", "conversations-002.json"],
    );
  });
});

Deno.test("chatgptSource() ends partial when a file of conversations cannot be trusted, not when a picture cannot", async () => {
  const files = shardsOf(["a", "b", "c"], 2);
  const members = Array.from(files, ([name, data]): ZipMember => ({ name, data }));
  const picture: ZipMember = { name: "file-AbCdEfGhJkLmNpQrStUvWx-cat.png", data: "cat", crc: 1 };
  const broken = members.map((member) => member.name === "conversations-001.json" ? { ...member, flags: 1 } : member);
  // Only the first of two members of one name is read: what the second holds is lost.
  const twice = [...members, { name: "conversations-001.json", data: "[]" }];
  const archives = { "picture.zip": zip([...members, picture]), "shard.zip": zip(broken), "twice.zip": zip(twice) };
  await inFolder(archives, async (folder) => {
    const twin = await readExports(`${folder}/twice.zip`);
    assert.deepEqual([twin.report.status, twin.report.source.dead, ids(twin.conversations)], ["partial", 1, [
      "a",
      "b",
      "c",
    ]]);
    const whole = await readExports(`${folder}/picture.zip`);
    assert.deepEqual([whole.report.status, ids(whole.conversations)], ["ok", ["a", "b", "c"]]);
    const { report, conversations, letters } = await readExports(`${folder}/shard.zip`);
    assert.deepEqual([report.status, ids(conversations)], ["partial", ["a", "b"]]);
    assert.deepEqual(letters.map(({ position, stage }) => [position.entry, stage]), [[
      "conversations-001.json",
      "read",
    ]]);
  });
});

Deno.test("chatgptSource() drops folder and project items with a reason, wherever they stand", async () => {
  const folder = { id: "g-p-1", title: "My project", mapping: null };
  const nameless = { title: "A folder", items: [] };
  const bare = { title: "Another folder", mapping: null };
  const text = json(folder, nameless, object("a"), bare, nameless);
  await inFolder({ "conversations.json": text }, async (path) => {
    const { report, conversations, letters } = await readExports(`${path}/conversations.json`);
    assert.deepEqual(ids(conversations), ["a"]);
    assert.deepEqual(report.drops, { "no messages (no mapping)": 3 });
    assert.deepEqual([report.source.read, report.metrics.merged, letters.length], [4, 1, 0]);
    assert.equal(report.status, "ok");
  });
});

Deno.test("chatgptSource() keeps a conversation that says only id, or only conversation_id; one without either dies alone", async () => {
  const { id: _1, ...byConversationId } = object("first");
  const { conversation_id: _2, ...byId } = object("second");
  const { conversation_id: _3, id: _4, ...neither } = object("third");
  const text = json(byConversationId, neither, byId, { ...object("fourth"), conversation_id: null });
  await inFolder({ "conversations.json": text }, async (folder) => {
    const { report, conversations, letters } = await readExports(`${folder}/conversations.json`);
    assert.deepEqual(ids(conversations), ["first", "fourth", "second"]);
    assert.deepEqual(letters.map(({ position, keyed }) => [position.index, keyed]), [[1, false]]);
    assert.match(letters[0].error, /neither "conversation_id" nor "id"/);
    assert.equal(report.source.dead, 1);
  });
});

Deno.test("chatgptSource() says of an id that is a number what it is, and leaves the place to the position", async () => {
  const text = json(object("first"), { ...object("second"), conversation_id: undefined, id: 7 });
  await inFolder({ "conversations.json": text }, async (folder) => {
    const { letters } = await readExports(`${folder}/conversations.json`);
    assert.deepEqual(letters.map(({ position }) => position.index), [1]);
    assert.match(letters[0].error, /Cannot read this conversation: its "id" is 7, a text was expected/);
  });
});

Deno.test("chatgptSource() takes values that are no objects for lost, and goes on behind them", async () => {
  const text = json("null", object("a"), "7", '"text"', "[]", object("b"), "true");
  await inFolder({ "conversations.json": text }, async (folder) => {
    const { report, conversations, letters } = await readExports(`${folder}/conversations.json`);
    assert.deepEqual(ids(conversations), ["a", "b"]);
    assert.deepEqual(letters.map(({ position }) => position.index).sort(), [0, 2, 3, 4, 6]);
    assert.equal(report.source.dead, 5);
  });
});

Deno.test("chatgptSource() refuses what is no export before it reads any of it, and says what it is", async () => {
  const claude = JSON.stringify([{ uuid: "1", name: "x", chat_messages: [] }]);
  const files = {
    "claude.json": claude,
    "notes.txt": "hello",
    "empty.zip": "",
    "empty.json": "",
    "photo.png": "\x89PNG",
  };
  await inFolder(files, async (folder) => {
    for (const name of [...Object.keys(files), "none.zip", "*.none"]) {
      await assert.rejects(readExports(`${folder}/${name}`), (error: Error) => {
        assert.equal(error.name, "CannotRunError", name);
        assert.match(error.message, /^Cannot (read|open) ".*"( as a ChatGPT export)?: ./, name);
        return true;
      });
    }
  });
});
