/** Chats with plain logs, which become lines without records: the same bytes as those of records. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { from, run } from "../../../../mod.ts";
import { cutRows } from "../../../../core/csv/scan.ts";
import { fc } from "../../../../deps/fast_check.ts";
import { type ChatCsvMapping, chatCsvSink, chatCsvSource, chatTables } from "../../../../plugins/chat_csv/mod.ts";
import { findColumns } from "../../../../plugins/chat_csv/header.ts";
import { plainChats } from "../../../../plugins/chat_csv/plain_chats.ts";
import { memory } from "../../../../plugins/ledger/mod.ts";
import { inFolder } from "../../../support/plugin_context.ts";
import { oneThread } from "../../../support/read_ahead.ts";
import { chatOf, inputText, log, PLAIN, type Row } from "../support.ts";
import { kernelModule } from "./build_kernel.ts";
import { row } from "./rows.ts";

const NAMES = [
  ...["chats.csv", "messages.csv", "chat_metrics.csv", "message_metrics.csv"],
  ...["rejects.jsonl", "unknown_fields.jsonl", "data_quality.json"],
];

Deno.test("kernel_wasm.ts carries what the texts of the kernel say", async () => {
  const carried = await Deno.readTextFile(
    new URL("../../../../plugins/chat_csv/kernel/kernel_wasm.ts", import.meta.url),
  );
  assert.equal(carried, await kernelModule());
});

/** How many of the rows are plain. */
function plainOf(rows: readonly Row[], mapping: ChatCsvMapping = {}): number {
  const bytes = Buffer.from(inputText(rows));
  const [header, ...all] = cutRows({ bytes, at: 0, line: 1, last: true }, { delimiter: 0x2c, bareReturn: false }).rows;
  let flushed = 0;
  const file = { name: "a.csv", header: findColumns(header.cells(), mapping, "a.csv"), mapping };
  const plain = plainChats(file, ([chats]) => void (flushed += chats.filter((byte) => byte === 0x0a).length));
  const made = all.filter((row) => plain?.make(row, 0) !== undefined).length;
  plain?.flush();
  assert.equal(flushed, made);
  return made;
}

Deno.test("usual chats are plain, and those of which something has to be flagged in a message are not", () => {
  const message = { id: "m", role: "user", type: "default", content: 'a "b", http://c\n\u2028😀' };
  assert.equal(plainOf([PLAIN, chatOf([message]), { conversation_log: JSON.stringify([message], null, 2) }]), 3);
  assert.equal(plainOf([{ ...PLAIN, structured_info: "[1]", created_at: "never", slug: 'a "b", é' }]), 1);
  const odd = [{ id: 1 }, { id: " " }, { id: "a,b" }, { role: "system" }, { content: null }, { content: 1 }, {
    mood: "x",
  }];
  for (const one of odd) assert.equal(plainOf([chatOf([{ ...message, ...one }])]), 0, JSON.stringify(one));
  assert.equal(plainOf([chatOf([message, message]), chatOf([]), { conversation_log: "[" }]), 0);
  assert.equal(plainOf([chatOf([{ ...message, content: "\ud800" }]), { ...PLAIN, chat_id: "" }]), 0);
});

Deno.test("a log is plain by the keys that a mapping names, and by no others", () => {
  const rows = [{ conversation_log: log([{ nr: "1", who: "user", kind: "default", text: "x", disclaimer: "y" }]) }];
  assert.equal(plainOf(rows, { message: { id: "nr", role: "who", type: "kind", content: "text" } }), 1);
  assert.equal(plainOf(rows, { message: { id: "nr", role: "who", type: "kind", content: "message" } }), 0);
  assert.equal(
    plainOf(rows, { message: { id: "nr", role: "who", type: "kind", content: "a key too long for that" } }),
    0,
  );
  assert.equal(plainOf([PLAIN], { roles: { user: "user" } }), 0);
});

Deno.test("plain chats and all others come out as those of whole records, to the byte and in their order", async () => {
  let plain = 0;
  const property = fc.asyncProperty(
    fc.array(row, { minLength: 60, maxLength: 60 }),
    (rows) =>
      inFolder(async (folder) => {
        plain += plainOf(rows);
        const path = `${folder}/source_chat_data.csv`;
        await Deno.writeTextFile(path, inputText(rows));
        const tables = () => from(chatCsvSource({ path })).through(chatTables());
        const sink = (name: string) => chatCsvSink({ path: `${folder}/${name}` });
        const options = { ledger: memory(), host: oneThread };
        await run(tables().to(sink("plain")), { name: "plain", ...options });
        // A function that sees the records makes them whole.
        await run(tables().through((record) => record).to(sink("whole")), { name: "whole", ...options });
        for (const name of NAMES) {
          const [made, expected] = await Promise.all(
            ["plain", "whole"].map((at) => Deno.readTextFile(`${folder}/${at}/${name}`)),
          );
          assert.equal(made, expected, name);
        }
      }),
  );
  await fc.assert(property, { numRuns: 25, endOnFailure: true });
  assert.ok(plain > 450, `${plain} of 1500 chats were plain`);
});

Deno.test("a chat whose lines need more room than the kernel has is made in full, and others around it keep their places", async () => {
  const many = Array.from({ length: 700 }, (_, i) => ({ id: `m${i}`, role: "user", type: "x", content: "y" }));
  const long = JSON.stringify({ cities: ["z".repeat(4000)] });
  const rows = [
    PLAIN,
    chatOf(many, { chat_id: "c2", structured_info: long }),
    chatOf(many, { chat_id: "c3" }),
    chatOf(many, { chat_id: "c4" }),
  ];
  assert.equal(plainOf(rows), 3);
  await inFolder(async (folder) => {
    const path = `${folder}/source_chat_data.csv`;
    await Deno.writeTextFile(path, inputText(rows));
    const pipeline = from(chatCsvSource({ path })).through(chatTables()).to(chatCsvSink({ path: `${folder}/out` }));
    await run(pipeline, { name: "room", ledger: memory(), host: oneThread });
    const lines = (await Deno.readTextFile(`${folder}/out/message_metrics.csv`)).split("\n").slice(1, -1);
    const expected = ["c1,m1,0,12,2,false,false,[]"];
    for (const chat of ["c2", "c3", "c4"]) {
      for (let i = 0; i < 700; i++) expected.push(`${chat},m${i},${i},1,1,false,false,[]`);
    }
    assert.deepEqual(lines, expected);
  });
});
