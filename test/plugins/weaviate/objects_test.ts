/** What stands in the collection, whose it is, and what it refuses. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { deadLetters, from, run, verify } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { temporaryCollection, weaviateStore, type WeaviateStoreOptions } from "../../../plugins/weaviate/mod.ts";
import { testContext } from "../../support/context.ts";
import { type TestEmbedding, testEmbedding } from "../../support/embedding.ts";
import { serviceTest } from "../../support/services.ts";
import { conversation, message } from "../../support/talks.ts";
import { rowsOf } from "./support.ts";

const AT = 1_700_000_000_123;

function pipelineOf(conversations: Conversation[], options: WeaviateStoreOptions, embed?: TestEmbedding) {
  const source = memorySource<Conversation>({
    units: conversations.map((value) => ({ key: value.id, version: value.updatedAt, exportedAt: AT, value })),
  });
  const store = weaviateStore(options);
  return embed ? from(source).through(embed.derivation).to(store) : from(source).to(store);
}

const talk = conversation("c-1", [
  message("s", "be kind", { role: "system", hidden: "system message", createdAt: AT }),
  message("u", "hello", { createdAt: AT + 1 }),
  message("a", "hi", { role: "assistant", model: "loom-1" }),
  message("t", "42", { role: "tool", author: "python" }),
], { title: "Greetings", updatedAt: 5, branches: [message("a2", "hey", { role: "assistant", parentId: "u" })] });

serviceTest("weaviateStore() keeps a message an object, with what people filter by", "weaviate", async ({ url }) => {
  await using made = temporaryCollection({ url });
  const report = await run(pipelineOf([talk], { url, collection: made.collection }), { ledger: memory(), name: "t" });
  assert.equal(report.status, "ok");
  const rows = await rowsOf(made);
  const all = { conversationId: "c-1", source: "test", title: "Greetings", hidden: false, branch: false };
  assert.deepEqual(Object.fromEntries(rows), {
    "c-1 s": { ...all, messageId: "s", role: "system", content: "be kind", createdAt: AT, position: 0, hidden: true },
    "c-1 u": { ...all, messageId: "u", role: "user", content: "hello", createdAt: AT + 1, position: 1, parentId: "s" },
    "c-1 a": {
      ...all,
      messageId: "a",
      role: "assistant",
      content: "hi",
      model: "loom-1",
      position: 2,
      parentId: "u",
    },
    "c-1 t": { ...all, messageId: "t", role: "tool", author: "python", content: "42", position: 3, parentId: "a" },
    "c-1 a2": { ...all, messageId: "a2", role: "assistant", content: "hey", parentId: "u", branch: true },
  });
  const ids: string[] = [];
  for await (const { id, properties } of made.objects()) {
    ids.push(id);
    assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.match(String(properties.contentHash), /^[0-9a-f]{32}$/);
  }
  await using another = temporaryCollection({ url });
  await run(pipelineOf([talk], { url, collection: another.collection }), { ledger: memory(), name: "t" });
  const others: string[] = [];
  for await (const { id } of another.objects()) others.push(id);
  assert.deepEqual(others, ids, "the same message is the same object everywhere");
});

serviceTest("weaviateStore() finds by vector and by words what it was given", "weaviate", async ({ url }) => {
  await using made = temporaryCollection({ url });
  const { collection } = made;
  const embed = testEmbedding((said) => new Float32Array([said.length, 1]));
  await run(pipelineOf([talk], { url, collection }, embed), { ledger: memory(), name: "t" });
  const ask = async (words: string) => {
    const body = JSON.stringify({ query: `{ Get { ${collection}(${words}) { messageId } } }` });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/v1/graphql`, { method: "POST", headers, body });
    return (await answer.json()).data.Get[collection].map(({ messageId }: { messageId: string }) => messageId);
  };
  assert.deepEqual(await ask("limit: 1, nearVector: {vector: [7, 1]}"), ["s"]);
  assert.deepEqual(await ask(`limit: 5, bm25: {query: "hello", properties: ["content"]}`), ["u"]);
  const role = `{path: ["role"], operator: Equal, valueText: "tool"}`;
  const time = `{path: ["createdAt"], operator: GreaterThanEqual, valueDate: "${new Date(AT + 1).toISOString()}"}`;
  assert.deepEqual(await ask(`limit: 5, where: ${role}`), ["t"]);
  assert.deepEqual(await ask(`limit: 5, where: ${time}`), ["u"]);
});

serviceTest(
  "weaviateStore() pays for one embedding when one message is edited, for none when a title is",
  "weaviate",
  async ({ url }) => {
    await using made = temporaryCollection({ url });
    const options = { url, collection: made.collection };
    const embed = testEmbedding((said) => new Float32Array([said.length, 1]));
    await run(pipelineOf([talk], options, embed), { ledger: memory(), name: "t" });
    assert.equal(embed.derived.splice(0).length, 5);
    const edited = structuredClone(talk);
    edited.messages[2].parts = [{ type: "text", text: "hi there" }];
    edited.updatedAt = 6;
    const first = await run(pipelineOf([edited], options, embed), { ledger: memory(), name: "t" });
    assert.deepEqual([embed.derived.splice(0), first.sinks.weaviate.puts], [["hi there"], 1]);
    const renamed = { ...edited, title: "Renamed", updatedAt: 7 };
    const second = await run(pipelineOf([renamed], options, embed), { ledger: memory(), name: "t" });
    assert.deepEqual([embed.derived, second.sinks.weaviate.puts], [[], 5]);
    for (const row of (await rowsOf(made, true)).values()) assert.ok((row.vector as number[])?.length === 2);
    const state = { ledger: memory(), name: "t" };
    const third = await run(pipelineOf([renamed], options, embed), state);
    assert.deepEqual([embed.derived, third.sinks.weaviate.puts], [[], 0]);
    assert.equal((await verify(pipelineOf([renamed], options, embed), state)).status, "ok");
  },
);

serviceTest(
  "weaviateStore() refuses vectors that are none or of another width, each alone",
  "weaviate",
  async ({ url }) => {
    for (const bad of [[NaN, 1], [Infinity, 1], [1, 2, 3], []]) {
      await using made = temporaryCollection({ url });
      const vector = (said: string) => new Float32Array(said === "hi" ? bad : [said.length, 1]);
      const options = { url, collection: made.collection, dimensions: 2 };
      const report = await run(pipelineOf([talk], options, testEmbedding(vector)), { ledger: memory(), name: "t" });
      assert.deepEqual([report.status, report.sinks.weaviate.failed, report.sinks.weaviate.puts], ["partial", 1, 4]);
      assert.equal((await rowsOf(made)).has("c-1 a"), false);
    }
    await using made = temporaryCollection({ url });
    const zero = testEmbedding((said) => new Float32Array(said === "hi" ? [0, 0] : [1, 1]));
    await run(pipelineOf([talk], { url, collection: made.collection }, zero), { ledger: memory(), name: "t" });
    const rows = await rowsOf(made, true);
    assert.deepEqual([rows.get("c-1 a")?.vector, (rows.get("c-1 u")?.vector as number[]).length], [undefined, 2]);
  },
);

serviceTest("weaviateStore() lets the server refuse one object, and writes the others", "weaviate", async ({ url }) => {
  await using made = temporaryCollection({ url });
  const options = { url, collection: made.collection };
  // The collection is two numbers wide; a later run, which does not know, brings one of three.
  await run(pipelineOf([talk], options, testEmbedding(() => new Float32Array([1, 2]))), {
    ledger: memory(),
    name: "t",
  });
  const wide = testEmbedding(() => new Float32Array([1, 2, 3]));
  const more = conversation("c-2", [message("x", "wide")], { updatedAt: 1 });
  const mute = conversation("c-3", [message("y", "")], { updatedAt: 1 });
  const state = { ledger: memory(), name: "t" };
  const report = await run(pipelineOf([more, mute], options, wide), state);
  assert.deepEqual([report.status, report.source.dead, report.sinks.weaviate.puts], ["partial", 1, 1]);
  const [letter] = await deadLetters(state);
  assert.match(
    letter.error,
    /length 3.*length 2.*take the model and dimensions that filled it, or another collection$/,
  );
  assert.equal((await rowsOf(made)).size, 6);
});

serviceTest(
  "weaviateStore() keeps tenants apart, and a collection with and one without them",
  "weaviate",
  async ({ url }) => {
    await using made = temporaryCollection({ url });
    const { collection } = made;
    const open = async (tenant?: string, create = true) =>
      await weaviateStore({ url, collection, tenant }).open(testContext(), { create });
    const run1 = await run(pipelineOf([talk], { url, collection, tenant: "ada" }), { ledger: memory(), name: "t" });
    assert.equal(run1.sinks.weaviate.puts, 5);
    assert.equal(await open("bob", false), undefined, "a tenant that is not there is not made by a look");
    const run2 = await run(pipelineOf([talk], { url, collection, tenant: "bob" }), { ledger: memory(), name: "t" });
    assert.equal(run2.sinks.weaviate.puts, 5);
    const [ada, bob] = [await open("ada"), await open("bob")];
    assert.notEqual(ada!.identity, bob!.identity);
    await bob!.write([{ unit: "c-1", puts: [], deletes: [{ scope: "c-1", key: "message:u" }] }]);
    assert.equal((await Array.fromAsync(bob!.listAll())).length, 4);
    assert.equal((await Array.fromAsync(ada!.listAll())).length, 5);
    await assert.rejects(open(), /Cannot use collection "\w+": it has tenants, give one/);
    await using plain = temporaryCollection({ url });
    await run(pipelineOf([talk], { url, collection: plain.collection }), { ledger: memory(), name: "t" });
    const wrong = weaviateStore({ url, collection: plain.collection, tenant: "ada" });
    await assert.rejects(wrong.open(testContext(), { create: true }), /it has no tenants/);
  },
);

serviceTest(
  "weaviateStore() takes a collection that was made by hand, unless a property is of another type",
  "weaviate",
  async ({ url }) => {
    for (const type of ["text", "int"]) {
      await using made = temporaryCollection({ url });
      const { collection } = made;
      const body = JSON.stringify({
        class: collection,
        description: "Our chats",
        properties: [{ name: "content", dataType: [type] }],
      });
      const headers = { "content-type": "application/json" };
      await (await fetch(`${url}/v1/schema`, { method: "POST", headers, body })).text();
      const pipeline = pipelineOf([talk], { url, collection });
      if (type === "int") {
        await assert.rejects(
          run(pipeline, { ledger: memory(), name: "t" }),
          /its property "content" is int, expected text/,
        );
        continue;
      }
      assert.equal((await run(pipeline, { ledger: memory(), name: "t" })).sinks.weaviate.puts, 5);
      const { description } = await (await fetch(`${url}/v1/schema/${collection}`)).json();
      assert.match(description, /^Our chats · threadloom store 1 /);
      const again = await weaviateStore({ url, collection }).open(testContext(), { create: false });
      assert.equal(again!.created, false);
    }
  },
);
