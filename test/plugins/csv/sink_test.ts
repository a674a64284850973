/** Writing CSV: exact bytes. */
import assert from "node:assert/strict";
import { parseCsv } from "../../../deps/csv_parse.ts";
import { fc } from "../../../deps/fast_check.ts";
import { from, run } from "../../../mod.ts";
import { sampleConversations } from "../../../conformance/mod.ts";
import { csvSink, type CsvSinkOptions, csvSource } from "../../../plugins/csv/mod.ts";
import { collect } from "../../support/context.ts";
import { testHost } from "../../support/engine.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { records as readRecords } from "./support.ts";

/** What is written for these records. */
async function written(records: unknown[], options: Partial<CsvSinkOptions> = {}): Promise<string> {
  let text = "";
  await inFolder(async (folder) => {
    const sink = await csvSink({ path: `${folder}/below/out.csv`, ...options }).open(pluginContext());
    for (const record of records) await sink.write([record]);
    const { files: [file], changed } = await sink.commit();
    const bytes = await Deno.readFile(file.path);
    assert.deepEqual([changed, file.size], [true, bytes.length]);
    text = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(bytes);
  });
  return text;
}

Deno.test("csvSink() writes LF, quotes where they are needed, and each kind of value in one way", async () => {
  const record = {
    text: `say "hi", you`,
    plain: "a b",
    lines: "1\r\n2",
    mark: "\ufeffx",
    number: 1.5,
    small: 1e-7,
    nan: NaN,
    big: 2n ** 64n,
    yes: true,
    none: null,
    missing: undefined,
    list: ["a", { b: 1 }],
    date: new Date(0),
    odd: "a\ud800",
    fn: () => 1,
    empty: "",
    single: "'",
  };
  assert.equal(
    await written([record]),
    "text,plain,lines,mark,number,small,nan,big,yes,none,missing,list,date,odd,empty,single\n" +
      '"say ""hi"", you",a b,"1\r\n2","\ufeffx",1.5,1e-7,,18446744073709551616,true,,,"[""a"",{""b"":1}]",' +
      "1970-01-01T00:00:00.000Z,a\ufffd,,'\n",
  );
});

Deno.test("csvSink() has a column for every field of any record, in the order in which they come", async () => {
  assert.equal(await written([{ a: 1 }, { b: 2, a: "x,y" }, {}, { c: 3 }]), 'a,b,c\n1,,\n"x,y",2,\n,,\n,,3\n');
  assert.equal(await written([{}, { a: 1, b: 2 }], { quote: "all" }), '"a","b"\n"",""\n"1","2"\n');
  assert.equal(await written([{ a: "" }, { a: null }]), 'a\n""\n""\n');
  assert.equal(await written([{ a: "" }, { b: 1 }]), "a,b\n,\n,1\n");
  assert.equal(await written([]), "");
  assert.equal(await written([{}, {}]), "");
  const long = "x".repeat(700_000);
  assert.equal(await written([{ a: long }, { a: 1 }, { b: long }]), `a,b\n${long},\n1,\n,${long}\n`);
});

Deno.test("csvSink() writes the columns asked for, delimiters and line ends asked for, quotes everywhere when asked", async () => {
  const records = [{ a: 1, b: "x;y", c: "left out" }, { b: null }];
  assert.equal(await written(records, { columns: ["b", "a"] }), "b,a\nx;y,1\n,\n");
  assert.equal(
    await written(records, { columns: ["b", "a"], delimiter: ";", newline: "crlf" }),
    'b;a\r\n"x;y";1\r\n;\r\n',
  );
  assert.equal(await written(records, { columns: ["b", "a"], quote: "all" }), '"b","a"\n"x;y","1"\n"",""\n');
  assert.equal(await written([], { columns: ["b"] }), "b\n");
  const said: string[] = [];
  await inFolder(async (folder) => {
    const log = { debug() {}, info() {}, warn: (message: string) => void said.push(message) };
    const sink = await csvSink({ path: `${folder}/out.csv`, columns: ["a", "titel"] }).open(pluginContext({ log }));
    await sink.write(records);
    await sink.commit();
  });
  assert.deepEqual(said, ['no record has "titel": the column is empty']);
});

Deno.test("csvSink() reads own fields only: no column reaches a prototype", async () => {
  const hostile = JSON.parse(`{"__proto__": "p", "constructor": "c"}`);
  assert.equal(await written([hostile]), "__proto__,constructor\np,c\n");
  assert.equal(await written([{ a: 1 }], { columns: ["a", "toString", "__proto__"] }), "a,toString,__proto__\n1,,\n");
});

Deno.test("csvSink() puts a sign in front of what a spreadsheet would run, when asked, and of nothing else", async () => {
  const cells = ["=1+1", "+31 6", "-5", "+1e3", "-2+3", "@SUM(A1)", "\tx", "＝1", "a=1", "", "'=1", '=HYPERLINK("x")'];
  const records = cells.map((text) => ({ text }));
  const rows = parseCsv(await written(records, { excelSafe: true }));
  assert.deepEqual(
    rows.flat().slice(1),
    ["'=1+1", "'+31 6", "-5", "+1e3", "'-2+3", "'@SUM(A1)", "'\tx", "'＝1", "a=1", "", "'=1", `'=HYPERLINK("x")`],
  );
  assert.deepEqual(parseCsv(await written(records)).flat().slice(1), cells);
});

Deno.test("csvSink() writes a conversation as a row, or as a row a message", async () => {
  const talk = {
    id: "c1",
    source: "chatgpt",
    title: "Tea",
    createdAt: 0,
    participants: [],
    messages: [
      { id: "m1", role: "user", parts: [{ type: "text", text: "Which?" }], metadata: {}, createdAt: 1000 },
      { id: "m2", parentId: "m1", role: "tool", author: "web", hidden: "tool", parts: [], metadata: {}, model: "x" },
    ],
    branches: [{
      id: "m3",
      parentId: "m1",
      role: "assistant",
      parts: [{ type: "text", text: "Green." }],
      metadata: {},
    }],
    assets: [],
    metadata: { a: 1 },
    origin: { file: "f" },
  };
  assert.equal(
    await written([talk]),
    "id,source,title,createdAt,updatedAt,messageCount,text\nc1,chatgpt,Tea,1970-01-01T00:00:00.000Z,,2,Which?\n",
  );
  assert.equal(await written([talk], { columns: ["id", "metadata"] }), 'id,metadata\nc1,"{""a"":1}"\n');
  assert.equal(
    await written([talk], { records: "message" }),
    "conversationId,position,id,parentId,role,author,createdAt,text,hidden,model\n" +
      "c1,0,m1,,user,,1970-01-01T00:00:01.000Z,Which?,,\nc1,1,m2,m1,tool,web,,,tool,x\nc1,,m3,m1,assistant,,,Green.,,\n",
  );
  const all = await written(sampleConversations(), { records: "message" });
  const messages = sampleConversations().flatMap((one) => [...one.messages, ...one.branches]);
  assert.deepEqual(
    parseCsv(all, { columns: true }).map((row) => (row as { id: string }).id),
    messages.map(({ id }) => id.toWellFormed()),
  );
});

Deno.test("csvSink() refuses what is no row, too many fields, and options that cannot be", async () => {
  await assert.rejects(
    written([5]),
    /^TypeError: Cannot write a record as a table row: it is a number, expected an object/,
  );
  await assert.rejects(written([[1]]), /it is a list/);
  await assert.rejects(written([{ a: 1 }], { records: "message" }), /it is no conversation/);
  const many = Array.from({ length: 2_001 }, (_, i) => ({ [`field ${i}`]: i }));
  await assert.rejects(
    written(many),
    /^RangeError: Cannot write a table: its records have more than 2000 different fields/,
  );
  assert.throws(() => csvSink({ path: "x", columns: ["a", "a"] }), /a name stands more than once/);
  assert.throws(() => csvSink({ path: "x", delimiter: '"' }), /expected one character, no quote or line break/);
});

Deno.test("csvSink() leaves a file alone whose bytes would be the same, and what was there when it is aborted", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/out.csv`;
    const options = { host: testHost(), ledger: memory() };
    const write = async (rows: object[]) => (await run(from(rows).to(csvSink({ path })), options)).sinks.csv;
    assert.deepEqual(await write([{ a: 1 }]), { puts: 1, deletes: 0, unchanged: 0, failed: 0 });
    const before = await Deno.stat(path);
    assert.deepEqual(await write([{ a: 1 }]), { puts: 0, deletes: 0, unchanged: 1, failed: 0 });
    assert.deepEqual((await Deno.stat(path)).ino, before.ino);
    const sink = await csvSink({ path }).open(pluginContext());
    await sink.write([{ b: 1 }]);
    await sink.abort();
    assert.equal(await Deno.readTextFile(path), "a\n1\n");
    assert.deepEqual((await collect(Deno.readDir(folder))).map(({ name }) => name), ["out.csv"]);
  });
});

const value = fc.string({
  unit: fc.constantFrom("a", "é", ",", ";", '"', "\n", "\r", " ", "\0", "\ufeff"),
  maxLength: 6,
});

Deno.test("csvSink() writes what csvSource() reads back the same", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ a: value, "b,c": value }, { noNullPrototype: true }), { minLength: 1, maxLength: 8 }),
      fc.record({
        newline: fc.constantFrom("lf" as const, "crlf" as const),
        quote: fc.constantFrom("minimal" as const, "all" as const),
        delimiter: fc.constantFrom(",", ";"),
      }),
      async (rows, options) => {
        const text = await written(rows, options);
        assert.deepEqual(await readRecords(text, { delimiter: options.delimiter }), rows);
        assert.deepEqual(await readRecords(await written(rows.map(({ a }) => ({ a })))), rows.map(({ a }) => ({ a })));
      },
    ),
    { numRuns: 60 },
  );
});

Deno.test("csvSource() and csvSink() make one pipeline, with dead rows counted", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/in.csv`, "a;b\n1;2\nbad\n3;4\n");
    const pipeline = from(csvSource({ path: `${folder}/in.csv` })).to(csvSink({ path: `${folder}/out.csv` }));
    const report = await run(pipeline, { host: testHost(), ledger: memory() });
    assert.deepEqual(report.source, { read: 3, unchanged: 0, passed: 2, dropped: 0, dead: 1 });
    assert.equal(await Deno.readTextFile(`${folder}/out.csv`), "a,b\n1,2\n3,4\n");
  });
});
