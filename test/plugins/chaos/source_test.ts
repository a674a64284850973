import assert from "node:assert/strict";
import { transience } from "../../../core/errors.ts";
import { PLUGIN } from "../../../core/plugin.ts";
import type { UnitBatch } from "../../../core/source.ts";
import { type ChaosPlan, chaosSource } from "../../../plugins/chaos/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { testContext } from "../../support/context.ts";

const inner = memorySource({
  units: ["a", "b", "c", "d", "e"].map((key) => ({ key, version: 1, value: { id: key } })),
  batchSize: 2,
  claims: [{ asOf: 1 }],
});
const make = (...faults: ChaosPlan["faults"]) => chaosSource(inner, { faults });

/** Batches up to the end or the first error. */
async function read(source: ReturnType<typeof make>, context = testContext()) {
  const open = await source.open(context);
  const batches: UnitBatch<{ id: string }>[] = [];
  let error: Error | undefined;
  try {
    for await (const batch of open.read()) batches.push(batch);
  } catch (caught) {
    error = caught as Error;
  }
  await open.close();
  return { batches, keys: batches.map((b) => b.units.map((u) => u.key).join("")), error };
}

Deno.test("chaosSource() without faults is the source it wraps, by name, options and content", async () => {
  const chaos = make();
  assert.equal(chaos[PLUGIN].declaration.name, inner[PLUGIN].declaration.name);
  assert.equal(chaos[PLUGIN].options, inner[PLUGIN].options);
  assert.match(chaos[PLUGIN].declaration.summary, /Fails as told/);
  const open = await chaos.open(testContext());
  assert.deepEqual([open.mode, open.keyed, open.unique], ["whole", true, true]);
  assert.equal(typeof open.unite, "function");
  const { keys, batches, error } = await read(chaos);
  assert.deepEqual([keys, batches[2].claims, error], [["ab", "cd", "e"], [{ asOf: 1 }], undefined]);
  assert.deepEqual(await open.read()[Symbol.asyncIterator]().next().then((r) => r.value.units[0].parse()), [{
    id: "a",
  }]);
  assert.deepEqual(chaos.struck, []);
});

Deno.test("cut ends a reading after so many units, once, without claims", async () => {
  const chaos = make({ kind: "cut", after: 3 });
  const first = await read(chaos);
  assert.deepEqual(first.keys, ["ab", "c"]);
  assert.match(first.error?.message ?? "", /^Cannot read: chaos said so \(cut\)$/);
  assert.equal(first.batches.some((b) => b.claims), false);
  const second = await read(chaos);
  assert.deepEqual([second.keys, second.error], [["ab", "cd", "e"], undefined]);
  assert.deepEqual(chaos.struck, [{ kind: "cut", at: "read" }]);
});

Deno.test("loss takes units away and says so, in every reading", async () => {
  const chaos = make({ kind: "loss", keys: ["b", "e"] });
  for (let i = 0; i < 2; i++) {
    const { keys, batches } = await read(chaos);
    assert.deepEqual(keys, ["a", "cd", ""]);
    assert.deepEqual(batches.map((b) => b.losses?.map((l) => l.position)), [[{ index: 1 }], undefined, [{ index: 4 }]]);
  }
  assert.equal(chaos.struck.length, 4);
});

Deno.test("faults at parse strike the units they name, as often as they say", async () => {
  const chaos = make({ kind: "terminal", at: "parse", keys: ["a"] }, {
    kind: "transient",
    at: "parse",
    keys: ["b", "c"],
    times: 2,
  });
  const units = (await read(chaos)).batches.flatMap((b) => b.units);
  const open = await chaos.open(testContext());
  const tries = async (key: string) => {
    const unit = units.find((u) => u.key === key)!;
    const said: string[] = [];
    for (let i = 0; i < 4; i++) {
      said.push(
        await Promise.resolve(unit.parse()).then(
          () => "ok",
          (error) => transience(error) ? "transient" : error.message,
        ),
      );
    }
    return said;
  };
  const refused = 'Cannot parse "a": chaos said so (terminal)';
  assert.deepEqual(await tries("a"), [refused, refused, refused, refused]);
  const closed = "Cannot parse unit: its source was closed";
  assert.deepEqual(await tries("b"), ["transient", "transient", closed, closed]);
  assert.deepEqual(await tries("c"), ["transient", "transient", closed, closed]);
  assert.deepEqual(await tries("d"), [closed, closed, closed, closed]);
  await open.close();
});

Deno.test("open fails as often as told, with the wait the server asked for", async () => {
  const chaos = make({ kind: "transient", at: "open", times: 2, retryAfterMs: 70 });
  for (let i = 0; i < 2; i++) {
    await assert.rejects(chaos.open(testContext()), (error) => transience(error)?.retryAfterMs === 70);
  }
  assert.equal((await read(chaos)).error, undefined);
});

Deno.test("slow waits before each batch, by the context's clock", async () => {
  const context = testContext();
  await read(make({ kind: "slow", ms: 40 }), context);
  assert.deepEqual(context.waited, [40, 40, 40]);
});

Deno.test("abort stops the run in mid-read", async () => {
  const controller = new AbortController();
  const chaos = chaosSource(inner, { faults: [{ kind: "abort", after: 2 }], controller });
  const { keys, error } = await read(chaos, testContext(controller.signal));
  assert.deepEqual(keys, ["ab", "cd"]);
  assert.equal(error?.name, "AbortError");
  assert.equal(controller.signal.aborted, true);
});

Deno.test("a plan's mistakes are named all at once", () => {
  assert.throws(
    () => make({ kind: "nonsense" as never, times: 0 }, { kind: "cut", at: "write" }),
    /^TypeError: Cannot create chaosSource: faults\.0\.kind: .*; faults\.0\.times: .*; faults\.1\.at: /,
  );
  assert.throws(
    () => make({ kind: "abort" }, { kind: "partial" }, { kind: "cut", at: "open" }),
    /faults\.0: abort needs the plan's controller; faults\.1: partial cannot strike at read, expected one of: none in this wrapper; faults\.2: cut cannot strike at open, expected one of: read/,
  );
});
