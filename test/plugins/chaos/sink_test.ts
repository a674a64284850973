import assert from "node:assert/strict";
import { transience } from "../../../core/errors.ts";
import { PLUGIN } from "../../../core/plugin.ts";
import type { Change, OpenStore } from "../../../core/sink.ts";
import { type ChaosPlan, chaosSink } from "../../../plugins/chaos/mod.ts";
import { memorySink, memoryStore } from "../../../plugins/memory/mod.ts";
import { collect, testContext } from "../../support/context.ts";

const change = (unit: string, keys: string[], deletes: string[] = []): Change => ({
  unit,
  puts: keys.map((key) => ({ scope: unit, key, value: key, fingerprint: key })),
  deletes: deletes.map((key) => ({ scope: unit, key })),
});

async function setUp(plan: ChaosPlan, context = testContext()) {
  const store = memoryStore();
  const chaos = chaosSink(store, plan);
  const open = await chaos.open(context, { create: true });
  assert.ok(open);
  return { store, chaos, open };
}

const held = (store: ReturnType<typeof memoryStore>) =>
  [...store.state].flatMap(([scope, keys]) => [...keys.keys()].map((k) => `${scope}/${k}`));
const failed = (failures: Awaited<ReturnType<OpenStore["write"]>>) =>
  (failures ?? []).map((f) => `${f.unit} ${f.scope}/${f.key}`);

Deno.test("chaosSink() without faults is the store it wraps", async () => {
  const { store, chaos, open } = await setUp({ faults: [] });
  assert.deepEqual([chaos.name, chaos[PLUGIN].options, open.created], ["memory", store[PLUGIN].options, true]);
  assert.equal(open.identity, store.identity);
  assert.equal(await open.write([change("a", ["1"])]), undefined);
  assert.deepEqual(await collect(open.list(["a"])), await collect(open.check!()));
  await open.finish?.();
  await open.close();
  assert.equal(store.finished, 1);
  assert.deepEqual(chaos.entries({ id: "x" })[0].key, "x");
  assert.equal(await chaosSink(memoryStore(), { faults: [] }).open(testContext(), { create: false }), undefined);
});

Deno.test("transient fails so many times, having written nothing, then works", async () => {
  const { store, chaos, open } = await setUp({ faults: [{ kind: "transient", times: 2, after: 1, retryAfterMs: 5 }] });
  await open.write([change("a", ["1"])]);
  for (let i = 0; i < 2; i++) {
    await assert.rejects(open.write([change("b", ["1"])]), (error) => transience(error)?.retryAfterMs === 5);
  }
  assert.deepEqual(held(store), ["a/1"]);
  await open.write([change("b", ["1"])]);
  assert.deepEqual(held(store), ["a/1", "b/1"]);
  assert.equal(chaos.struck.length, 2);
});

Deno.test("terminal is no transient error, and strikes where it is told to", async () => {
  const { open } = await setUp({
    faults: [{ kind: "terminal", times: Infinity }, { kind: "terminal", at: "finish" }, {
      kind: "terminal",
      at: "list",
    }],
  });
  for (let i = 0; i < 3; i++) {
    await assert.rejects(open.write([change("a", ["1"])]), (error) => transience(error) === undefined);
  }
  await assert.rejects(open.finish!(), /Cannot finish: chaos said so \(terminal\)/);
  await open.finish!();
  await assert.rejects(collect(open.list(["a"])), /Cannot list/);
  assert.deepEqual(await collect(open.listAll()), []);
});

Deno.test("partial and refuse fail entries, and write the others", async () => {
  const { store, open } = await setUp({
    faults: [{ kind: "partial", keys: ["2", "old"], times: 1 }, { kind: "refuse", keys: ["3"] }],
  });
  const changes = [change("a", ["1", "2", "3"], ["old"]), change("b", ["3"])];
  const failures = await open.write(changes);
  assert.deepEqual(failed(failures), ["a a/2", "a a/3", "a a/old", "b b/3"]);
  assert.deepEqual((failures ?? []).map((f) => transience(f.error) !== undefined), [true, false, true, false]);
  assert.deepEqual(held(store), ["a/1"]);
  assert.deepEqual(failed(await open.write(changes)), ["a a/3", "b b/3"]);
  assert.deepEqual(held(store), ["a/1", "a/2"]);
});

Deno.test("a chance falls the same way for the same seed, in whichever order the entries come", async () => {
  const keys = Array.from({ length: 200 }, (_, i) => `k${i}`);
  const run = async (seed: number, order: string[]) => {
    const { open } = await setUp({ seed, faults: [{ kind: "refuse", chance: 0.25 }] });
    return failed(await open.write(order.map((key) => change(key, [key])))).sort();
  };
  const first = await run(1, keys);
  assert.ok(first.length > 25 && first.length < 75, String(first.length));
  assert.deepEqual(await run(1, keys.toReversed()), first);
  assert.notDeepEqual(await run(2, keys), first);
  const { open } = await setUp({ faults: [{ kind: "partial", chance: 0.5 }] });
  let left = keys;
  let rounds = 0;
  for (; left.length > 0 && rounds < 50; rounds++) {
    left = ((await open.write([change("u", left)])) ?? []).map((f) => f.key);
  }
  assert.ok(rounds > 3 && rounds < 50, String(rounds));
});

Deno.test("after commit has written everything before it throws", async () => {
  const { store, open } = await setUp({ faults: [{ kind: "after commit" }, { kind: "after commit", at: "finish" }] });
  await assert.rejects(open.write([change("a", ["1"])]), (error) => transience(error) !== undefined);
  assert.deepEqual(held(store), ["a/1"]);
  await open.write([change("a", ["1"])]);
  await assert.rejects(open.finish!(), /after commit/);
  assert.equal(store.finished, 1);
});

Deno.test("cut ends a list early, slow waits, abort stops", async () => {
  const controller = new AbortController();
  const context = testContext(controller.signal);
  const faults: ChaosPlan["faults"] = [{ kind: "cut", at: "list", after: 1 }, { kind: "slow", ms: 9 }, {
    kind: "abort",
    after: 1,
  }];
  const { store, open } = await setUp({ faults, controller }, context);
  await open.write([change("a", ["1", "2"])]);
  const seen: string[] = [];
  await assert.rejects(async () => {
    for await (const { key } of open.listAll()) seen.push(key);
  }, /Cannot list: chaos said so \(cut\)/);
  assert.deepEqual([seen, context.waited], [["1"], [9]]);
  await assert.rejects(open.write([change("b", ["1"])]), { name: "AbortError" });
  assert.deepEqual(held(store), ["a/1", "a/2"]);
});

Deno.test("chaosSink() around a file sink strikes at write and commit", async () => {
  const sink = memorySink<number>({ name: "out" });
  const chaos = chaosSink(sink, {
    faults: [{ kind: "transient" }, { kind: "after commit" }, { kind: "terminal", at: "commit", after: 1 }],
  });
  assert.deepEqual([chaos.kind, chaos.name], ["file", "out"]);
  const first = await chaos.open(testContext());
  await assert.rejects(first.write([1]), (error) => transience(error) !== undefined);
  await first.write([1]);
  await assert.rejects(first.commit(), /after commit/);
  assert.deepEqual(sink.records, [1]);
  const second = await chaos.open(testContext());
  assert.equal((await second.present()).length, 1);
  await second.write([2]);
  await assert.rejects(second.commit(), /terminal/);
  await second.abort();
  assert.deepEqual(sink.records, [1]);
  assert.deepEqual(chaos.struck.map((s) => `${s.kind} at ${s.at}`), [
    "transient at write",
    "after commit at commit",
    "terminal at commit",
  ]);
  assert.throws(
    () => chaosSink(sink, { faults: [{ kind: "transient", at: "finish" }] }),
    /Cannot create chaosSink: faults\.0\.at/,
  );
});
