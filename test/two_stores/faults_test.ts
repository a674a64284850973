/** A bad day of all three services at once: whatever happens, both stores end equal to what the source says. */
import assert from "node:assert/strict";
import type { Conversation } from "../../core/conversation.ts";
import { from, run } from "../../mod.ts";
import { dynamodbStore, temporaryTable } from "../../plugins/dynamodb/mod.ts";
import { embed } from "../../plugins/embed/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySource } from "../../plugins/memory/mod.ts";
import { temporaryCollection, weaviateStore } from "../../plugins/weaviate/mod.ts";
import { DYNAMODB } from "../plugins/dynamodb/support.ts";
import { WEAVIATE, WEAVIATE_GRPC } from "../plugins/weaviate/support.ts";
import { embeddingServer, type Oddity } from "../support/embedding_server.ts";
import { startFaultProxy } from "../support/fault_proxy.ts";
import type { Fault } from "../support/fault_server.ts";
import { startGrpcFaultProxy } from "../support/grpc_fault_proxy.ts";
import { hastyHost } from "../support/hasty_host.ts";
import { inFolder } from "../support/plugin_context.ts";
import { randomBySeed } from "../support/random.ts";
import { type Running, serviceTest } from "../support/services.ts";
import { changed, firstOf } from "../support/talks.ts";
import { bothHold } from "./support.ts";

const RATES = { throttled: 0.06, before: 0.04, after: 0.05, dropped: 0.05, hung: 0.01, cut: 0.05, partial: 0.15 };
const SEEDS = 25;
const WIDTH = 8;

const EMBEDDING: readonly (Fault | Oddity)[] = [
  { kind: "answer", status: 429, headers: { "retry-after": "1" } },
  { kind: "answer", status: 500 },
  { kind: "500 after" },
  { kind: "cut" },
  { kind: "lost" },
  { kind: "hang" },
  "partial",
  "wrong order",
];

function sourceOf(conversations: Conversation[], exportedAt: number) {
  return memorySource<Conversation>({
    units: conversations.map((value) => ({ key: value.id, version: value.updatedAt, value })),
    claims: [{ asOf: exportedAt }],
    batchSize: 3,
  });
}

async function survives(
  [{ url: endpoint }, { url, grpcPort }]: readonly [Running, Running],
  by: "HTTP" | "gRPC",
  seed: number,
  happened: Map<string, number>,
): Promise<void> {
  await using table = await temporaryTable({ endpoint });
  await using collection = temporaryCollection({ url });
  await using dynamodb = await startFaultProxy(endpoint, DYNAMODB, { seed, rates: RATES });
  await using weaviate = await startFaultProxy(url, WEAVIATE, { seed: seed + 100, rates: RATES });
  await using grpc = by === "gRPC"
    ? await startGrpcFaultProxy(Number(grpcPort), WEAVIATE_GRPC, { seed: seed + 300, rates: RATES })
    : undefined;
  const random = randomBySeed(seed + 200);
  const note = (what: string, times = 1) => happened.set(what, (happened.get(what) ?? 0) + times);
  let calm = false;
  await using openai = embeddingServer({
    width: WIDTH,
    fault() {
      if (calm || random() > 0.3) return undefined;
      const fault = EMBEDDING[Math.floor(random() * EMBEDDING.length)];
      note(`embed ${typeof fault === "string" ? fault : fault.kind}`);
      return fault;
    },
  });
  const texts = { model: "m", dimensions: WIDTH, baseUrl: openai.baseUrl, timeoutMs: 400, maxBatchSize: 8 };
  const host = hastyHost();
  const first = firstOf(seed);
  const later = changed(first, seed);
  const to = (conversations: Conversation[], exportedAt: number) =>
    from(sourceOf(conversations, exportedAt)).through(embed(texts)).to(
      dynamodbStore({ table: table.table, endpoint: dynamodb.url, timeoutMs: 500, concurrency: 4 }),
      weaviateStore({
        collection: collection.collection,
        url: weaviate.url,
        grpcPort: grpc?.port,
        timeoutMs: 1_500,
        batchSize: 7,
      }),
    );
  await inFolder(async (folder) => {
    const ledger = memory();
    for (const [exportedAt, conversations] of [[1, first], [2, later]] as const) {
      const options = {
        ledger,
        host,
        name: "faults",
        stateFolder: `${folder}/state`,
        mirror: true,
        maxDelete: "100%" as const,
      };
      let status = "";
      for (let runs = 0; status !== "ok" && runs < 8; runs++) {
        status = await run(to(conversations, exportedAt), options).then((report) => report.status, () => "failed");
      }
      assert.equal(status, "ok", `seed ${seed} does not end well`);
      await bothHold({ table, collection }, conversations, (text) => openai.vectorOf(text), `seed ${seed}`);
    }
  });
  for (const proxy of [dynamodb, weaviate, ...grpc ? [grpc] : []]) {
    for (const [fault, times] of proxy.happened) note(fault, times);
    proxy.calm();
  }
  calm = true;
  const asked = openai.asked.length;
  const { sinks } = await run(to(later, 3), { ledger: memory(), host, name: "again" });
  for (const [name, { puts, deletes, failed }] of Object.entries(sinks)) {
    assert.deepEqual([puts, deletes, failed], [0, 0, 0], `seed ${seed}: ${name} holds what a new ledger expects`);
  }
  assert.equal(openai.asked.length, asked, `seed ${seed}: the stores hold every vector`);
}

for (const by of ["HTTP", "gRPC"] as const) {
  serviceTest(
    `embeddings into two stores, by ${by}: nothing is lost, invented or doubled under ${SEEDS} seeds of faults of all three`,
    ["dynoxide", "weaviate"],
    async (servers) => {
      const happened = new Map<string, number>();
      const all = Array.from({ length: SEEDS }, (_, i) => i + 1);
      // A few at a time: most of it is waiting.
      while (all.length > 0) {
        await Promise.all(all.splice(0, 9).map((seed) => survives(servers, by, seed, happened)));
      }
      const kinds = EMBEDDING.map((fault) => `embed ${typeof fault === "string" ? fault : fault.kind}`);
      const wanted = [...Object.keys(RATES), ...new Set(kinds)];
      assert.deepEqual([...happened.keys()].sort(), wanted.sort(), "every fault has happened");
    },
  );
}
