/**
 * Writes messages into a new table through a whole run, then again with 1 % of them edited; prints what both took.
 *
 * `write_messages.ts ENDPOINT MESSAGES`
 *
 * @module
 */
import process from "node:process";
import type { Conversation } from "../../core/conversation.ts";
import { from, run } from "../../mod.ts";
import { dynamodbStore, temporaryTable } from "../../plugins/dynamodb/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySource, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { PER_CONVERSATION, talk } from "./talk.ts";

const [endpoint, count] = [Deno.args[0], Number(Deno.args[1])];
const conversations = count / PER_CONVERSATION;

/** So many conversations that the engine has about 8 MB under way, as with a source that says how large its units are. */
const BATCH = 25;

function units(edited: (number: number) => boolean, version: number): MemoryUnit<Conversation>[] {
  return Array.from({ length: conversations }, (_, number) => ({
    key: `conversation-${number}`,
    version: edited(number) ? version : 1,
    fingerprint: `${number} ${edited(number) ? version : 1}`,
    records: () => [talk(number, edited(number))],
  }));
}

async function timed(list: MemoryUnit<Conversation>[]) {
  const before = process.cpuUsage();
  const started = performance.now();
  const source = memorySource<Conversation>({ units: list, batchSize: BATCH });
  const report = await run(from(source).to(store), { ledger, name: "bench" });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  if (report.status !== "ok") throw new Error(`Cannot measure: the run is ${report.status}`);
  return { seconds, cpuSeconds: (user + system) / 1e6, report };
}

await using table = await temporaryTable({ endpoint });
const store = dynamodbStore({ table: table.table, endpoint });
const ledger = memory();
const first = await timed(units(() => false, 1));
// A tenth of the conversations, one message in each: 1 % of the messages.
const again = await timed(units((number) => number % 10 === 0, 2));
const third = await timed(units((number) => number % 10 === 0, 2));
console.log(JSON.stringify({
  seconds: first.seconds,
  cpuSeconds: first.cpuSeconds,
  items: first.report.sinks.dynamodb.puts,
  writeUnits: first.report.metrics["dynamodb.writeUnits"],
  editUnits: again.report.metrics["dynamodb.writeUnits"],
  editPuts: again.report.sinks.dynamodb.puts,
  editSeconds: again.seconds,
  thirdUnits: third.report.metrics["dynamodb.writeUnits"] ?? 0,
}));
