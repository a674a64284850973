/** Transforms by expressions, as a config file would make them. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import * as transforms from "../../../plugins/transforms/mod.ts";
import type { TransformObject } from "../../../core/transform.ts";
import { testHost } from "../../support/engine.ts";

async function play(
  records: unknown[],
  ...links: TransformObject<unknown, unknown>[]
): Promise<{ out: unknown[]; report: Awaited<ReturnType<typeof run>> }> {
  const sink = memorySink<unknown>();
  let chain = from(records);
  for (const link of links) chain = chain.through(link);
  const report = await run(chain.to(sink), { name: "play", host: testHost(), ledger: memory() });
  return { out: sink.records, report };
}

Deno.test("filterTransform() keeps what holds, and counts the rest under the expression or the reason given", async () => {
  const rows = [{ n: "3" }, { n: "1" }, { x: 1 }];
  const { out, report } = await play(rows, transforms.filterTransform({ where: "n>2" }));
  assert.deepEqual([out, report.drops], [[{ n: "3" }], { "n > 2": 2 }]);
  const named = await play(rows, transforms.filterTransform({ where: "n > 2", reason: "too small" }));
  assert.deepEqual([named.report.drops, named.report.source.dropped], [{ "too small": 2 }, 2]);
  const long = transforms.filterTransform({ where: `n = "${"x".repeat(200)}"` });
  const [reason] = Object.keys((await play(rows, long)).report.drops);
  assert.equal([...reason].length, 100);
});

Deno.test("filterTransform() finds conversations in which the user says something", async () => {
  const say = (id: string, role: string, text: string) => ({
    id,
    messages: [{ id: "m", role, parts: [{ type: "text", text }], metadata: {} }],
  });
  const talks = [say("a", "user", "About Kyoto"), say("b", "assistant", "Kyoto!"), say("c", "user", "Tea")];
  const where = 'any(messages, role = "user" and lower(text(it)) contains "kyoto")';
  assert.deepEqual((await play(talks, transforms.filterTransform({ where }))).out, [talks[0]]);
});

Deno.test("mapTransform() makes records of expressions, and keeps the others when asked", async () => {
  const records = [{ id: 7, tags: ["a", "b"], at: 0 }];
  const fields = { key: "id", day: "day(at)", tags: 'join(tags, "+")', none: "nothing" };
  const { out: [made] } = await play(records, transforms.mapTransform({ fields }));
  assert.equal(JSON.stringify(made), '{"key":7,"day":"1970-01-01","tags":"a+b"}');
  const { out: [kept] } = await play(
    records,
    transforms.mapTransform({ fields: { tags: "length(tags)" }, keep: true }),
  );
  assert.deepEqual(kept, { id: 7, tags: 2, at: 0 });
});

Deno.test("flatMapTransform() makes a record of each element, with fields of the record that held it", async () => {
  const records = [{ id: "c", parts: [{ n: 1, id: "own" }, "text"] }, { id: "none" }];
  const plain = await play(records, transforms.flatMapTransform({ field: "parts" }));
  assert.deepEqual(plain.out, [{ n: 1, id: "own" }, "text"]);
  const besides = await play(records, transforms.flatMapTransform({ field: "parts", with: { talk: "id", n: "5" } }));
  assert.deepEqual(besides.out, [{ talk: "c", n: 5, id: "own" }, { talk: "c", n: 5, value: "text" }]);
  const bad = await play([{ parts: "x" }, { parts: [null] }], transforms.flatMapTransform({ field: "parts" }));
  assert.equal(bad.report.source.dead, 2);
});

Deno.test("pickTransform() and renameTransform() change fields", async () => {
  const records = [{ b: 1, a: 2 }, { a: 3 }];
  const picked = await play(records, transforms.pickTransform({ fields: ["a", "b"] }));
  assert.equal(JSON.stringify(picked.out), '[{"a":2,"b":1},{"a":3}]');
  const renamed = await play(records, transforms.renameTransform({ fields: { a: "b" } }));
  assert.deepEqual([renamed.out, renamed.report.source.dead], [[{ b: 3 }], 1]);
});

Deno.test("dedupeTransform(), limitTransform() and sampleTransform() look at all records", async () => {
  const records = [{ mail: "A@x", n: 1 }, { mail: "a@x", n: 2 }, { n: 3 }, { n: 4 }, { n: 4 }];
  const by = await play(records, transforms.dedupeTransform({ by: "lower(mail)" }));
  assert.deepEqual(by.out.map((record) => (record as { n: number }).n), [1, 3, 4, 4]);
  assert.equal((await play(records, transforms.dedupeTransform({}))).out.length, 4);
  assert.equal((await play(records, transforms.limitTransform({ count: 2 }))).out.length, 2);
  const many = Array.from({ length: 1_000 }, (_, n) => ({ n }));
  const { out } = await play(many, transforms.sampleTransform({ share: 0.3, seed: "s" }));
  assert.ok(out.length > 200 && out.length < 400);
  for (const factory of [transforms.dedupeTransform({}), transforms.limitTransform({ count: 1 })]) {
    assert.equal(factory.across, true);
  }
});

Deno.test("transforms refuse expressions that cannot be read, with the place, all mistakes at once", () => {
  assert.throws(
    () => transforms.filterTransform({ where: "a == 1" }),
    /^TypeError: Cannot create filter: where: Cannot parse expression "a == 1": at position 3 there is "=="/,
  );
  assert.throws(
    () => transforms.mapTransform({ fields: { a: "(", b: "1 +" } }),
    /Cannot create map: fields\.a: .*; fields\.b: /,
  );
  assert.throws(() => transforms.renameTransform({ fields: { a: "x", b: "x" } }), /two fields are to have one name/);
  assert.throws(() => transforms.sampleTransform({ share: 2 }), /Cannot create sample: share/);
});

Deno.test("transforms written in another way are the same definition; another expression is another", async () => {
  const store = memoryStore<unknown>();
  const units = [{ key: "a", value: { id: "a", n: 1 } }];
  const options = { name: "same", host: testHost(), ledger: memory() };
  const go = (where: string) =>
    run(from(memorySource({ units })).through(transforms.filterTransform({ where })).to(store), options);
  await go("n = 1");
  assert.equal((await go("(n)  =  1.0")).source.unchanged, 1);
  assert.equal((await go("n < 2")).source.unchanged, 0);
});
