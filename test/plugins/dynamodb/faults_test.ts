/** DynamoDB as it is on a bad day: whatever happens to requests, the table ends equal to what the source says. */
import assert from "node:assert/strict";
import type { Conversation } from "../../../core/conversation.ts";
import { from, run } from "../../../mod.ts";
import { dynamodbStore, temporaryTable } from "../../../plugins/dynamodb/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { type Fault, startFaultProxy } from "../../support/fault_proxy.ts";
import { hastyHost } from "../../support/hasty_host.ts";
import { changed, firstOf } from "../../support/talks.ts";
import { type ServiceName, serviceTest } from "../../support/services.ts";
import { DYNAMODB, expectedRows, rowsOf } from "./support.ts";

const RATES = { throttled: 0.08, before: 0.06, after: 0.06, dropped: 0.06, hung: 0.02, cut: 0.06, partial: 0.2 };

function sourceOf(conversations: Conversation[], exportedAt: number) {
  return memorySource<Conversation>({
    units: conversations.map((value) => ({ key: value.id, version: value.updatedAt, value })),
    claims: [{ asOf: exportedAt }],
    batchSize: 3,
  });
}

async function survives(endpoint: string, seed: number, happened: Map<Fault, number>): Promise<void> {
  await using table = await temporaryTable({ endpoint });
  await using proxy = await startFaultProxy(endpoint, DYNAMODB, { seed, rates: RATES });
  const store = dynamodbStore({ table: table.table, endpoint: proxy.url, timeoutMs: 400, concurrency: 4 });
  const [ledger, host] = [memory(), hastyHost()];
  const first = firstOf(seed, "long € ".repeat(60_000 + seed));
  for (const [exportedAt, conversations] of [[1, first], [2, changed(first, seed)]] as const) {
    const pipeline = from(sourceOf(conversations, exportedAt)).to(store);
    const options = { ledger, host, name: "faults", mirror: true, maxDelete: "100%" as const };
    let status = "";
    for (let runs = 0; status !== "ok" && runs < 6; runs++) {
      status = await run(pipeline, options).then((report) => report.status, () => "failed");
    }
    assert.equal(status, "ok", `seed ${seed} does not end well`);
    assert.deepEqual(await rowsOf(table), expectedRows(conversations), `seed ${seed}`);
  }
  for (const [fault, times] of proxy.happened) happened.set(fault, (happened.get(fault) ?? 0) + times);
  proxy.calm();
  const conversations = changed(first, seed);
  const again = await run(from(sourceOf(conversations, 3)).to(store), { ledger: memory(), host, name: "again" });
  assert.deepEqual(
    { ...again.sinks.dynamodb },
    { puts: 0, deletes: 0, unchanged: expectedRows(conversations).size, failed: 0 },
    `seed ${seed}: a run without a ledger finds everything as it should be`,
  );
}

function testFaults(server: ServiceName, seeds: number): void {
  serviceTest(
    `dynamodbStore() loses, invents and doubles nothing under ${seeds} seeds of faults of ${server}`,
    server,
    async ({ url }) => {
      const happened = new Map<Fault, number>();
      const all = Array.from({ length: seeds }, (_, i) => i + 1);
      // A few at a time: most of it is waiting.
      while (all.length > 0) await Promise.all(all.splice(0, 5).map((seed) => survives(url, seed, happened)));
      assert.deepEqual([...happened.keys()].sort(), Object.keys(RATES).sort(), "every fault has happened");
    },
  );
}

testFaults("dynoxide", 25);
testFaults("dynamodb", 5);
