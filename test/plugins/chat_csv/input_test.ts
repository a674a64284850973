/** Inputs as they come: other encodings, delimiters, columns, platforms; and what is hostile in them. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { from, run } from "../../../mod.ts";
import { chatCsvSink, chatCsvSource, chatTables, lookThrough } from "../../../plugins/chat_csv/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { denoHost } from "../../../host/deno.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { chatOf, inputText, PLAIN, type Row, tablesOf } from "./support.ts";

const COLUMNS = Object.keys(PLAIN);

/** The tables of the plain input, which every way to write it must give. */
async function plainTables(): Promise<string[]> {
  let texts: string[] = [];
  await tablesOf(inputText([{}, { chat_id: "é2" }]), async ({ read }) => {
    texts = [await read("chats.csv"), await read("messages.csv")];
  });
  return texts;
}

Deno.test("an input gives the same tables however it is written", async () => {
  const expected = await plainTables();
  const text = inputText([{}, { chat_id: "é2" }]);
  const semicolons = [{}, { chat_id: "é2" } as Row].map((row: Row) =>
    COLUMNS.map((name) => `"${(row[name] ?? PLAIN[name]).replaceAll('"', '""')}"`).join(";")
  );
  const ways: [string, string | Uint8Array][] = [
    ["a byte order mark", `\ufeff${text}`],
    ["CRLF", text.replaceAll("\n", "\r\n")],
    ["semicolons", `${COLUMNS.join(";")}\n${semicolons.join("\n")}\n`],
    ["tabs", `${COLUMNS.join("\t")}\n${semicolons.join("\n").replaceAll(";", "\t")}`],
    ["UTF-16", Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])],
    [
      "UTF-16, the other way round",
      Buffer.from(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")])).swap16(),
    ],
    ["columns in another order", inputText([{}, { chat_id: "é2" }], COLUMNS.toReversed())],
    ["columns named otherwise", text.replace("chat_id,slug", '"Chat ID",SLUG')],
  ];
  for (const [what, input] of ways) {
    await tablesOf(input, async ({ read, quality }) => {
      assert.deepEqual([await read("chats.csv"), await read("messages.csv")], expected, what);
      assert.equal(quality.inputs[0].sha256, createHash("sha256").update(input).digest("hex"), what);
    });
  }
});

Deno.test("further columns are kept beside, missing ones are blank, and both are named", async () => {
  const columns = ["chat_id", "conversation_log", "created_at", "updated_at", "country of origin"];
  await tablesOf(inputText([{ "country of origin": "BE" }], columns), ({ chats, quality, unknown }) => {
    assert.equal(chats[0].slug, "");
    assert.deepEqual(quality.inputs[0].extraColumns, ["country of origin"]);
    assert.deepEqual(quality.inputs[0].missingColumns.slice(0, 2), ["slug", "token"]);
    assert.deepEqual(unknown[0].columns, { "country of origin": "BE" });
  });
});

Deno.test("without a needed column it says which there are, and how to name another", async () => {
  await assert.rejects(
    tablesOf("id,log\n1,[]\n", () => {}),
    /no column "chat_id", its columns are "id", "log".*mapping/s,
  );
});

Deno.test("what is no CSV, or in an encoding that nothing tells, is refused with one sentence", async () => {
  const wide = Buffer.from(inputText([{}]), "utf16le");
  const refused: [Uint8Array, RegExp][] = [
    [wide, /it is UTF-16 without a byte order mark, expected UTF-8, or the mark: save it as UTF-8$/],
    [Buffer.from(wide).swap16(), /it is UTF-16 without a byte order mark/],
    [new Uint8Array([0xff, 0xfe, 0, 0, 0x63, 0, 0, 0]), /it is UTF-32, expected UTF-8/],
    [new Uint8Array([0x1f, 0x8b, 8, 0]), /it is compressed, expected CSV/],
    [new Uint8Array([0x50, 0x4b, 3, 4]), /it is a zip or a workbook, expected CSV/],
  ];
  for (const [bytes, message] of refused) await assert.rejects(tablesOf(bytes, () => {}), { message });
});

Deno.test("a column that stands twice is refused", async () => {
  await assert.rejects(tablesOf("chat_id,chat_id,conversation_log\na,b,[]\n", () => {}), /"chat_id" stands 2 times/);
});

Deno.test("a mapping reads another platform's file", async () => {
  const text = "Ref|Transcript|When|Mail\n" +
    'x1|"[{""nr"":7,""from"":""Bot"",""text"":""Hi"",""kind"":""default""},{""nr"":8,""from"":""Guest"",""text"":""Hello""}]"|2025-01-02|a@example.org\n';
  const mapping = {
    columns: { chat_id: "Ref", conversation_log: "Transcript", created_at: "When" },
    message: { id: "nr", role: "from", content: "text", type: "kind" },
    roles: { bot: "assistant", guest: "user" },
    fields: { email: "Mail" },
  };
  await tablesOf(text, ({ chats, messages, quality }) => {
    assert.deepEqual([chats[0].chatId, chats[0].email, chats[0]["has email"]], ["x1", "a@example.org", "true"]);
    assert.equal(chats[0].defaultMessageId, "7");
    assert.deepEqual(messages.map(({ role, content, messageId }) => [role, content, messageId]), [
      ["assistant", "Hi", "7"],
      ["user", "Hello", "8"],
    ]);
    assert.deepEqual(quality.inputs[0].extraColumns, []);
  }, { mapping });
});

Deno.test("a mapping with a mistake is refused before anything is read", () => {
  assert.throws(
    () => chatCsvSource({ path: "x", mapping: { fields: { emial: "Mail" }, columns: { id: "x" } as never } }),
    /mapping\.columns: it has "id".*mapping\.fields: it has "emial", did you mean "email"\?/s,
  );
});

Deno.test("several files are one input: copies are found across them", async () => {
  await inFolder(async (folder) => {
    const paths = [`${folder}/a.csv`, `${folder}/b.csv`];
    await Deno.writeTextFile(paths[0], inputText([{ chat_id: "1", slug: "old" }, { chat_id: "2" }]));
    const utf16 = Buffer.from(inputText([{ chat_id: "1", slug: "new" }, { chat_id: "2" }]), "utf16le");
    await Deno.writeFile(paths[1], Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]));
    const out = `${folder}/out`;
    const pipeline = from(chatCsvSource({ path: paths })).through(chatTables()).to(chatCsvSink({ path: out }));
    await run(pipeline, { name: "several", ledger: memory() });
    const rejects = (await Deno.readTextFile(`${out}/rejects.jsonl`)).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    const told = rejects.map(({ file, line, reason }) => [file, line, reason]);
    assert.deepEqual(told, [["a.csv", 2, "older copy of the chat"], ["b.csv", 3, "exact duplicate"]]);
    assert.match(await Deno.readTextFile(`${out}/chats.csv`), /,new,/);
  });
});

Deno.test("a quote that is never closed ends the run with the line where it was opened, and writes nothing", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/a.csv`;
    await Deno.writeTextFile(path, inputText([{}, { chat_id: "c2" }]) + 'c3,"stay\nc4,x\n');
    const out = `${folder}/out`;
    const pipeline = from(chatCsvSource({ path })).through(chatTables()).to(chatCsvSink({ path: out }));
    await assert.rejects(run(pipeline, { name: "open", ledger: memory() }), /quote opened in line 4 is never closed/);
    await assert.rejects(Deno.stat(`${out}/chats.csv`), Deno.errors.NotFound);
  });
});

Deno.test("what is hostile in a log costs neither the run nor the other chats", async () => {
  const deep = "[".repeat(200_000) + "]".repeat(200_000);
  const rows = [
    { chat_id: "deep", conversation_log: deep, message_count: "" },
    { chat_id: "deepInside", conversation_log: `[{"id":"1","content":${deep}}]`, message_count: "" },
    { chat_id: "deepInfo", structured_info: `{"cities":${deep}}` },
    { chat_id: "proto", conversation_log: '[{"__proto__":{"role":"user"},"id":"1","constructor":1}]' },
    { chat_id: "__proto__", structured_info: '{"__proto__":{"email":"x@y.zz"}}' },
    chatOf(Array.from({ length: 20_000 }, () => ({ id: "same", role: "user", content: "x" })), { chat_id: "many" }),
    chatOf([null, 1, "x", [], { id: "1", role: "user", type: "t", content: "y" }], { chat_id: "odd" }),
  ];
  await tablesOf(rows, ({ chats, messages, status, flags, quality, rejects }) => {
    assert.equal(status, "ok");
    assert.equal(chats.length, rows.length);
    assert.deepEqual([flags.conversation_log_invalid, flags.structured_info_invalid], [2, 1]);
    assert.equal(chats[4].email, "");
    assert.equal(messages.find(({ chatId }) => chatId === "proto")!.role, "");
    assert.equal(messages.filter(({ chatId }) => chatId === "many").length, 1);
    assert.deepEqual(rejects.filter(({ chatId }) => chatId === "odd").map(({ raw }) => raw), [
      "null",
      "1",
      '"x"',
      "[]",
    ]);
    assert.equal(quality.messages.inLogs, quality.messages.written + quality.messages.dropped);
  });
});

Deno.test("with keys, chats are units that a store takes, and what is refused is a drop with its reason", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/a.csv`;
    await Deno.writeTextFile(path, inputText([{}, { chat_id: "" }, { slug: "newer" }]));
    const source = chatCsvSource({ path, keyed: true });
    const kept: unknown[] = [];
    const pipeline = from(source).through((row) => void kept.push(row.kind === "chat" && row.cells.slug))
      .to(chatCsvSink({ path: `${folder}/out` }));
    const report = await run(pipeline, { name: "keyed", ledger: memory() });
    assert.deepEqual(kept, ["newer"]);
    assert.equal(report.source.read, 3);
    assert.deepEqual([report.drops["no chat id"], report.drops["older copy of the chat"]], [1, 1]);
  });
});

Deno.test("lookThrough() says what a file is", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv`, inputText([{}, { chat_id: "2" }]));
    const { rows, delimiter, encoding, name } = await lookThrough(`${folder}/a.csv`, denoHost());
    assert.deepEqual([name, rows, delimiter, encoding], ["a.csv", 2, ",", "utf-8"]);
  });
});
