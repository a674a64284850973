/** What stands in the table. */
import assert from "node:assert/strict";
import type { Conversation, Embedding } from "../../../core/conversation.ts";
import { from, run, verify } from "../../../mod.ts";
import { dynamodbStore, type DynamodbStoreOptions, temporaryTable } from "../../../plugins/dynamodb/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { testEmbedding } from "../../support/embedding.ts";
import { serviceTest } from "../../support/services.ts";
import { testContext } from "../../support/context.ts";
import { conversation, message } from "../../support/talks.ts";
import { plain, type Row, rowsOf } from "./support.ts";

const AT = 1_700_000_000_000;

function pipelineOf(
  conversations: Conversation[],
  options: DynamodbStoreOptions,
  embed?: ReturnType<typeof testEmbedding>,
) {
  const source = memorySource<Conversation>({
    units: conversations.map((value) => ({ key: value.id, version: value.updatedAt, exportedAt: AT, value })),
  });
  const store = dynamodbStore(options);
  return embed ? from(source).through(embed.derivation).to(store) : from(source).to(store);
}

const talk: Conversation = conversation("c-1", [
  message("s", "be kind", { role: "system", hidden: "system message", createdAt: AT }),
  message("u", "hello", { createdAt: AT + 1, author: "Ada" }),
  message("a", "hi", { role: "assistant", model: "loom-1", createdAt: AT + 2 }),
  message("t", "42", { role: "tool", author: "python" }),
], {
  title: "Greetings",
  createdAt: AT,
  updatedAt: AT + 5.5,
  branches: [message("a2", "hey", { role: "assistant", parentId: "u" })],
});

serviceTest(
  "dynamodbStore() keeps a message an item, and one that tells about the conversation",
  "dynoxide",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const report = await run(pipelineOf([talk], { table: table.table, endpoint: url }), {
      ledger: memory(),
      name: "t",
    });
    assert.equal(report.status, "ok");
    const rows = await rowsOf(table);
    assert.deepEqual(Object.fromEntries(rows), {
      "CONV#c-1 METADATA": {
        Title: "Greetings",
        Source: "test",
        CreatedAt: AT,
        UpdatedAt: AT + 5.5,
        Model: "loom-1",
        MessageCount: 4,
        BranchMessageCount: 1,
        AssetCount: 0,
        Version: AT + 5.5,
        ExportedAt: AT,
      },
      "CONV#c-1 MSG#s": {
        Author: "system",
        Timestamp: AT,
        Content: "be kind",
        Position: 0,
        Hidden: "system message",
      },
      "CONV#c-1 MSG#u": {
        Author: "user",
        AuthorName: "Ada",
        Timestamp: AT + 1,
        Content: "hello",
        ParentId: "s",
        Position: 1,
      },
      "CONV#c-1 MSG#a": {
        Author: "assistant",
        Timestamp: AT + 2,
        Content: "hi",
        ParentId: "u",
        Position: 2,
        Model: "loom-1",
      },
      "CONV#c-1 MSG#t": { Author: "python", Role: "tool", Content: "42", ParentId: "a", Position: 3 },
      "CONV#c-1 MSG#a2": { Author: "assistant", Content: "hey", ParentId: "u" },
    });
    const hashes = new Set<unknown>();
    for await (const item of table.items()) hashes.add(plain(item).ContentHash);
    assert.equal(hashes.size, 6, "a hash stands on every item, each its own");
    for (const hash of hashes) assert.match(String(hash), /^[0-9a-f]{32}$/);
  },
);

serviceTest("dynamodbStore() takes the file's name in the place of the id", "dynoxide", async ({ url }) => {
  await using table = await temporaryTable({ endpoint: url });
  const options = { table: table.table, endpoint: url, key: "file" } as const;
  const of = (id: string, file: string, entry?: string) => ({ ...conversation(id, []), origin: { file, entry } });
  const list = [of("a", "/exports/one.json"), of("b", "export.zip", "chats/two.json")];
  await run(pipelineOf(list, options), { ledger: memory(), name: "t" });
  const rows = await rowsOf(table);
  assert.deepEqual([...rows].map(([key, { ID }]) => [key, ID]).sort(), [
    ["CONV#one.json METADATA", "a"],
    ["CONV#two.json METADATA", "b"],
  ]);
  const report = await run(pipelineOf([conversation("c", [])], options), { ledger: memory(), name: "t" });
  assert.equal(report.source.dead, 1, "a conversation that came from no file has no such key");
});

for (const vectors of ["binary", "list"] as const) {
  serviceTest(`dynamodbStore() keeps embeddings as ${vectors} and hands them back`, "dynoxide", async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const options = { table: table.table, endpoint: url, vectors };
    const chunk = new Float32Array([1, 2]);
    const embed = testEmbedding(undefined, () => [chunk]);
    const state = { ledger: memory(), name: "t" };
    await run(pipelineOf([talk], options, embed), state);
    const row = (await rowsOf(table)).get("CONV#c-1 MSG#u") as Row;
    const numbers = new Float32Array([5, 0.1, -1.5e-20, 1 / 3]);
    if (vectors === "list") {
      assert.deepEqual(new Float32Array(row.ContentEmbedding as number[]), numbers);
    } else {
      const bytes = row.ContentEmbedding as Uint8Array;
      const view = new DataView(bytes.buffer);
      assert.equal(bytes.length, 16);
      for (const [i, number] of numbers.entries()) assert.equal(view.getFloat32(4 * i, true), number);
    }
    assert.equal(row.EmbeddingModel, "test-model");
    const open = await dynamodbStore(options).open(testContext(), { create: false });
    const keys = ["MSG#u", "METADATA", "MSG#none"].map((key) => ({ scope: "c-1", key }));
    const [held, nothing, none] = await open!.derived!(keys);
    assert.deepEqual([nothing, none], [undefined, undefined]);
    const value: Embedding = { vector: numbers, model: "test-model", chunks: [chunk] };
    assert.deepEqual(held?.embedding.value, value);
    const { status } = await verify(pipelineOf([talk], options, embed), state);
    assert.equal(status, "ok");
  });
}

serviceTest(
  "dynamodbStore() pays for one embedding and writes two items when one message is edited",
  "dynoxide",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const options = { table: table.table, endpoint: url };
    const embed = testEmbedding();
    await run(pipelineOf([talk], options, embed), { ledger: memory(), name: "t" });
    assert.equal(embed.derived.splice(0).length, 5);
    const edited = structuredClone(talk);
    edited.updatedAt = AT + 9;
    edited.messages[2].parts = [{ type: "text", text: "hi there" }];
    // A new first message moves all others: they are written again, with the vectors that the table holds.
    const moved = { ...edited, messages: [message("new", ""), ...edited.messages], updatedAt: AT + 10 };
    const first = await run(pipelineOf([edited], options, embed), { ledger: memory(), name: "t" });
    assert.deepEqual([embed.derived.splice(0), first.sinks.dynamodb.puts], [["hi there"], 2]);
    const second = await run(pipelineOf([moved], options, embed), { ledger: memory(), name: "t" });
    assert.deepEqual([embed.derived, second.sinks.dynamodb.puts], [[], 6]);
    const rows = await rowsOf(table);
    for (const id of ["s", "u", "a", "t", "a2"]) assert.ok(rows.get(`CONV#c-1 MSG#${id}`)?.ContentEmbedding, id);
    const third = await run(pipelineOf([moved], options, embed), { ledger: memory(), name: "t" });
    assert.deepEqual([embed.derived, third.sinks.dynamodb.puts, third.metrics["dynamodb.writeUnits"]], [
      [],
      0,
      undefined,
    ]);
  },
);

serviceTest(
  "dynamodbStore() refuses a vector that is none, and writes the other messages",
  "dynoxide",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const embed = testEmbedding((said) => said === "hi" ? new Float32Array([NaN]) : new Float32Array([1]));
    const report = await run(pipelineOf([talk], { table: table.table, endpoint: url }, embed), {
      ledger: memory(),
      name: "t",
    });
    assert.deepEqual([report.status, report.sinks.dynamodb.failed, report.sinks.dynamodb.puts], ["partial", 1, 5]);
    const rows = await rowsOf(table);
    assert.deepEqual([rows.has("CONV#c-1 MSG#a"), rows.has("CONV#c-1 MSG#t")], [false, true]);
  },
);

serviceTest(
  "dynamodbStore() keeps other derived values as they are, but none with vectors it knows nothing of",
  "dynoxide",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const store = dynamodbStore({ table: table.table, endpoint: url });
    const open = (await store.open(testContext(), { create: true }))!;
    const derived = {
      topic: { of: "1", value: { name: "loom", list: [1, null] } },
      second: { of: "2", value: { vector: new Float32Array([1]) } },
    };
    const one = { ...talk, derived, messages: talk.messages.map((each) => ({ ...each, derived })) };
    const puts = store.entries(one).map((entry) => ({ ...entry, scope: "c-1" }));
    await open.write([{ unit: "c-1", puts, deletes: [] }]);
    const held = await open.derived!(["METADATA", "MSG#u", "MSG#a2"].map((key) => ({ scope: "c-1", key })));
    assert.deepEqual(held, [{ topic: derived.topic }, { topic: derived.topic }, undefined]);
  },
);
