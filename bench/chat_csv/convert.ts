/**
 * threadloom as a contender: `source_chat_data.csv` to the folder of tables.
 *
 *     deno run -A bench/chat_csv/convert.ts source_chat_data.csv OUT
 *
 * @module
 */
import { run } from "../../mod.ts";
import { from } from "../../core/chain.ts";
import { chatCsvSink, chatCsvSource, chatTables } from "../../plugins/chat_csv/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";

const [input, out] = Deno.args;
const started = performance.now();
const pipeline = from(chatCsvSource({ path: input })).through(chatTables()).to(chatCsvSink({ path: out }));
const report = await run(pipeline, { name: "bench", ledger: memory() });
const seconds = (performance.now() - started) / 1000;
const { rows, messages } = JSON.parse(await Deno.readTextFile(`${out}/data_quality.json`));
console.log(JSON.stringify({ seconds, status: report.status, chats: rows.chats, messages: messages.written }));
