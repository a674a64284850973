/** Finding and making the table, and whose it is. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { from, plan, run } from "../../../mod.ts";
import { dynamodbStore, type DynamodbStoreOptions, temporaryTable } from "../../../plugins/dynamodb/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { testContext } from "../../support/context.ts";
import { serviceTest } from "../../support/services.ts";
import { conversation, message } from "../../support/talks.ts";
import { ask, rowsOf } from "./support.ts";

const one = conversation("c", [message("a", "hello")], { updatedAt: 1 });
const pipelineOf = (options: DynamodbStoreOptions, value: Conversation = one, exportedAt = 1) =>
  from(memorySource<Conversation>({ units: [{ key: value.id, version: value.updatedAt, exportedAt, value }] }))
    .to(dynamodbStore(options));

interface Described {
  TableStatus: string;
  BillingModeSummary: { BillingMode: string };
  KeySchema: unknown;
  ProvisionedThroughput: { ReadCapacityUnits: number; WriteCapacityUnits: number };
}

async function describe(endpoint: string, table: string): Promise<Described> {
  return (await ask(endpoint, "DescribeTable", { TableName: table })).Table as Described;
}

for (const server of ["dynoxide", "dynamodb"] as const) {
  serviceTest(`dynamodbStore() makes its table on demand, or provisioned, on ${server}`, server, async ({ url }) => {
    await using onDemand = await temporaryTable({ endpoint: url, make: false });
    await run(pipelineOf({ table: onDemand.table, endpoint: url, createTable: true }), { ledger: memory(), name: "t" });
    const first = await describe(url, onDemand.table);
    assert.equal(first.BillingModeSummary.BillingMode, "PAY_PER_REQUEST");
    assert.deepEqual(first.KeySchema, [
      { AttributeName: "ConversationID", KeyType: "HASH" },
      { AttributeName: "ItemType", KeyType: "RANGE" },
    ]);
    await using provisioned = await temporaryTable({ endpoint: url, make: false });
    const units = { billing: "provisioned", readUnits: 7, writeUnits: 3 } as const;
    await run(pipelineOf({ table: provisioned.table, endpoint: url, createTable: true, ...units }), {
      ledger: memory(),
      name: "t",
    });
    const { ReadCapacityUnits, WriteCapacityUnits } = (await describe(url, provisioned.table)).ProvisionedThroughput;
    assert.deepEqual([ReadCapacityUnits, WriteCapacityUnits], [7, 3]);
    assert.ok((await rowsOf(provisioned)).has("CONV#c MSG#a"));
  });
}

serviceTest("dynamodbStore() makes no table unasked, and a plan makes none at all", "dynoxide", async ({ url }) => {
  await using table = await temporaryTable({ endpoint: url, make: false });
  const options = { table: table.table, endpoint: url };
  await assert.rejects(
    run(pipelineOf(options), { ledger: memory(), name: "t" }),
    /Cannot open table "threadloom-test-[^"]+": there is none at http.*set createTable: true/,
  );
  const planned = await plan(pipelineOf({ ...options, createTable: true }), { ledger: memory(), name: "t" });
  assert.equal(JSON.stringify(planned).includes("MSG#a"), true);
  assert.equal(await describe(url, table.table), undefined);
});

serviceTest(
  "dynamodbStore() takes an empty table as new, and one with other items as it is",
  "dynoxide",
  async ({ url }) => {
    await using empty = await temporaryTable({ endpoint: url });
    const opened = await dynamodbStore({ table: empty.table, endpoint: url }).open(testContext(), { create: true });
    assert.equal(opened!.created, true);
    await using used = await temporaryTable({ endpoint: url });
    const mine = { ConversationID: { S: "CONV#c" }, ItemType: { S: "MSG#a" }, Content: { S: "mine" } };
    await used.put(mine);
    const report = await run(pipelineOf({ table: used.table, endpoint: url }), { ledger: memory(), name: "t" });
    assert.deepEqual([report.status, report.sinks.dynamodb.failed], ["partial", 1]);
    assert.equal((await rowsOf(used)).get("CONV#c MSG#a")?.Content, "mine", "what somebody else wrote stays");
  },
);

serviceTest(
  "dynamodbStore() refuses a table with other keys, and a store of a later form",
  "dynoxide",
  async ({ url }) => {
    await using later = await temporaryTable({ endpoint: url });
    await later.put({
      ConversationID: { S: "THREADLOOM" },
      ItemType: { S: "STORE" },
      Identity: { S: "x" },
      Format: { S: "2" },
    });
    await assert.rejects(
      run(pipelineOf({ table: later.table, endpoint: url }), { ledger: memory(), name: "t" }),
      /its store has format 2, this program knows format 1/,
    );
    const name = `threadloom-test-${crypto.randomUUID()}`;
    await ask(url, "CreateTable", {
      TableName: name,
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    try {
      await assert.rejects(
        run(pipelineOf({ table: name, endpoint: url }), { ledger: memory(), name: "t" }),
        /its keys are id \(HASH, S\), expected ConversationID \(HASH, S\) and ItemType \(RANGE, S\)/,
      );
    } finally {
      await ask(url, "DeleteTable", { TableName: name });
    }
  },
);

serviceTest(
  "dynamodbStore() keeps the version of a unit whose own item does not change",
  "dynoxide",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const options = { table: table.table, endpoint: url };
    const unit = (text: string, version: number): MemoryConversation => ({
      key: "c",
      version,
      exportedAt: version + 1,
      value: conversation("c", [message("a", text)]),
    });
    const bring = (one: MemoryConversation, ledger = memory()) =>
      run(from(memorySource<Conversation>({ units: [one] })).to(dynamodbStore(options)), { ledger, name: "t" });
    await bring(unit("hello", 10));
    const report = await bring(unit("hello again", 20));
    assert.equal(report.sinks.dynamodb.puts, 1);
    const { Version, ExportedAt } = (await rowsOf(table)).get("CONV#c METADATA")!;
    assert.deepEqual([Version, ExportedAt], [20, 21]);
    const older = await bring(unit("hello", 10));
    assert.deepEqual([older.sinks.dynamodb.puts, older.metrics.superseded], [0, 1], "an older copy stays out");
  },
);

interface MemoryConversation {
  key: string;
  version: number;
  exportedAt: number;
  value: Conversation;
}

serviceTest("temporaryTable() leaves nothing behind", "dynoxide", async ({ url }) => {
  let name = "";
  {
    await using table = await temporaryTable({ endpoint: url });
    name = table.table;
    assert.equal((await describe(url, name)).TableStatus, "ACTIVE");
  }
  assert.equal(await describe(url, name), undefined);
});
