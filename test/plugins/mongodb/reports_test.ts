/** Reports in MongoDB; options, and what is said when no server answers. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import type { Context } from "../../../core/context.ts";
import { describe } from "../../../core/errors.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { mongodbReports, mongodbStore } from "../../../plugins/mongodb/mod.ts";
import { pluginContext } from "../../support/plugin_context.ts";
import { serviceTest } from "../../support/services.ts";
import { contentsOf, inDatabase } from "./support.ts";

serviceTest(
  "mongodbStore() makes nothing and asks for nothing until it is opened to be made",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      assert.equal(await mongodbStore({ uri, database }).open(pluginContext(), { create: false }), undefined);
      assert.deepEqual(await contentsOf(uri, database), {});
    }),
);

serviceTest(
  "mongodbReports() keeps reports of periods and of users apart, and removes those that are no more",
  "mongodb",
  (server) =>
    inDatabase(server, async (uri, database) => {
      const ledger = memory();
      const keep = async (records: { id: string; kind: string; [field: string]: unknown }[]) => {
        const pipeline = from(memorySource({ units: [{ key: "all", records }] })).to(
          mongodbReports({ uri, database, validators: "off" }),
        );
        return (await run(pipeline, { ledger, name: "test", stateFolder: "/nowhere" })).sinks.mongodb_reports;
      };
      const day = { id: "daily 2025-03-01", kind: "daily", topics: [{ topic: "billing", count: 2 }], median: null };
      const week = { id: "weekly 2025-W09", kind: "weekly", conversations: 7 };
      const user = { id: "user u1", kind: "user", messages: 3 };
      assert.equal((await keep([day, week, user])).puts, 3);
      assert.equal((await keep([day, week, user])).puts, 0);
      const after = await keep([{ ...day, median: 4 }, user]);
      assert.deepEqual([after.puts, after.deletes], [1, 1]);
      const { analytics_reports, user_analytics } = await contentsOf(uri, database);
      const { contentHash: _, checksum: _1, ...stored } = analytics_reports[0];
      assert.deepEqual(stored, { _id: day.id, ...day, median: 4 });
      assert.deepEqual([analytics_reports.length, user_analytics.map(({ _id }) => _id)], [1, ["user u1"]]);
    }),
);

Deno.test("mongodbStore() says that no server answers, as something that may pass, and tells no password", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const lines: string[] = [];
  const log: Context["log"] = {
    debug: (line) => lines.push(line),
    info: (line) => lines.push(line),
    warn: (line) => lines.push(line),
  };
  const uri = `mongodb://ann:canary-password@127.0.0.1:${port}/?authSource=admin`;
  const opening = mongodbStore({ uri, database: "d", timeoutMs: 300 }).open(pluginContext({ log }), { create: true });
  const error = await opening.then(() => undefined, (error) => error);
  assert.match(describe(error), /^Cannot open database "d": MongoServerSelectionError: /);
  assert.doesNotMatch(describe(error) + lines.join(), /canary/);
});

Deno.test("mongodbStore() says what is wrong with its options, and tells no password", () => {
  const fails = (options: object, message: RegExp) =>
    assert.throws(
      () => mongodbStore({ uri: "mongodb://h", database: "d", ...options }),
      (error: Error) => error instanceof TypeError && message.test(error.message) && !error.message.includes("canary"),
    );
  fails({ uri: "http://ann:canary@h" }, /uri: expected a connection string, mongodb:\/\/host:port/);
  fails({ database: "a b" }, /database: expected a name without/);
  fails({ ttlDays: 0 }, /ttlDays: /);
});

Deno.test("mongodbStore() may reach the hosts of its connection string, and no others", () => {
  const { permissions } = mongodbStore.declaration;
  const net = (uri: string) => permissions(mongodbStoreSettings(uri)).net;
  assert.deepEqual(net("mongodb://u:p%40x@h1,h2:27018/db?replicaSet=r"), ["h1:27017", "h2:27018"]);
  assert.deepEqual(net("mongodb+srv://u:p@cluster.example.net/?w=majority"), ["cluster.example.net", "*.example.net"]);
});

const mongodbStoreSettings = (uri: string) => ({
  uri,
  database: "d",
  validators: "warn" as const,
  maxDocumentBytes: 1,
  timeoutMs: 1,
  name: "n",
});
