/** Laws that hold for every input, and readers of others that must see the same cells. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { from, run } from "../../../mod.ts";
import { csvLine } from "../../../core/csv/write.ts";
import { parseCsv } from "../../../deps/csv_parse.ts";
import { DuckDBInstance } from "../../../deps/duckdb.ts";
import { fc } from "../../../deps/fast_check.ts";
import {
  CHAT_ARRAYS,
  CHAT_COLUMNS,
  chatCsvSink,
  chatCsvSource,
  chatTables,
  FLAGS,
  MESSAGE_ARRAYS,
  MESSAGE_COLUMNS,
} from "../../../plugins/chat_csv/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { chatOf, inputText, type Made, type Row, tablesOf } from "./support.ts";

const text = fc.string({ unit: fc.constantFrom(..."ab,\"\n\r;'=é😀\0[]{}\\ \t"), maxLength: 8 });
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 3 }));
const message = fc.record({
  id: fc.oneof(fc.constantFrom("1", "1#2", "2", ""), fc.integer(), fc.constant(null)),
  role: fc.constantFrom("user", "assistant", " User", "tool", null),
  type: fc.constantFrom("default", "question", null),
  content: value,
  themes: value,
}, { requiredKeys: [] });
const logText = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.array(fc.oneof({ weight: 9, arbitrary: message }, value), { maxLength: 5 }).map((log) =>
      JSON.stringify(log)
    ),
  },
  text,
);
const info = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.dictionary(fc.constantFrom("email", "first name", "cities", "Cities", "actions", "x"), value).map((
      one,
    ) => JSON.stringify(one)),
  },
  text,
);
const row = fc.record({
  chat_id: fc.constantFrom("a", "b", "c", " c", "d\0", "", "é"),
  slug: text,
  conversation_log: logText,
  structured_info: info,
  updated_at: fc.constantFrom("2025-05-28T12:55:10", "2025-05-28T12:55:11Z", "", "x"),
  language: fc.constantFrom("nl", "nl-BE", "de", ""),
  is_test_chat: fc.constantFrom("", "True", "0", "?"),
  sentiment: text,
  message_count: fc.constantFrom("", "1", "x"),
}) as fc.Arbitrary<Row>;

function checkLaws({ chats, messages, messageMetrics, chatMetrics, quality }: Made): void {
  for (
    const [rows, columns, arrays] of [[chats, CHAT_COLUMNS, CHAT_ARRAYS], [
      messages,
      MESSAGE_COLUMNS,
      MESSAGE_ARRAYS,
    ]] as const
  ) {
    for (const one of rows) {
      assert.deepEqual(Object.keys(one), columns);
      for (const column of arrays) assert.ok(Array.isArray(JSON.parse(one[column])), `${column}: ${one[column]}`);
    }
  }
  const ids = chats.map(({ chatId }) => chatId);
  assert.equal(new Set(ids).size, ids.length);
  const keys = messages.map((one) => `${one.chatId}\n${one["sk messageId"]}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { chatId } of messages) assert.ok(ids.includes(chatId));
  const { rows, messages: counted } = quality;
  assert.equal(rows.read, rows.chats + rows.rejects);
  assert.equal(rows.chats, chats.length);
  assert.equal(counted.inLogs, counted.written + counted.dropped);
  assert.equal(counted.written, messages.length);
  assert.equal(messageMetrics.length, messages.length);
  assert.deepEqual(chatMetrics.map(({ chatId }) => chatId), ids);
  for (const metrics of [...chatMetrics, ...messageMetrics]) {
    for (const flag of JSON.parse(metrics.flags)) assert.ok(Object.hasOwn(FLAGS, flag), flag);
  }
}

Deno.test("of any input the tables keep the laws, and what is written is read as the same", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 8 }), async (rows) => {
      await tablesOf(rows, async (made) => {
        assert.equal(made.status, "ok");
        checkLaws(made);
        for (const name of ["chats.csv", "messages.csv"]) {
          const written = await made.read(name);
          assert.equal((parseCsv(written) as string[][]).map(csvLine).join(""), written);
        }
      });
    }),
    { seed: 3, numRuns: 60 },
  );
});

const CHATS: Row[] = [
  chatOf([{ id: "1", role: "assistant", type: "default", content: 'Zeg "hallo",\nwereld; é 😀' }, {
    id: "2",
    role: "user",
    content: "'; DROP",
  }]),
  { chat_id: "c2", structured_info: '{"cities":["Gent, oost","\\"x\\""],"name":"NULL"}', slug: "" },
  { chat_id: "c3", conversation_log: "[]", message_count: "0", sentiment: "NA" },
];

Deno.test("DuckDB reads the CSV and the Parquet files, cell by cell, as another reader does", async () => {
  await tablesOf(CHATS, async ({ folder, read }) => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    try {
      for (const name of ["chats", "messages", "chat_metrics", "message_metrics"]) {
        const expected = parseCsv(await read(`${name}.csv`)) as string[][];
        const queries = [
          `SELECT * FROM read_csv('${folder}/${name}.csv', header = true, all_varchar = true, nullstr = 'no such text')`,
          `SELECT * FROM read_parquet('${folder}/${name}.parquet')`,
        ];
        for (const query of queries) {
          const found = await connection.runAndReadAll(query);
          assert.deepEqual([found.columnNames(), ...found.getRows()], expected, query);
        }
      }
    } finally {
      connection.closeSync();
      instance.closeSync();
    }
  }, { parquet: true });
});

Deno.test("a run with the ledger of the last one writes again when a letter of the last row is another, and only then", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/a.csv`;
    const ledger = memory();
    const rows = [{ chat_id: "c1" }, { chat_id: "c2" }, { chat_id: "c3", slug: "one" }];
    const make = async () => {
      await Deno.writeTextFile(path, inputText(rows));
      const pipeline = from(chatCsvSource({ path })).through(chatTables()).to(chatCsvSink({ path: `${folder}/out` }));
      const { puts, unchanged } = (await run(pipeline, { name: "edited", ledger })).sinks.chat_csv;
      return [puts, unchanged];
    };
    assert.deepEqual(await make(), [1, 0]);
    assert.deepEqual(await make(), [0, 1]);
    rows[2].slug = "two";
    assert.deepEqual(await make(), [1, 0]);
    assert.match(await Deno.readTextFile(`${folder}/out/chats.csv`), /,two,/);
  });
});

Deno.test("the same input gives the same bytes, and files that would not change are left alone", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/a.csv`;
    await Deno.writeTextFile(path, inputText(CHATS));
    const make = async (out: string) => {
      const sink = chatCsvSink({ path: `${folder}/${out}`, parquet: true, excelSafe: true });
      return await run(from(chatCsvSource({ path })).through(chatTables()).to(sink), {
        name: "same",
        ledger: memory(),
      });
    };
    const hashes = async (out: string) => {
      const all: { [name: string]: string } = {};
      for await (const { name } of Deno.readDir(`${folder}/${out}`)) {
        all[name] = createHash("sha256").update(await Deno.readFile(`${folder}/${out}/${name}`)).digest("hex");
      }
      return all;
    };
    assert.equal((await make("one")).sinks.chat_csv.puts, 1);
    await make("two");
    const made = await hashes("one");
    assert.equal(Object.keys(made).length, 13);
    assert.deepEqual(await hashes("two"), made);
    const before = await Deno.stat(`${folder}/one/messages.csv`);
    const again = await make("one");
    assert.deepEqual([again.sinks.chat_csv.puts, again.sinks.chat_csv.unchanged], [0, 1]);
    assert.equal((await Deno.stat(`${folder}/one/messages.csv`)).ino, before.ino);
    const { files } = JSON.parse(await Deno.readTextFile(`${folder}/one/data_quality.json`));
    for (const { name, sha256 } of files) assert.equal(sha256, made[name], name);
  });
});

Deno.test("metrics count code points, words, questions and addresses", async () => {
  const contents = ["Hé 😀  wat?", "see https://example.org/x", "", "one\u00a0two\nthree？"];
  const log = contents.map((content, i) => ({
    id: `${i}`,
    role: i === 1 ? "user" : "assistant",
    type: "default",
    content,
  }));
  await tablesOf([chatOf(log)], ({ messageMetrics, chatMetrics, quality }) => {
    const counted = messageMetrics.map((one) => [one.characters, one.words, one.question, one.URL]);
    assert.deepEqual(counted, [
      ["10", "3", "true", "false"],
      ["25", "2", "false", "true"],
      ["0", "0", "false", "false"],
      ["14", "3", "true", "false"],
    ]);
    const [chat] = chatMetrics;
    assert.deepEqual([chat.messages, chat.user, chat.assistant, chat.other, chat.characters], [
      "4",
      "1",
      "3",
      "0",
      "49",
    ]);
    assert.deepEqual([chat["first user index"], chat["quality score"], chat.flags], ["1", "100", "[]"]);
    assert.equal(quality.fillRate.messages.content, 0.75);
    assert.equal(quality.fillRate.chats.cities, 0);
  });
});
