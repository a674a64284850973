/** An export, and later ones of the same account, into DynamoDB and Weaviate at once: what they hold after each. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { from, plan, type Report, run, verify } from "../../../mod.ts";
import { chatgptSource } from "../../../plugins/chatgpt/mod.ts";
import { dynamodbStore, type TemporaryTable, temporaryTable } from "../../../plugins/dynamodb/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { type TemporaryCollection, temporaryCollection, weaviateStore } from "../../../plugins/weaviate/mod.ts";
import {
  FIRST,
  LAST,
  LATER,
  NEW_TEXTS,
  original,
  readExport,
  updated,
  writeExport,
} from "../../support/account_in_time.ts";
import { testEmbedding } from "../../support/embedding.ts";
import { type ServiceName, serviceTest } from "../../support/services.ts";
import { inFolder } from "../../support/plugin_context.ts";
import * as weaviate from "../weaviate/support.ts";
import * as dynamodb from "./support.ts";

/** Counts without what the stores call them. */
const counts = ({ sinks }: Report) => Object.values(sinks).map(({ puts, deletes }) => [puts, deletes]);

async function holds(table: TemporaryTable, collection: TemporaryCollection, wanted: Conversation[]): Promise<void> {
  const rows = await dynamodb.rowsOf(table);
  for (const row of rows.values()) {
    if ("Title" in row) assert.equal(typeof row.ExportedAt, "number");
    for (const name of ["ExportedAt", "ContentEmbedding", "EmbeddingModel", "EmbeddingStamp"]) delete row[name];
  }
  assert.deepEqual(rows, dynamodb.expectedRows(wanted));
  const objects = await weaviate.rowsOf(collection, true);
  for (const object of objects.values()) {
    assert.ok(object.vector, "each has its vector");
    for (const name of ["vector", "embeddingModel"]) delete object[name];
  }
  assert.deepEqual(objects, weaviate.expectedRows(wanted));
}

for (const server of ["dynamodb", "dynoxide"] as const satisfies ServiceName[]) {
  for (const mirror of [false, true]) {
    const name = `two stores follow exports exactly, ${mirror ? "with" : "without"} mirror, on ${server} and Weaviate`;
    serviceTest(name, [server, "weaviate"], ([{ url: endpoint }, { url }]) =>
      inFolder(async (folder) => {
        await using table = await temporaryTable({ endpoint });
        await using collection = temporaryCollection({ url });
        const embed = testEmbedding();
        const to = (path: string) =>
          from(chatgptSource({ path })).through(embed.derivation).to(
            dynamodbStore({ table: table.table, endpoint }),
            weaviateStore({ url, collection: collection.collection }),
          );
        const options = { ledger: memory(), name: "sync", mirror };
        const [one, two] = [await writeExport(folder, original(), FIRST), await writeExport(folder, updated(), LATER)];

        const first = await run(to(one), options);
        assert.deepEqual([first.status, counts(first)], ["ok", [[30, 0], [24, 0]]]);
        assert.equal(embed.derived.splice(0).length, 48, "each store's messages");
        await holds(table, collection, await readExport(one));

        const planned = await plan(to(two), options);
        const second = await run(to(two), options);
        assert.deepEqual([second.status, second.metrics.gone ?? 0, second.metrics.removed ?? 0], [
          "ok",
          mirror ? 0 : 1,
          mirror ? 1 : 0,
        ]);
        const wanted = await readExport(two);
        const gone = (await readExport(one)).filter(({ id }) => id === "gone");
        await holds(table, collection, mirror ? wanted : [...wanted, ...gone]);
        assert.deepEqual(
          embed.derived.splice(0).sort(),
          [...NEW_TEXTS, ...NEW_TEXTS].sort(),
          "what was said before is not paid for again",
        );
        assert.ok(JSON.stringify(planned).includes("regenerated-m3b"), "the plan said so");

        for (const third of [options, { ...options, ledger: memory() }]) {
          const report = await run(to(two), third);
          assert.deepEqual([report.status, counts(report), embed.derived], ["ok", [[0, 0], [0, 0]], []]);
          assert.equal(report.metrics["dynamodb.writeUnits"], undefined);
        }
        const { status, differences } = await verify(to(two), options);
        assert.deepEqual([status, differences], ["ok", []]);

        // A chat that is mostly gone is held back, until somebody says so.
        const [shrunk, ...rest] = updated().toReversed();
        shrunk.messages = shrunk.messages.slice(0, 1);
        shrunk.current = shrunk.messages[0].id;
        shrunk.updateTime += 2000;
        const three = await writeExport(folder, [shrunk, ...rest], LAST);
        const held = await run(to(three), { ...options, maxDelete: 1 });
        assert.deepEqual([held.status, counts(held)], ["partial", [[0, 0], [0, 0]]]);
        const allowed = await run(to(three), { ...options, maxDelete: 4 });
        assert.equal(allowed.status, "ok");
        await holds(table, collection, mirror ? await readExport(three) : [...await readExport(three), ...gone]);
      }));
  }
}
