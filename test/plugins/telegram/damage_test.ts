/** Files that are cut off, broken or hostile: what is whole is read, and what is missing is said. */
import assert from "node:assert/strict";
import { text } from "../../../core/text.ts";
import { bare, chat, full, inFolder, lines, message, read, readFile } from "./support.ts";

const written = (value: unknown): string => JSON.stringify(value, null, 1);

Deno.test("a file that is cut off anywhere gives the messages that are whole, and says where it ends", async () => {
  const messages = [message(1, 'one "quoted" \\ end'), message(2, "two 🙂"), message(3, "three")];
  const bytes = new TextEncoder().encode(written(full([chat(messages), chat([message(1, "x")], { id: 5 })])));
  const ends = [1, 2, 3].map((id) => {
    const next = new TextDecoder().decode(bytes).indexOf(`"id": ${id === 3 ? 5 : id + 1},`);
    return id === 3 ? new TextDecoder().decode(bytes).indexOf("three", next - 900) : next;
  });
  const begin = new TextDecoder().decode(bytes).indexOf('"messages"') + 14;
  for (let cut = begin; cut < bytes.length; cut += 29) {
    const { conversations, report, letters } = await readFile(bytes.slice(0, cut));
    assert.equal(report.status, "partial", `cut at ${cut}`);
    assert.match(letters[0].error, /the file ends|it ends in the middle/);
    const [first] = conversations;
    assert.deepEqual(bare([first])[0].messages.map(({ id }) => id), ["1", "2", "3"].slice(0, first.messages.length));
    assert.ok(first.messages.length >= ends.slice(0, 2).filter((end) => end < cut).length, `cut at ${cut}`);
  }
});

Deno.test("a message that is broken is lost alone, and told with its place", async () => {
  const texts = ["one", "two", "three", "four"];
  const whole = written(chat(texts.map((words, i) => message(i + 1, words))));
  for (
    const [name, from, to] of [
      ["a quote is missing", '"text": "two",', '"text": "two,'],
      [
        "a comma is missing",
        '"from": "Bea",\n   "from_id": "user2002",\n   "text": "two"',
        '"from": "Bea"\n "text": "two"',
      ],
      ["an unknown escape", '"text": "two"', '"text": "t\\qwo"'],
      ["a half escape", '"text": "two"', '"text": "t\\x0"'],
      ["a word", '"id": 2,', '"id": nothing,'],
      ["a control character", '"text": "two"', '"text": "t\u0001wo"'],
    ]
  ) {
    assert.ok(whole.includes(from), name);
    const { conversations: [first], report, letters } = await readFile(whole.replace(from, to));
    assert.equal(report.status, "partial", name);
    assert.match(letters[0].error, /message 2 of chat 1 \(user 2002\): .* at byte \d+/, name);
    assert.deepEqual(lines(first), ["1: one", "3: three", "4: four"], name);
  }
});

Deno.test("damage in one chat leaves the others alone", async () => {
  const chats = [1, 2, 3].map((id) => chat([message(1, `in ${id}`), message(2, "end")], { id }));
  const broken = written(full(chats)).replace('"text": "in 2"', '"text": "in 2');
  const { conversations } = await readFile(broken);
  assert.deepEqual(conversations.map(({ id }) => id), ["telegram:user:1", "telegram:user:2", "telegram:user:3"]);
  assert.deepEqual(conversations.map(lines), [["1: in 1", "2: end"], ["2: end"], ["1: in 3", "2: end"]]);
});

Deno.test("keys that mean something to JavaScript are keys like any other", async () => {
  const hostile = written(chat([message(1, "x")])).replace(
    '"from": "Bea",',
    '"from": "Bea", "__proto__": {"polluted": 1}, "constructor": {"prototype": 2}, "hasOwnProperty": 3,',
  ).replace('"name": "Bea",', '"name": "Bea", "__proto__": {"polluted": 1}, "toString": 4,');
  const { conversations: [{ metadata, messages: [only] }] } = await readFile(hostile);
  assert.equal((Object.prototype as { polluted?: number }).polluted, undefined);
  assert.deepEqual(Object.keys(only.metadata).sort(), ["__proto__", "constructor", "fromId", "hasOwnProperty"]);
  assert.deepEqual(Object.getOwnPropertyDescriptor(metadata, "__proto__")?.value, { polluted: 1 });
});

Deno.test("deep nesting, long strings and a million brackets cost little and harm nobody else", async () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  const long = "a".repeat(3_000_000);
  const file = `{"name":"Bea","type":"personal_chat","id":2,"messages":[{"id":1,"type":"message","text":${deep}},` +
    `{"id":2,"type":"message","text":"${long}"},{"id":3,"type":"message","text":"end"}]}`;
  const started = performance.now();
  const { conversations: [first], report } = await readFile(file);
  assert.ok(performance.now() - started < 5000);
  assert.equal(report.status, "partial");
  assert.deepEqual(first.messages.map(({ id }) => id), ["2", "3"]);
  assert.equal(text(first.messages[0]).length, long.length);
  await assert.rejects(readFile("[".repeat(1_000_000)), /as a Telegram export/);
});

Deno.test("a chat without messages, and messages that are no objects, are read as what they are", async () => {
  const odd = full([{ name: "Empty", type: "personal_chat", id: 1, messages: [] }, {
    name: "None",
    id: 2,
    type: null,
  }]);
  const { conversations, report } = await readFile(odd);
  assert.deepEqual(conversations.map(({ id, messages }) => [id, messages.length]), [
    ["telegram:user:1", 0],
    ["telegram:peer:2", 0],
  ]);
  assert.equal(report.metrics["chats without a list of messages"], 1);
  const mixed = chat([message(1, "x")]);
  (mixed.messages as unknown[]).push(5, null, "text", [1]);
  const { conversations: [first], report: { metrics } } = await readFile(mixed);
  assert.deepEqual(lines(first), ["1: x"]);
  assert.equal(metrics["damaged messages"], 4);
});

Deno.test("a file in UTF-16 or with a byte order mark gives the same conversations", async () => {
  const plain = written(full([chat([message(1, "день 🙂")])]));
  const { conversations } = await readFile(plain);
  const utf16 = new Uint8Array(new Uint16Array(Array.from(`\ufeff${plain}`.split(""), (c) => c.charCodeAt(0))).buffer);
  assert.deepEqual(bare((await readFile(utf16)).conversations), bare(conversations));
  assert.deepEqual(bare((await readFile(`\ufeff${plain}`)).conversations), bare(conversations));
});

Deno.test("a message that comes twice in one file counts once, and its newest edit wins", async () => {
  const edited = message(1, "new", { edited_unixtime: "1672650100" });
  const { conversations: [first], report } = await readFile(chat([edited, message(1, "old"), message(2, "x")]));
  assert.deepEqual(lines(first), ["1: new", "2: x"]);
  assert.equal(report.metrics["messages that came twice"], 1);
});

Deno.test("nothing outside of chats comes out of a full export, but the owner's id and name", async () => {
  const path = new URL("../../cases/telegram/full_export/export.txt", import.meta.url).pathname;
  const { conversations, report, letters, warnings } = await read(path);
  const all = JSON.stringify([conversations, report, letters, warnings]);
  assert.ok(!all.includes("PRIVATE") && all.includes("Ada Own") && all.includes("user1001"));
  const merged = chat([message(1, "x")], { contacts: { list: ["PRIVATE"] }, sessions: "PRIVATE", kept: 1 });
  assert.ok(!JSON.stringify((await readFile(merged)).conversations).includes("PRIVATE"));
});

Deno.test("files and chats are found in folders and by patterns, and what was sent in a chat is none", async () => {
  await inFolder({
    "ChatExport_2024-05-01/result.json": chat([message(1, "a")]),
    "ChatExport_2024-05-01/files/result.json": chat([message(1, "sent")], { id: 7 }),
    "ChatExport_2024-06-01/result.json": chat([message(2, "b")]),
    "loose/one.json": chat([message(1, "c")], { id: 3 }),
    "loose/notes.json": { notes: [] },
  }, async (folder) => {
    const texts = async (path: string | string[]) => (await read(path)).conversations.map((one) => lines(one).join());
    assert.deepEqual(await texts(folder), ["1: a,2: b", "1: c"]);
    assert.deepEqual(await texts(`${folder}/ChatExport_*`), ["1: a,2: b"]);
    assert.deepEqual(await texts([`${folder}/loose`, `${folder}/ChatExport_2024-06-01/result.json`]), ["1: c", "2: b"]);
  });
});
