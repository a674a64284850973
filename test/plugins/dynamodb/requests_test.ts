/** What goes over the wire: sizes, order, splitting, capacity, patience. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Conversation } from "../../../core/conversation.ts";
import { from, run } from "../../../mod.ts";
import { dynamodbStore, temporaryTable } from "../../../plugins/dynamodb/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { patiently, startFaultProxy } from "../../support/fault_proxy.ts";
import { serviceTest } from "../../support/services.ts";
import { hastyHost } from "../../support/hasty_host.ts";
import { conversation, message } from "../../support/talks.ts";
import { DYNAMODB, expectedRows, rowsOf } from "./support.ts";

/** A request as it was seen. */
interface Seen {
  operation: string;
  bytes: number;
  writes: { key: string; put: boolean }[];
}

/** Passes requests on and notes them; one that is longer than `most` is answered as real servers do. */
async function watch(upstream: string, most: number, refuse: "413" | "cut" = "413") {
  const seen: Seen[] = [];
  const server = createServer(patiently(async (request, response) => {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = await new Blob(chunks).text();
    const bytes = new TextEncoder().encode(body).length;
    const operation = String(request.headers["x-amz-target"]).split(".")[1];
    const { RequestItems = {} } = JSON.parse(body) as { RequestItems?: { [table: string]: unknown } };
    const list = Object.values(RequestItems).flatMap((one) => Array.isArray(one) ? one : []);
    const writes = list.map(({ PutRequest, DeleteRequest }) => {
      const { ConversationID, ItemType } = PutRequest?.Item ?? DeleteRequest.Key;
      return { key: `${ConversationID.S} ${ItemType.S}`, put: PutRequest !== undefined };
    });
    seen.push({ operation, bytes, writes });
    if (operation === "BatchWriteItem" && bytes > most) {
      if (refuse === "cut") return void response.socket?.destroy();
      response.writeHead(413, { "content-type": "text/plain" });
      return void response.end("Request entity too large");
    }
    const headers = new Headers();
    for (const name of ["x-amz-target", "content-type", "authorization", "x-amz-date"]) {
      headers.set(name, String(request.headers[name]));
    }
    const answer = await fetch(upstream, { method: "POST", headers, body });
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(await answer.text());
  }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function bring(endpoint: string, table: string, conversations: Conversation[], ledger = memory()) {
  const units = conversations.map((value) => ({ key: value.id, version: value.updatedAt, value }));
  const store = dynamodbStore({ table, endpoint, timeoutMs: 5_000 });
  const options = { ledger, name: "t", host: hastyHost(), maxDelete: "100%" as const };
  return run(from(memorySource<Conversation>({ units })).to(store), options);
}

const batches = (seen: Seen[]) => seen.filter(({ operation }) => operation === "BatchWriteItem");

serviceTest("dynamodbStore() sends at most 25 items and 4 MB at once, no key twice", "dynoxide", async ({ url }) => {
  await using table = await temporaryTable({ endpoint: url });
  await using proxy = await watch(url, Infinity);
  const small = conversation("small", Array.from({ length: 60 }, (_, i) => message(`m${i}`, "text")), { updatedAt: 1 });
  // 300 KB to DynamoDB, 1.8 MB on the wire.
  const controls = "\u0001".repeat(300_000);
  const large = conversation("large", Array.from({ length: 6 }, (_, i) => message(`m${i}`, controls)), {
    updatedAt: 1,
  });
  const report = await bring(proxy.url, table.table, [small, large]);
  assert.equal(report.status, "ok");
  const sent = batches(proxy.seen);
  for (const { writes, bytes } of sent) {
    assert.ok(writes.length <= 25 && bytes <= 4_100_000, `${writes.length} items, ${bytes} bytes`);
    assert.equal(new Set(writes.map(({ key }) => key)).size, writes.length);
  }
  assert.equal(sent.flatMap(({ writes }) => writes).length, 68, "each item is sent once");
  assert.deepEqual(await rowsOf(table), expectedRows([small, large]));
});

serviceTest(
  "dynamodbStore() writes what tells about a conversation after its messages and deletes",
  "dynoxide",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    await using proxy = await watch(url, Infinity);
    const ledger = memory();
    const before = conversation("c", Array.from({ length: 30 }, (_, i) => message(`m${i}`, "text")), { updatedAt: 1 });
    await bring(proxy.url, table.table, [before], ledger);
    proxy.seen.length = 0;
    const after = conversation("c", [message("m0", "edited"), message("new", "more")], { updatedAt: 2, title: "T" });
    const report = await bring(proxy.url, table.table, [after], ledger);
    assert.deepEqual([report.sinks.dynamodb.puts, report.sinks.dynamodb.deletes], [3, 29]);
    const order = batches(proxy.seen).flatMap(({ writes }) => writes);
    const metadata = order.findIndex(({ key }) => key === "CONV#c METADATA");
    assert.equal(metadata, order.length - 1, "it is the last of all");
    assert.ok(order.findLastIndex(({ put, key }) => put && key.includes("MSG#")) < order.findIndex(({ put }) => !put));
    assert.equal(proxy.seen.filter(({ operation }) => operation === "Query").length, 1, "one query for the scope");
  },
);

for (const refuse of ["413", "cut"] as const) {
  const how = refuse === "413" ? "answers 413" : "cuts the connection";
  serviceTest(`dynamodbStore() sends less at once to a server that ${how}`, "dynoxide", async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    await using proxy = await watch(url, 1_000_000, refuse);
    const messages = Array.from({ length: 20 }, (_, i) => message(`m${i}`, "x".repeat(100_000)));
    const one = conversation("c", messages, { updatedAt: 1 });
    assert.equal((await bring(proxy.url, table.table, [one])).status, "ok");
    assert.deepEqual(await rowsOf(table), expectedRows([one]));
    assert.ok(batches(proxy.seen).some(({ bytes }) => bytes > 1_000_000), "it was tried");
  });
}

serviceTest(
  "dynamodbStore() gives up on what stays unprocessed, without end neither of time nor of requests",
  "dynoxide",
  async ({ url }) => {
    await using table = await temporaryTable({ endpoint: url });
    const rates = { throttled: 1 };
    const flavour = {
      ...DYNAMODB,
      mayFail: (...[, , , headers]: Parameters<typeof DYNAMODB.mayFail>) =>
        String(headers["x-amz-target"]).endsWith("BatchWriteItem"),
    };
    await using proxy = await startFaultProxy(url, flavour, { seed: 1, rates });
    const one = conversation("c", [message("a", "text")], { updatedAt: 1 });
    const report = await bring(proxy.url, table.table, [one]);
    assert.equal(report.status, "partial");
    assert.ok((proxy.happened.get("throttled") ?? 0) <= 100, `${proxy.happened.get("throttled")} requests`);
    assert.deepEqual(await rowsOf(table), new Map());
    proxy.calm();
    assert.equal((await bring(proxy.url, table.table, [one])).status, "ok");
  },
);

serviceTest("dynamodbStore() sums consumed capacity in the report", "dynoxide", async ({ url }) => {
  await using table = await temporaryTable({ endpoint: url });
  const one = conversation("c", [message("a", "x".repeat(3_000)), message("b", "y")], { updatedAt: 1 });
  const first = await bring(url, table.table, [one]);
  // The store itself 1, messages of 3 and a bit KB 4, 1, and what tells about them 1.
  assert.equal(first.metrics["dynamodb.writeUnits"], 7);
  const second = await bring(url, table.table, [one]);
  assert.equal(second.metrics["dynamodb.writeUnits"], undefined);
  assert.ok(second.metrics["dynamodb.readUnits"] >= 1);
});
