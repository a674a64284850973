/** Weaviate as it is on a bad day: whatever happens to requests, the collection ends equal to what the source says. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { temporaryCollection, weaviateStore } from "../../../plugins/weaviate/mod.ts";
import { testEmbedding } from "../../support/embedding.ts";
import { type Fault, startFaultProxy } from "../../support/fault_proxy.ts";
import { startGrpcFaultProxy } from "../../support/grpc_fault_proxy.ts";
import { hastyHost } from "../../support/hasty_host.ts";
import { changed, firstOf } from "../../support/talks.ts";
import { type Running, serviceTest } from "../../support/services.ts";
import { expectedRows, rowsOf, WEAVIATE, WEAVIATE_GRPC } from "./support.ts";

const RATES = { throttled: 0.08, before: 0.06, after: 0.06, dropped: 0.06, hung: 0.02, cut: 0.06, partial: 0.2 };
const SEEDS = 25;

function sourceOf(conversations: Conversation[], exportedAt: number) {
  return memorySource<Conversation>({
    units: conversations.map((value) => ({ key: value.id, version: value.updatedAt, value })),
    claims: [{ asOf: exportedAt }],
    batchSize: 3,
  });
}

async function survives(
  { url, grpcPort }: Running,
  by: "HTTP" | "gRPC",
  seed: number,
  happened: Map<Fault, number>,
): Promise<void> {
  await using made = temporaryCollection({ url });
  await using http = await startFaultProxy(url, WEAVIATE, { seed, rates: RATES });
  await using grpc = by === "gRPC"
    ? await startGrpcFaultProxy(Number(grpcPort), WEAVIATE_GRPC, { seed, rates: RATES })
    : undefined;
  const { collection } = made;
  const store = weaviateStore({ collection, url: http.url, grpcPort: grpc?.port, timeoutMs: 1_500, batchSize: 7 });
  const embed = testEmbedding((said) => new Float32Array([said.length, 1, 0]));
  const [ledger, host] = [memory(), hastyHost()];
  const first = firstOf(seed);
  for (const [exportedAt, conversations] of [[1, first], [2, changed(first, seed)]] as const) {
    const pipeline = from(sourceOf(conversations, exportedAt)).through(embed.derivation).to(store);
    const options = { ledger, host, name: "faults", mirror: true, maxDelete: "100%" as const };
    let status = "";
    // What passes is tried again within a run: the second is for a day that is worse than these.
    for (let runs = 0; status !== "ok" && runs < 2; runs++) {
      status = await run(pipeline, options).then((report) => report.status, () => "failed");
    }
    assert.equal(status, "ok", `seed ${seed} does not end well`);
    const rows = await rowsOf(made, true);
    for (const row of rows.values()) {
      const { vector, content } = row as { vector: number[]; content: string };
      const expected = [content.length, 1, 0];
      assert.ok(expected.every((number, i) => Math.abs(number - vector[i] * (expected[0] / vector[0])) < 1e-3));
      delete row.vector;
      delete row.embeddingModel;
    }
    assert.deepEqual(rows, expectedRows(conversations), `seed ${seed}`);
  }
  for (const [fault, times] of (grpc ?? http).happened) happened.set(fault, (happened.get(fault) ?? 0) + times);
  for (const proxy of [http, grpc]) proxy?.calm();
  embed.derived.length = 0;
  const conversations = changed(first, seed);
  const pipeline = from(sourceOf(conversations, 3)).through(embed.derivation).to(store);
  const again = await run(pipeline, { ledger: memory(), host, name: "again" });
  assert.deepEqual(
    { ...again.sinks.weaviate, embedded: embed.derived.length },
    { puts: 0, deletes: 0, unchanged: expectedRows(conversations).size, failed: 0, embedded: 0 },
    `seed ${seed}: a run without a ledger finds everything as it should be`,
  );
}

for (const by of ["HTTP", "gRPC"] as const) {
  serviceTest(
    `weaviateStore() by ${by} loses, invents and doubles nothing under ${SEEDS} seeds of faults`,
    "weaviate",
    async (weaviate) => {
      const happened = new Map<Fault, number>();
      const all = Array.from({ length: SEEDS }, (_, i) => i + 1);
      // A few at a time: most of it is waiting.
      while (all.length > 0) {
        await Promise.all(all.splice(0, 9).map((seed) => survives(weaviate, by, seed, happened)));
      }
      assert.deepEqual([...happened.keys()].sort(), Object.keys(RATES).sort(), "every fault has happened");
    },
  );
}
