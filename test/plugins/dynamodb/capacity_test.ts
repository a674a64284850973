/** What a run says it consumed is what the server says of every single write, asked or not. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { from, type Report, run } from "../../../mod.ts";
import { dynamodbStore, type DynamodbStoreOptions, temporaryTable } from "../../../plugins/dynamodb/mod.ts";
import { type AttributeValue, vectorValue } from "../../../plugins/dynamodb/attributes.ts";
import { sizeOf, unitsOf } from "../../../plugins/dynamodb/size.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { testEmbedding } from "../../support/embedding.ts";
import { hastyHost } from "../../support/hasty_host.ts";
import { randomBySeed } from "../../support/random.ts";
import { serviceTest } from "../../support/services.ts";
import { changed, conversation, firstOf, message } from "../../support/talks.ts";
import { startMeter } from "./meter.ts";
import { ask } from "./support.ts";

const SERVERS = ["dynoxide", "dynamodb"] as const;
const AT = 1_700_000_000_000;

function bring(
  options: DynamodbStoreOptions,
  conversations: Conversation[],
  { ledger = memory(), width = 0 } = {},
): Promise<Report> {
  const units = conversations.map((value) => ({ key: value.id, version: value.updatedAt, exportedAt: AT, value }));
  const source = from(memorySource<Conversation>({ units }));
  const embed = testEmbedding((said) => Float32Array.from({ length: width }, (_, i) => Math.sin(said.length + i)));
  const all = width > 0 ? source.through(embed.derivation) : source;
  const store = dynamodbStore({ concurrency: 2, ...options });
  return run(all.to(store), { ledger, name: "t", host: hastyHost(), maxDelete: "100%" });
}

/** What a report counts, and how much of it was worked out. */
const countedIn = ({ metrics }: Report): [number, number] => [
  metrics["dynamodb.writeUnits"] ?? 0,
  metrics["dynamodb.writeUnitsComputed"] ?? 0,
];

/** Many items around the borders of units, numbers of all forms, and some that are cut. */
function ofAllKinds(): Conversation[] {
  const random = randomBySeed(5);
  const times = [0, -5, 10, 1200, 0.5, 1e20, -1.5e-9, AT, AT + 123, AT + 0.25, 12_345];
  return Array.from({ length: 30 }, (_, c) => {
    const messages = Array.from({ length: 12 }, (_, m) => {
      const length = m === 0 ? 0 : 700 + Math.floor(random() * 400) + 1024 * Math.floor(random() * 3);
      const text = (m % 3 === 1 ? "é🧵" : "abc").repeat(2_000).slice(0, length);
      return message(`m${m}`, text, { createdAt: times[(c + m) % times.length], author: m % 2 ? "Ada" : undefined });
    });
    if (c === 3) messages[1] = message("m1", "long € ".repeat(90_000));
    return conversation(`c${c}`, messages, { updatedAt: 1_000 + c / 8, title: c % 2 ? "京都" : undefined });
  });
}

for (const server of SERVERS) {
  serviceTest(`dynamodbStore() counts what ${server} counts, and asks for some of it`, server, async ({ url }) => {
    for (const [vectors, width] of [["binary", 0], ["binary", 300], ["list", 40]] as const) {
      await using table = await temporaryTable({ endpoint: url, make: false });
      await using meter = startMeter(url);
      const options = { table: table.table, endpoint: meter.url, createTable: true, vectors };
      const ledger = memory();
      const report = await bring(options, ofAllKinds(), { ledger, width });
      assert.equal(report.status, "ok");
      const [units, computed] = countedIn(report);
      assert.equal(units, meter.units, `${vectors} ${width}`);
      if (vectors === "binary") assert.ok(computed > units / 3, `${computed} of ${units} units were worked out`);
      assert.ok(meter.asked >= 4 && meter.unasked > 0, `${meter.asked} of ${meter.asked + meter.unasked}`);

      const before = meter.units;
      const unasked = meter.unasked;
      const later = ofAllKinds().map((one, c) =>
        c % 2 ? one : { ...one, messages: one.messages.slice(2), updatedAt: AT }
      );
      const again = await bring(options, [...later, ...firstOf(1)], { ledger, width });
      assert.equal(countedIn(again)[0], meter.units - before, "what is replaced or deleted counts as the server says");
      assert.ok(meter.unasked - unasked <= 4, "it is asked for whatever meets an item");
    }
  });

  serviceTest(`sizes of values are those of ${server}, on both sides of a unit's border`, server, async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const numbers =
      "0 -0 1 10 12 100 120 123 1234 12345 1700000000000 1700000000123 -5 -50 -12 -123 0.5 0.05 0.12 0.012 " +
      "1.2 12.3 1e20 1e21 1.5e20 1.5e21 1e-20 12e-20 12e-21 -1700000000000.25 12345678901234567890123456789012345678";
    const values: AttributeValue[] = [
      ...numbers.split(" ").map((N) => ({ N })),
      ...["", "text", "é🧵", "\u0001"].map((S) => ({ S })),
      ...["", "AA==", "AAA=", "AAAA"].map((B) => ({ B })),
      { L: [] },
      { L: [{ N: "1" }, { B: "AAAA" }, { S: "é" }] },
      ...(["binary", "list"] as const).map((form) => vectorValue(new Float32Array([1, -0.1, 1e-30, 65_536]), form)),
    ];
    const wrong: unknown[] = [];
    await Promise.all(values.flatMap((V, i) =>
      (["least", "most"] as const).map(async (bound) => {
        const item = { ConversationID: { S: "c" }, ItemType: { S: `${bound} ${i}` }, V, P: { S: "" } };
        // What is surely more than a unit, and what is surely none.
        item.P.S = "x".repeat(1024 - sizeOf(item)[bound] + (bound === "least" ? 1 : 0));
        const answer = await ask(url, "PutItem", {
          TableName: table.table,
          Item: item,
          ReturnConsumedCapacity: "TOTAL",
        });
        const { CapacityUnits } = answer.ConsumedCapacity as { CapacityUnits: number };
        if (CapacityUnits !== (bound === "least" ? 2 : 1)) wrong.push([bound, V, CapacityUnits, unitsOf(item)]);
      })
    ));
    assert.deepEqual(wrong, []);
  });
}

/** Enough for some forty requests, each of the same units. */
const many = Array.from(
  { length: 40 },
  (_, c) => conversation(`c${c}`, Array.from({ length: 24 }, (_, m) => message(`m${m}`, "text")), { updatedAt: 1 }),
);

serviceTest(
  "dynamodbStore() asks for every write once a server has counted otherwise",
  "dynoxide",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    // From the sixth answer on everything takes twice as much.
    let unaskedBefore: number | undefined;
    const twist = (units: number, asked: number): number => {
      if (asked < 6) return units;
      unaskedBefore ??= meter.unasked;
      return 2 * units;
    };
    await using meter = startMeter(url, { twist });
    const [, computed] = countedIn(await bring({ table: table.table, endpoint: meter.url }, many));
    assert.equal(computed, 25 * meter.unasked, "every request puts 25 small items");
    assert.ok(meter.unasked >= 15, `${meter.unasked} requests went without asking`);
    // Two requests are under way at once: others were on their way when that answer came.
    assert.ok(meter.unasked <= unaskedBefore! + 2, `${unaskedBefore} before the answer, ${meter.unasked} in the end`);
    assert.ok(meter.asked > 8, `${meter.asked} were asked for`);
  },
);

for (
  const [why, twist] of [["counts nothing", () => undefined], [
    "counts otherwise",
    (units: number) => units + 1,
  ]] as const
) {
  serviceTest(`dynamodbStore() works nothing out where the server ${why}`, "dynoxide", async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    await using meter = startMeter(url, { twist });
    const [, computed] = countedIn(await bring({ table: table.table, endpoint: meter.url }, many));
    assert.deepEqual([computed, meter.unasked], [0, 0]);
  });
}

serviceTest("dynamodbStore() asks for every write to a table with indexes", "dynoxide", async ({ url }) => {
  const name = `threadloom-test-${crypto.randomUUID()}`;
  const names = ["ConversationID", "ItemType", "Author"];
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
  await ask(url, "CreateTable", {
    TableName: name,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
    KeySchema: keys("ConversationID", "ItemType"),
    GlobalSecondaryIndexes: [{
      IndexName: "by-author",
      KeySchema: keys("Author", "ItemType"),
      Projection: { ProjectionType: "ALL" },
    }],
  });
  await using table = await temporaryTable({ endpoint: url, table: name, make: false });
  await using meter = startMeter(url);
  const [units, computed] = countedIn(await bring({ table: table.table, endpoint: meter.url }, many));
  assert.deepEqual([units, computed, meter.unasked], [meter.units, 0, 0]);
  assert.ok(units >= 40 * 48, `${units} units: the index is written, too`);
});

serviceTest("dynamodbStore() counts what was left unprocessed once it is written", "dynoxide", async ({ url }) => {
  await using table = await temporaryTable({ endpoint: url });
  await using meter = startMeter(url, { left: 3 });
  const first = firstOf(2);
  const ledger = memory();
  const report = await bring({ table: table.table, endpoint: meter.url }, [...first, ...many], { ledger });
  assert.equal(report.status, "ok");
  assert.equal(countedIn(report)[0], meter.units);
  assert.ok(meter.unasked > 0);
  const before = meter.units;
  const later = await bring({ table: table.table, endpoint: meter.url }, [...changed(first, 2), ...many], { ledger });
  assert.equal(countedIn(later)[0], meter.units - before);
});
