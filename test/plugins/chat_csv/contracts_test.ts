/** The plugin keeps the contracts of sources and sinks, under just the permissions it declares. */
import assert from "node:assert/strict";
import { testSink, testSource } from "../../../conformance/mod.ts";
import { from, run } from "../../../mod.ts";
import {
  type ChatCsvRecord,
  chatCsvSink,
  chatCsvSource,
  chatTables,
  type ChatTablesRecord,
} from "../../../plugins/chat_csv/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { chatOf, inputText, type Row } from "./support.ts";

const SPECIFIER = new URL("../../../plugins/chat_csv/mod.ts", import.meta.url).href;
const ROWS: Row[] = Array.from({ length: 90 }, (_, i) => ({
  ...chatOf([{ id: "1", role: "user", type: "default", content: `text ${i}` }]),
  chat_id: `chat ${i}`,
}));
const write = (text: string) => (folder: string) => Deno.writeTextFile(`${folder}/in.csv`, text);

for (const keyed of [false, true]) {
  testSource<ChatCsvRecord>(`chatCsvSource({ keyed: ${keyed} })`, {
    make: (folder) => chatCsvSource({ path: `${folder}/in.csv`, keyed }),
    input: write(inputText(ROWS)),
    ...keyed ? { empty: write(inputText([])) } : {},
    changed: write(inputText(ROWS.with(3, { ...ROWS[3], slug: "edited" }))),
    module: {
      specifier: SPECIFIER,
      factory: "chatCsvSource",
      options: (folder) => ({ path: `${folder}/in.csv`, keyed }),
    },
  });
}

/** What the transform makes of an input. */
async function tables(rows: readonly Row[]): Promise<ChatTablesRecord[]> {
  const records: ChatTablesRecord[] = [];
  await inFolder(async (folder) => {
    await write(inputText(rows))(folder);
    const pipeline = from(chatCsvSource({ path: `${folder}/in.csv` })).through(chatTables())
      .through((record) => (records.push(record), record)).to(chatCsvSink({ path: `${folder}/out` }));
    await run(pipeline, { name: "tables", ledger: memory() });
  });
  return records;
}

testSink<ChatTablesRecord>("chatCsvSink()", {
  make: (folder) => chatCsvSink({ path: `${folder}/out`, excelSafe: true }),
  records: (await tables([...ROWS.slice(0, 5), { chat_id: "" }])).slice(1),
});

Deno.test("the sink says what is missing when it is given chats that nobody made tables of", async () => {
  await inFolder(async (folder) => {
    await write(inputText(ROWS))(folder);
    const source = chatCsvSource({ path: `${folder}/in.csv` });
    const sink = chatCsvSink({ path: `${folder}/out` }) as never;
    const report = await run(from(source).to(sink), { name: "missing", ledger: memory() });
    assert.equal(report.status, "partial");
    assert.match(report.notes.join("\n"), /kind "chat".*put chatTables\(\) before the sink/);
    await assert.rejects(Deno.stat(`${folder}/out/chats.csv`), Deno.errors.NotFound);
  });
});
