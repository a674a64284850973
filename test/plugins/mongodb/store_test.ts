/** What lies in MongoDB: documents as people query them, whatever the conversation holds. */
import assert from "node:assert/strict";
import { from, run, verify } from "../../../mod.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { mongodbStore, type MongodbStoreOptions } from "../../../plugins/mongodb/mod.ts";
import { serviceTest } from "../../support/services.ts";
import { contentsOf, inDatabase, talk, withDatabase } from "./support.ts";

type Options = Partial<MongodbStoreOptions> & { uri: string; database: string };

/** Brings the store in step with these conversations. */
async function store(conversations: Conversation[], options: Options, ledger = memory()) {
  const units = conversations.map((value) => ({ key: value.id, value }));
  const pipeline = from(memorySource({ units })).to(mongodbStore({ validators: "off", ...options }));
  return await run(pipeline, { ledger, name: "test", stateFolder: "/nowhere", retry: { attempts: 1 } });
}

serviceTest(
  "mongodbStore() keeps a conversation and each of its messages as documents with the same ids in every run",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      await store([talk("c/1", 2, { updatedAt: Date.UTC(2025, 2, 2) }), talk("c", 1)], { uri, database });
      const found = await contentsOf(uri, database);
      const bare = ({ contentHash, checksum, ...rest }: { [name: string]: unknown }) => {
        assert.match(`${contentHash} ${checksum}`, /^[0-9a-f]{32} [0-9a-f]{32}$/);
        return rest;
      };
      assert.deepEqual(found.conversation_analytics.map(bare)[1], {
        _id: "c/1",
        conversationId: "c/1",
        source: "test",
        title: "Talk c/1",
        createdAt: new Date("2025-03-01T12:00:00Z"),
        updatedAt: new Date("2025-03-02T00:00:00Z"),
        appId: "app",
        status: "open",
        participants: [{ id: "u", role: "user" }],
        messageCount: 2,
        metadata: { appId: "app", status: "open" },
      });
      assert.equal(Object.hasOwn(found.conversation_analytics[0], "updatedAt"), false, "no time is no field");
      assert.deepEqual(found.conversation_messages.map(({ _id }) => _id), ["c%2F1/c/1-0", "c%2F1/c/1-1", "c/c-0"]);
      assert.deepEqual(bare(found.conversation_messages[2]), {
        _id: "c/c-0",
        conversationId: "c",
        messageId: "c-0",
        position: 0,
        role: "user",
        createdAt: new Date("2025-03-01T12:00:00Z"),
        text: "Message 0 of c",
      });
    }),
);

serviceTest(
  "mongodbStore() writes an edited message and nothing else, and deletes what is gone",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      const ledger = memory();
      await store([talk("a", 3), talk("b", 3)], { uri, database }, ledger);
      const again = await store([talk("a", 3), talk("b", 3)], { uri, database }, ledger);
      assert.deepEqual(again.sinks.mongodb, { puts: 0, deletes: 0, unchanged: 8, failed: 0 });
      const edited = talk("b", 3);
      edited.messages[1].parts = [{ type: "text", text: "changed" }];
      const one = await store([talk("a", 3), edited], { uri, database }, ledger);
      assert.deepEqual([one.sinks.mongodb.puts, one.sinks.mongodb.deletes], [1, 0]);
      const less = await store([talk("a", 3), talk("b", 1)], { uri, database }, ledger);
      assert.deepEqual([less.sinks.mongodb.puts, less.sinks.mongodb.deletes], [1, 2]);
      const { conversation_messages } = await contentsOf(uri, database);
      assert.deepEqual(conversation_messages.map(({ _id }) => _id), ["a/a-0", "a/a-1", "a/a-2", "b/b-0"]);
    }),
);

serviceTest(
  "mongodbStore() cuts what a document cannot hold into others, and joins and removes them",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      const large = (words: string) => {
        const one = talk("big", 2);
        one.messages[0].parts = [{ type: "text", text: words.repeat(3_500_000) }];
        return one;
      };
      const ledger = memory();
      const first = await store([large("voilà ")], { uri, database }, ledger);
      assert.equal(first.status, "ok");
      const pieces = async () =>
        (await contentsOf(uri, database)).conversation_messages.filter(({ continues }) => continues);
      const cut = await pieces();
      assert.deepEqual([cut.length > 4, cut[0]._id, cut[0].conversationId], [true, "big/big-0#1", "big"]);
      assert.equal(JSON.parse(cut.map(({ json }) => json).join("")).text, "voilà ".repeat(3_500_000));
      const own = (await contentsOf(uri, database)).conversation_messages.find(({ _id }) => _id === "big/big-0")!;
      assert.deepEqual([own.pieces, own.text.length, own.role], [cut.length, 100_000, "user"]);
      const verified = async () =>
        (await verify(
          from(memorySource({ units: [] as { key: string; value: Conversation }[] })).to(
            mongodbStore({ uri, database, validators: "off" }),
          ),
          { ledger, name: "test", stateFolder: "/nowhere" },
        )).status;
      assert.equal(await verified(), "ok");
      await withDatabase(uri, database, async (db) =>
        void await db.collection("conversation_messages").updateOne({ _id: "big/big-0#2" as never }, {
          $set: { json: "" },
        }));
      assert.equal(await verified(), "different", "a piece that was changed is seen");
      await store([large("ok ")], { uri, database }, ledger);
      assert.equal((await pieces()).length, 0);
    }),
);

serviceTest(
  "mongodbStore() keeps hostile names, deep values and lone surrogates",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      let deep: unknown = "end";
      for (let i = 0; i < 500; i++) deep = [deep];
      const odd = JSON.parse('{"__proto__":{"a":1},"$set":{"b":2},"a.b":3,"":4,"constructor":5}');
      const one = talk("odd", 3);
      one.metadata = odd;
      one.messages[0].metadata = { deep: deep as never };
      one.messages[1].metadata = JSON.parse('{"a\\u0000b":1}');
      one.messages[2].parts = [{ type: "text", text: "half \ud800 of it" }];
      const report = await store([one, talk("x\ud800y", 1)], { uri, database });
      assert.equal(report.status, "ok");
      const { conversation_analytics: [stored, half], conversation_messages } = await contentsOf(uri, database);
      assert.deepEqual(JSON.stringify(stored.metadata), JSON.stringify(odd));
      assert.equal(half._id, "x\ufffdy");
      assert.equal(conversation_messages[0].metadataJson, JSON.stringify({ deep }));
      assert.equal(conversation_messages[1].metadataJson, '{"a\\u0000b":1}');
      assert.equal(conversation_messages[2].text, "half \ufffd of it");
    }),
);

serviceTest(
  "mongodbStore() leaves a stranger's document under its id alone, and says so",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      await withDatabase(
        uri,
        database,
        async (db) =>
          void await db.collection("conversation_messages").insertOne({ _id: "a/a-0" as never, mine: true }),
      );
      const report = await store([talk("a", 2), talk("b", 1)], { uri, database });
      assert.deepEqual([report.status, report.source.dead, report.source.passed], ["partial", 1, 1]);
      const found = (await contentsOf(uri, database)).conversation_messages;
      assert.deepEqual(found[0], { _id: "a/a-0", mine: true });
      assert.deepEqual(found.map(({ _id }) => _id), ["a/a-0", "a/a-1", "b/b-0"]);
    }),
);

serviceTest(
  "mongodbStore() lets the server delete what is old, and keeps the days of all parts in step",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      await store([talk("a", 1, { updatedAt: Date.UTC(2030, 0, 1) }), talk("b", 1, { createdAt: undefined })], {
        uri,
        database,
        ttlDays: 30,
      });
      const { conversation_analytics: [a, b], conversation_messages: [one] } = await contentsOf(uri, database);
      assert.deepEqual([a.expireAt, one.expireAt, b.expireAt], [
        new Date("2030-01-31"),
        new Date("2030-01-31"),
        undefined,
      ]);
      const indexes = await withDatabase(uri, database, (db) => db.collection("conversation_messages").indexes());
      assert.equal(indexes.find(({ key }) => key.expireAt)?.expireAfterSeconds, 0);
      assert.ok(indexes.some(({ key }) => JSON.stringify(key) === '{"conversationId":1,"position":1}'));
    }),
);

serviceTest(
  "mongodbStore() gives its collections rules that its own documents keep",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      const ledger = memory();
      const rules = { uri, database, validators: "error" } as const;
      assert.equal((await store([talk("a", 2)], rules, ledger)).status, "ok");
      await withDatabase(uri, database, async (db) => {
        const bad = { _id: "x" as never, conversationId: "x", role: "nobody" };
        await assert.rejects(db.collection("conversation_messages").insertOne(bad), { code: 121 });
      });
      await store([talk("a", 2)], { uri, database, validators: "off" }, ledger);
      await withDatabase(
        uri,
        database,
        async (db) =>
          void await db.collection("conversation_messages").insertOne({ _id: "x" as never, role: "nobody" }),
      );
    }),
);
