/** What an input is, from names and first bytes, and what to do when it is something else. */
import assert from "node:assert/strict";
import { CannotRunError } from "../../../core/errors.ts";
import { madeAt } from "../../../plugins/telegram/input/made_at.ts";
import { detect } from "../../../plugins/telegram/mod.ts";
import { chat, type FilesByName, full, inFolder, message, read } from "./support.ts";

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

function ofFile(value: unknown, path = "result.json") {
  return detect({ path, kind: "file", entries: [], firstBytes: bytes(value) });
}

Deno.test("detect() is sure of a single chat, a full export and a list", () => {
  const cases: [unknown, RegExp][] = [
    [chat([message(1, "x")]), /one chat/],
    [chat([]), /one chat/],
    [full([]), /full/],
    [{ personal_information: {}, contacts: { list: [] } }, /full/],
    [{ left_chats: { list: [] } }, /full/],
    [[chat([message(1, "x")])], /list/],
  ];
  for (const [value, sentence] of cases) {
    const { confidence, sentence: said } = ofFile(value);
    assert.ok(confidence >= 0.9, said);
    assert.match(said, sentence);
  }
});

Deno.test("detect() leaves exports of others alone", () => {
  for (
    const value of [
      [{ id: "c1", mapping: {} }],
      [{ uuid: "1", chat_messages: [] }],
      { guild: {}, channel: {}, messages: [{ id: "1", content: "x" }] },
      "a,b\n1,2\n",
      "{}",
      "[]",
    ]
  ) assert.ok(ofFile(value, "conversations.json").confidence <= 0.1);
});

/** Inputs that are no export that can be read, and what is said of them. */
const REFUSED: [name: string, files: FilesByName, path: string, said: RegExp][] = [
  [
    "an HTML export",
    {
      "ChatExport_2024-05-01/messages.html": "<!DOCTYPE html><html></html>",
      "ChatExport_2024-05-01/css/style.css": "",
    },
    "ChatExport_2024-05-01",
    /a Telegram export as HTML.*export again in Telegram Desktop with the format "Machine-readable JSON"/,
  ],
  ["a page of one", { "messages2.html": '<!DOCTYPE html><div class="page_wrap">' }, "messages2.html", /as HTML/],
  ["another page", { "page.html": "<html></html>" }, "page.html", /a web page, not a Telegram export/],
  [
    "a dump of Telethon",
    { "dump.json": [{ id: 1, sender_id: 5, message: "x", date: "2023-01-01" }] },
    "dump.json",
    /a dump of a script \(Telethon or alike: it has sender_id\).*export the chat there/,
  ],
  [
    "the same in an object",
    { "dump.json": { messages: [{ id: 1, sender_id: 5, text: "x" }] } },
    "dump.json",
    /sender_id/,
  ],
  [
    "messages of the API",
    { "api.json": [{ _: "Message", id: 1, peer_id: { user_id: 1 }, message: "x" }] },
    "api.json",
    /as the Telegram API gives them/,
  ],
  [
    "messages alone",
    { "list.json": [message(1, "x")] },
    "list.json",
    /a list of messages without the chat around them/,
  ],
  ["WhatsApp", { "chat.txt": "12/31/23, 9:05 PM - Bea: hello\n" }, "chat.txt", /a WhatsApp chat/],
  ["WhatsApp of iOS", { "_chat.txt": "[31.12.23, 21:05:00] Bea: hello\n" }, "_chat.txt", /a WhatsApp chat/],
  ["Discord", { "d.json": { guild: {}, channel: {}, messages: [] } }, "d.json", /a Discord channel/],
  [
    "Slack",
    { "2023-01-01.json": [{ type: "message", user: "U1", ts: "1.2", text: "x" }] },
    "2023-01-01.json",
    /a Slack/,
  ],
  [
    "Messenger",
    { "m.json": { participants: [], messages: [{ sender_name: "B", timestamp_ms: 1 }] } },
    "m.json",
    /Messenger/,
  ],
  ["ChatGPT", { "conversations.json": [{ id: "1", mapping: {} }] }, "conversations.json", /a ChatGPT export/],
  ["an empty file", { "result.json": "" }, "result.json", /an empty file/],
  ["other JSON", { "result.json": { a: 1 } }, "result.json", /JSON, but no Telegram export/],
  ["text", { "notes.txt": "hello" }, "notes.txt", /no JSON; name the result.json or its folder/],
  [
    "a zip archive",
    { "export.zip": Uint8Array.of(0x50, 0x4b, 3, 4, 0) },
    "export.zip",
    /unpack it and name the folder/,
  ],
  ["an empty folder", { "folder/notes.txt": "x" }, "folder", /a folder without a Telegram export in it/],
  ["nothing", {}, "missing.json", /there is no such file or folder/],
  ["no fit", {}, "*.json", /no file or folder fits the pattern/],
  ["only others", { "a.json": { a: 1 } }, "*.json", /none of it is a Telegram export/],
];

for (const [name, files, path, said] of REFUSED) {
  Deno.test(`telegramSource() says of ${name} what it is`, async () => {
    await inFolder(files, async (folder) => {
      await assert.rejects(read(`${folder}/${path}`), (error: Error) => {
        assert.ok(error instanceof CannotRunError);
        assert.match(error.message, said);
        assert.match(error.message, /^Cannot (read|open) "/);
        return true;
      });
    });
  });
}

Deno.test("madeAt() takes the day of an export from its folder, as old and new versions name it", () => {
  const day = Date.UTC(2024, 4, 1);
  assert.equal(madeAt("/home/ada/ChatExport_2024-05-01/result.json"), day);
  assert.equal(madeAt("DataExport_2024-05-01 (2)/result.json"), day);
  assert.equal(madeAt("DataExport_01_05_2024/result.json"), day);
  for (
    const path of ["result.json", "ChatExport_2024-13-01/result.json", "ChatExport/result.json", "2024-05-01.json"]
  ) {
    assert.equal(madeAt(path), undefined, path);
  }
});
