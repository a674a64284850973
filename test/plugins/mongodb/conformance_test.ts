/** The stores keep the promises of stores, on a server that speaks MongoDB's protocol. */
import assert from "node:assert/strict";
import { testStore } from "../../../conformance/mod.ts";
import { type MongodbReport, mongodbReports, mongodbStore } from "../../../plugins/mongodb/mod.ts";
import { service, serviceTest } from "../../support/services.ts";
import { databaseOf, withDatabase } from "./support.ts";

const module = new URL("../../../plugins/mongodb/mod.ts", import.meta.url).href;
const server = service("mongodb");

if (server) {
  const uri = server.url;
  const drop = (folder: string) => withDatabase(uri, databaseOf(folder), async (db) => void await db.dropDatabase());
  const change = (collection: string) => (folder: string) =>
    withDatabase(uri, databaseOf(folder), async (db) => {
      const { modifiedCount } = await db.collection(collection).updateOne({}, { $set: { changed: "by hand" } });
      assert.equal(modifiedCount, 1);
    });
  const plant = (collection: string) => (folder: string) =>
    withDatabase(uri, databaseOf(folder), async (db) => {
      const stranger = { _id: "stranger" as never, conversationId: "somebody else's", text: "leave me" };
      await db.collection(collection).insertOne({ ...stranger });
      return () =>
        withDatabase(uri, databaseOf(folder), async (again) => {
          const found = await again.collection(collection).findOne({ _id: "stranger" as never });
          return found?.text === "leave me";
        });
    });

  testStore("mongodbStore()", {
    make: (folder) => mongodbStore({ uri, database: databaseOf(folder), validators: "off" }),
    many: 100,
    remove: drop,
    tamper: change("conversation_messages"),
    plantForeign: plant("conversation_messages"),
    module: {
      specifier: module,
      factory: "mongodbStore",
      options: (folder) => ({ uri, database: databaseOf(folder), validators: "off" }),
    },
  });

  const reports: MongodbReport[] = ["daily 1", "daily 2", "user a", "user b"].map((id, i) => ({
    id,
    kind: id.split(" ")[0],
    volume: i,
    topics: [{ name: "x", count: i }],
  }));
  testStore("mongodbReports()", {
    make: (folder) => mongodbReports({ uri, database: databaseOf(folder), validators: "off" }),
    records: reports,
    change: (report) => ({ ...report, volume: 99 }),
    remove: drop,
    tamper: change("analytics_reports"),
    plantForeign: plant("user_analytics"),
    module: {
      specifier: module,
      factory: "mongodbReports",
      options: (folder) => ({ uri, database: databaseOf(folder), validators: "off" }),
    },
  });
} else serviceTest("mongodbStore() and mongodbReports() keep the promises of stores", "mongodb", () => {});
