/** Messages that are larger than an item, and conversations that are larger than a page. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { from, run, verify } from "../../../mod.ts";
import { dynamodbStore, type TemporaryTable, temporaryTable } from "../../../plugins/dynamodb/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { testContext } from "../../support/context.ts";
import { testEmbedding } from "../../support/embedding.ts";
import { serviceTest } from "../../support/services.ts";
import { conversation, message } from "../../support/talks.ts";
import { ask, expectedRows, rowsOf } from "./support.ts";

const SERVERS = ["dynoxide", "dynamodb"] as const;

async function bring(endpoint: string, table: TemporaryTable, one: Conversation, ledger = memory()) {
  const source = memorySource<Conversation>({ units: [{ key: one.id, version: one.updatedAt, value: one }] });
  const pipeline = from(source).to(dynamodbStore({ table: table.table, endpoint }));
  const report = await run(pipeline, { ledger, name: "t", maxDelete: "100%" });
  assert.equal(report.status, "ok");
  const { status, differences } = await verify(pipeline, { ledger, name: "t" });
  assert.deepEqual([status, differences], ["ok", []]);
  return report;
}

/** How many items lie in the table, pieces and the store's own among them. */
async function countItems(endpoint: string, { table }: TemporaryTable): Promise<number> {
  let [count, ExclusiveStartKey]: [number, unknown] = [0, undefined];
  do {
    const page = await ask(endpoint, "Scan", { TableName: table, ExclusiveStartKey });
    count += page.Count as number;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return count;
}

for (const server of SERVERS) {
  serviceTest(`dynamodbStore() reads a message of megabytes as one, on ${server}`, server, async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    // Astral characters over every border between pieces, and controls that are six bytes each on the wire.
    const content = "🧵".repeat(500_000) + "\u0001".repeat(390_000);
    const long = conversation("long", [message("a", content), message("b", "short")], { updatedAt: 1 });
    await bring(url, table, long);
    assert.deepEqual(await rowsOf(table), expectedRows([long]));
    const before = await countItems(url, table);
    assert.ok(before > 8, `${before} items`);
    assert.equal((await bring(url, table, long)).sinks.dynamodb.puts, 0, "a run without a ledger finds it unchanged");

    const edited = conversation("long", [message("a", content + "!"), message("b", "short")], { updatedAt: 2 });
    await bring(url, table, edited);
    assert.deepEqual(await rowsOf(table), expectedRows([edited]));
    assert.equal(await countItems(url, table), before, "the pieces of the text before are gone");

    const short = conversation("long", [message("a", "short too"), message("b", "short")], { updatedAt: 3 });
    await bring(url, table, short);
    assert.deepEqual(await rowsOf(table), expectedRows([short]));
    assert.equal(await countItems(url, table), 4, "no piece is left of a message that fits into an item again");
  });
}

serviceTest("dynamodbStore() removes the pieces of a message that is deleted", "dynoxide", async ({ url }) => {
  await using table = await temporaryTable({ endpoint: url });
  const ledger = memory();
  const two = conversation("c", [message("a", "stays"), message("b", "x".repeat(900_000))], { updatedAt: 1 });
  await bring(url, table, two, ledger);
  assert.equal(await countItems(url, table), 6);
  await bring(url, table, conversation("c", [message("a", "stays")], { updatedAt: 2 }), ledger);
  assert.equal(await countItems(url, table), 3);
});

serviceTest(
  "dynamodbStore() lists a conversation of many pages, and only what is asked for is sent",
  "dynamodb",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const messages = Array.from({ length: 150 }, (_, i) => message(`m${i}`, `${i} `.repeat(5_000)));
    const long = conversation("pages", messages, { updatedAt: 1 });
    await bring(url, table, long);
    const again = await bring(url, table, long);
    assert.deepEqual([again.sinks.dynamodb.puts, again.sinks.dynamodb.unchanged], [0, 151]);
    // 3 MB of items in units of 4 KB, read by nobody but the server.
    assert.ok(again.metrics["dynamodb.readUnits"] > 300, JSON.stringify(again.metrics));
  },
);

serviceTest("dynamodbStore() spreads the vectors of many chunks over pieces", "dynoxide", async ({ url }) => {
  await using table = await temporaryTable({ endpoint: url });
  const chunks = Array.from({ length: 90 }, (_, i) => new Float32Array(1536).fill(i));
  const embed = testEmbedding(() => new Float32Array(1536).fill(0.5), () => chunks);
  const one = conversation("c", [message("a", "much")]);
  const store = dynamodbStore({ table: table.table, endpoint: url });
  const source = memorySource<Conversation>({ units: [{ key: "c", value: one }] });
  const options = { ledger: memory(), name: "t" };
  const pipeline = from(source).through(embed.derivation).to(store);
  assert.equal((await run(pipeline, options)).status, "ok");
  assert.equal((await verify(pipeline, options)).status, "ok");
  const open = await store.open(testContext(), { create: false });
  const [held] = await open!.derived!([{ scope: "c", key: "MSG#a" }]);
  assert.deepEqual((held!.embedding.value as { chunks: Float32Array[] }).chunks, chunks);
});
