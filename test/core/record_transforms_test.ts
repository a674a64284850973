/** map, flatMap, pick, rename and branch. */
import assert from "node:assert/strict";
import { branch, drop, filter, flatMap, from, map, pick, rename, run } from "../../mod.ts";
import type { Context } from "../../core/context.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink } from "../../plugins/memory/mod.ts";
import { testHost } from "../support/engine.ts";

async function play<T, U>(
  records: T[],
  transform: (record: T, context: Context) => U,
): Promise<{ out: unknown[]; report: Awaited<ReturnType<typeof run>> }> {
  const sink = memorySink<unknown>();
  const report = await run(from(records).through(transform).to(sink), { host: testHost(), ledger: memory() });
  return { out: sink.records, report };
}

Deno.test("map() makes one record of each, lists among them, and no record of nothing", async () => {
  assert.deepEqual((await play([1, 2], map((n: number) => [n, n]))).out, [[1, 1], [2, 2]]);
  assert.deepEqual((await play([1], map((n: number) => Promise.resolve(n + 1)))).out, [2]);
  const { out, report } = await play([1, 2, 3], map((n: number) => n === 1 ? drop("one") : n === 2 ? undefined : n));
  assert.deepEqual(out, [3]);
  assert.deepEqual(report.source, { read: 3, unchanged: 0, passed: 1, dropped: 1, dead: 1 });
  assert.deepEqual(report.drops, { one: 1 });
});

Deno.test("flatMap() makes a record of each element of whatever can be iterated", async () => {
  assert.deepEqual((await play(["a b", ""], flatMap((s: string) => s.split(" ").filter(Boolean)))).out, ["a", "b"]);
  assert.deepEqual((await play([2], flatMap((n: number) => Promise.resolve(new Set([n, n + 1]))))).out, [2, 3]);
});

Deno.test("pick() keeps the fields named, in that order, and own ones only", async () => {
  const records = [{ a: 1, b: 2, c: 3 }, { a: 1 } as { a: number; b: number; c: number }];
  const { out } = await play(records, pick<{ a: number; b: number; c: number }, "a" | "c">("c", "a"));
  assert.deepEqual(out.map((record) => JSON.stringify(record)), ['{"c":3,"a":1}', '{"a":1}']);
  const hostile = JSON.parse('{"__proto__": 1, "b": 2}') as Record<string, unknown>;
  const [picked] = (await play([hostile], pick<Record<string, unknown>, string>("__proto__", "toString"))).out;
  assert.deepEqual(Object.entries(picked as object), [["__proto__", 1]]);
  const { report } = await play([5 as unknown as { a: 1 }], pick<{ a: 1 }, "a">("a"));
  assert.equal(report.source.dead, 1);
});

Deno.test("rename() gives fields other names in their places, and loses none", async () => {
  interface Row {
    a: number;
    b?: number;
  }
  const to = rename<Row, { a: "x" }>({ a: "x" });
  assert.equal(JSON.stringify((await play<Row, unknown>([{ a: 1, b: 2 }], to)).out), '[{"x":1,"b":2}]');
  const swap = rename<Row, { a: "b"; b: "a" }>({ a: "b", b: "a" });
  assert.deepEqual((await play<Row, unknown>([{ a: 1, b: 2 }], swap)).out, [{ b: 1, a: 2 }]);
  const onto = rename<Row, { a: "b" }>({ a: "b" });
  assert.equal((await play<Row, unknown>([{ a: 1, b: 2 }, { a: 3 }], onto)).report.source.dead, 1);
  assert.throws(() => onto({ a: 1, b: 2 }), /Cannot rename "a" to "b": the record has a field of that name already/);
  assert.throws(() => onto({ b: 2, a: 1 }), /Cannot rename "a" to "b"/);
  assert.throws(() => rename<Row, { a: "x"; b: "x" }>({ a: "x", b: "x" }), /two of them are to have one name/);
});

Deno.test("branch() feeds its sinks the records that its rule is true of", async () => {
  const [even, large, all] = ["even", "large", "all"].map((name) => memorySink<number>({ name }));
  const isEven = (n: number) => n % 2 === 0;
  const pipeline = from([1, 2, 3, 4]).to(branch(isEven, even), branch((n) => n > 2, large), all);
  const report = await run(pipeline, { host: testHost(), ledger: memory() });
  assert.deepEqual([even.records, large.records, all.records], [[2, 4], [3, 4], [1, 2, 3, 4]]);
  assert.deepEqual(report.source, { read: 4, unchanged: 0, passed: 4, dropped: 0, dead: 0 });
  assert.deepEqual(report.drops, { isEven: 2, branch: 2 });
});

Deno.test("the definition of these transforms is what they are told", () => {
  assert.notEqual(String(pick<{ a: 1; b: 1 }, "a">("a")), String(pick<{ a: 1; b: 1 }, "b">("b")));
  assert.equal(String(map((n: number) => n + 1)), "map((n)=>n + 1)");
  assert.equal(
    map(function twice(n: number) {
      return 2 * n;
    }).name,
    "twice",
  );
  assert.notEqual(String(filter((n: number) => n > 1)), String(filter((n: number) => n > 2)));
});
