/**
 * A chat platform's CSV as tables: chats.csv, messages.csv, their metrics, and what was odd.
 *
 * Run it with `deno run -A examples/chat_csv.ts [source_chat_data.csv] [folder]`; without words it runs on invented data.
 *
 * @module
 */
import { from, run } from "../mod.ts";
import { chatCsvSink, chatCsvSource, chatTables } from "../plugins/chat_csv/mod.ts";

const [path = new URL("sample_chats/source_chat_data.csv", import.meta.url).pathname, out = "chat-tables"] = Deno.args;

const report = await run(
  from(chatCsvSource({ path }))
    .through(chatTables())
    .to(chatCsvSink({ path: out, excelSafe: true })),
);

const quality = JSON.parse(await Deno.readTextFile(`${out}/data_quality.json`));
console.log(`${report.source.read} rows read, the tables are in ${out}`);
console.log(`${quality.rows.chats} chats, ${quality.messages.written} messages, ${quality.rows.rejects} rows refused`);
