import assert from "node:assert/strict";
import {
  type Context,
  dedupe,
  drop,
  filter,
  from,
  groupBy,
  limit,
  run,
  sample,
  type TransformObject,
} from "../../mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore } from "../../plugins/memory/mod.ts";
import { contents, type Note, note, testHost } from "../support/engine.ts";

async function play<T, U>(records: T[], transform: TransformObject<T, U> | ((record: T, context: Context) => unknown)) {
  const sink = memorySink<U>();
  const pipeline = from(records).through(transform as TransformObject<T, U>).to(sink);
  const report = await run(pipeline, { host: testHost(), ledger: memory() });
  return { out: sink.records, report };
}

Deno.test("filter() drops with the function's name, or the reason given", async () => {
  const isEven = (n: number) => n % 2 === 0;
  const { out, report } = await play([1, 2, 3, 4], filter(isEven));
  assert.deepEqual([out, report.drops, report.source.dropped], [[2, 4], { isEven: 2 }, 2]);
  assert.deepEqual((await play([1], filter((n: number) => n > 1, "too small"))).report.drops, { "too small": 1 });
  assert.deepEqual((await play([1], filter((n: number) => n > 1))).report.drops, { filter: 1 });
});

Deno.test("limit() lets the first records of the whole reading through", async () => {
  assert.deepEqual((await play([1, 2, 3], limit<number>(2))).out, [1, 2]);
  assert.deepEqual((await play([1, 2, 3], limit<number>(0))).out, []);
  assert.throws(() => limit(-1), RangeError);
  assert.throws(() => limit(1.5), RangeError);
});

Deno.test("dedupe() keeps the first of equal records, by key or content, and does not mind changes made later", async () => {
  assert.deepEqual((await play(["a", "b", "a"], dedupe<string>())).out, ["a", "b"]);
  assert.deepEqual((await play(["ax", "bx", "ay"], dedupe<string>((text) => text[0]))).out, ["ax", "bx"]);
  const records = [{ id: "1" }, { id: "1" }, { id: "2" }];
  assert.deepEqual((await play(records, dedupe<{ id: string }>())).out, [{ id: "1" }, { id: "2" }]);
});

Deno.test("sample() takes the same records in every run, about the share asked for", async () => {
  const all = Array.from({ length: 2000 }, (_, i) => i);
  const one = (await play(all, sample<number>(0.25, "s"))).out;
  assert.deepEqual((await play(all, sample<number>(0.25, "s"))).out, one);
  assert.notDeepEqual((await play(all, sample<number>(0.25, "other"))).out, one);
  assert.ok(one.length > 400 && one.length < 600, `${one.length}`);
  assert.equal((await play(all, sample<number>(1))).out.length, 2000);
  assert.equal((await play(all, sample<number>(0))).out.length, 0);
  assert.throws(() => sample(1.1), RangeError);
  assert.throws(() => sample(NaN), RangeError);
});

Deno.test("groupBy() gives one record a group, in the order of their keys, also of very many", async () => {
  const { out, report } = await play(["b1", "a1", "b2"], groupBy((s: string) => s[0], (all, key) => `${key}: ${all}`));
  assert.deepEqual(out, ["a: a1", "b: b1,b2"]);
  assert.deepEqual(report.source, { read: 3, unchanged: 0, passed: 3, dropped: 0, dead: 0 });
  const many = Array.from({ length: 200_000 }, (_, i) => i);
  const grouped = await play(many, groupBy((n: number) => String(n), (all) => all[0]));
  assert.equal(grouped.out.length, 200_000);
});

Deno.test("groupBy() into a store: a group that changes is written, one that is gone is deleted, one with a dead unit stays", async () => {
  const store = memoryStore<Note>();
  const options = { host: testHost(), ledger: memory() };
  const units = [note("1", "a"), note("2", "a"), note("3", "b")];
  const check = (n: Note) => {
    if (n.text === "bad") throw new Error("bad");
    return n;
  };
  const group = groupBy((n: Note) => n.text, (all, id) => ({ id, text: all.map((n) => n.id).join() }));
  const pipeline = from(memorySource({ units: () => units })).through(check).through(group).to(store);
  await run(pipeline, options);
  const scope = "(end of memory)";
  assert.deepEqual(contents(store), [`${scope}/a: 1,2`, `${scope}/b: 3`]);
  store.writes.splice(0);
  units[1] = note("2", "b");
  await run(pipeline, options);
  assert.deepEqual(contents(store), [`${scope}/a: 1`, `${scope}/b: 2,3`]);
  await run(pipeline, { ...options, limit: 1 });
  assert.deepEqual(contents(store), [`${scope}/a: 1`, `${scope}/b: 2,3`], "a part of the units says nothing of groups");
  units[0] = note("1", "bad");
  await run(pipeline, options);
  assert.deepEqual(contents(store), [`${scope}/a: 1`, `${scope}/b: 2,3`]);
  units[0] = note("1", "b");
  await run(pipeline, options);
  assert.deepEqual(contents(store), [`${scope}/b: 1,2,3`]);
});

Deno.test("a function that throws at the end is one dead unit: what the sinks have stays, and it is mended by the next run", async () => {
  const [store, file] = [memoryStore<Note>({ name: "store" }), memorySink<Note>({ name: "file" })];
  const options = { host: testHost(), ledger: memory() };
  const units = [note("1", "a")];
  const group = groupBy((n: Note) => n.text, (_, id) => {
    if (id === "bad") throw new Error("cannot sum up");
    return { id, text: id };
  });
  const pipeline = from(memorySource({ units: () => units })).through(group).to(store, file);
  await run(pipeline, options);
  units[0] = note("1", "bad");
  const report = await run(pipeline, options);
  assert.equal(report.status, "partial");
  assert.equal(report.source.read, report.source.passed + report.source.dead);
  assert.match(report.notes.join(), /file: not written, cannot sum up/);
  assert.deepEqual([contents(store), file.records], [["(end of store)/a: a"], [{ id: "a", text: "a" }]]);
  units[0] = note("1", "c");
  assert.equal((await run(pipeline, options)).status, "ok");
  assert.deepEqual([contents(store), file.records], [["(end of store)/c: c"], [{ id: "c", text: "c" }]]);
});

Deno.test("a transform may return a record, many, or nothing, at once or later; 0 and empty text are records", async () => {
  const results = [1, [2, 3], [], undefined, null, false, drop("why"), Promise.resolve([4]), 0, ""];
  const { out, report } = await play(results.map((_, i) => i), function pick(i: number) {
    return results[i];
  });
  assert.deepEqual(out, [1, 2, 3, 4, 0, ""]);
  assert.deepEqual(report.drops, { pick: 3, why: 1 });
});
