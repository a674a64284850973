import assert from "node:assert/strict";
import { CannotRunError, from, plan, run, type RunOptions } from "../../mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySource, memoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { type Note, note, notes, testHost } from "../support/engine.ts";

const host = testHost();

/** So many records, named after their unit. */
function many(key: string, count: number, text = "1"): MemoryUnit<Note> {
  return notes(key, Object.fromEntries(Array.from({ length: count }, (_, i) => [`${key}${i}`, text])));
}

/** A store that holds units of these sizes, and how it goes on. */
async function stored(sizes: { [key: string]: number }) {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = Object.entries(sizes).map(([key, count]) => many(key, count));
  const pipeline = from(memorySource({ units: () => units, claims: [{ asOf: 1 }] })).to(store);
  const play = (options: RunOptions = {}) => run(pipeline, { host, ledger, ...options });
  await play();
  store.writes.splice(0);
  const held = (key: string) => store.state.get(key)?.size ?? 0;
  return { store, ledger, units, pipeline, play, held };
}

Deno.test("rule 6: the scope that would exceed maxDelete gets neither puts nor deletes, and is not committed; others go on", async () => {
  const { units, play, held, store } = await stored({ a: 10, b: 10, c: 3 });
  units.splice(0, 3, many("a", 4, "2"), many("b", 8), many("c", 5));
  const report = await play({ maxDelete: 5 });
  assert.deepEqual([held("a"), held("b"), held("c")], [10, 8, 5]);
  assert.equal(store.get("a", "a0") && (store.get("a", "a0") as Note).text, "1");
  assert.deepEqual(report.source, { read: 3, unchanged: 0, passed: 3, dropped: 0, dead: 0 });
  assert.deepEqual(report.sinks.memory, { puts: 2, deletes: 2, unchanged: 11, failed: 10 });
  assert.equal(report.status, "partial");
  const again = await play({ maxDelete: 5 });
  assert.deepEqual([again.source.unchanged, again.source.passed], [2, 1], "tried again by the next run");
});

Deno.test("rule 6: the note names a --max-delete that suffices", async () => {
  const { units, play, held } = await stored({ a: 20, b: 30, c: 40 });
  units.splice(0, 3, many("a", 10), many("b", 5), { key: "c", records: [] });
  const report = await play({ maxDelete: 12 });
  const named = /run again with --max-delete (\d+)/.exec(report.notes.join())?.[1];
  assert.ok(named);
  assert.match(report.notes.join(), /^memory: 2 units held back/);
  const second = await play({ maxDelete: Number(named) });
  assert.equal(second.status, "ok");
  assert.deepEqual([held("a"), held("b"), held("c")], [10, 5, 0]);
});

Deno.test("rule 6: each sink's note counts its own deletes only", async () => {
  const ledger = memory();
  const stores = [memoryStore<Note>({ name: "one" }), memoryStore<Note>({ name: "two" })];
  const units = [many("a", 9)];
  const pipeline = from(memorySource({ units: () => units })).to(stores[0], stores[1]);
  await run(pipeline, { host, ledger });
  units[0] = many("a", 2);
  const report = await run(pipeline, { host, ledger, maxDelete: 0 });
  assert.deepEqual(report.notes.map((text) => /--max-delete (\d+)/.exec(text)?.[1]), ["7", "7"]);
});

Deno.test("rule 6: maxDelete is a number of entries or a percentage of what the ledger says the sink holds", async () => {
  for (const [maxDelete, passes] of [[3, true], [2, false], ["30%", true], ["29%", false], ["100%", true]] as const) {
    const { units, play, held } = await stored({ a: 10 });
    units[0] = many("a", 7);
    await play({ maxDelete });
    assert.equal(held("a"), passes ? 7 : 10, `${maxDelete}`);
  }
});

Deno.test("rule 6: the default is the larger of 100 and 20 %", async () => {
  for (
    const [size, left, passes] of [[150, 50, true], [150, 49, false], [1000, 800, true], [1000, 799, false]] as const
  ) {
    const { units, play, held } = await stored({ a: size });
    units[0] = many("a", left);
    await play();
    assert.equal(held("a"), passes ? left : size, `${size} to ${left}`);
  }
});

Deno.test("rule 6: gone units are held, too, and the plan says so", async () => {
  const { units, play, held, pipeline, ledger } = await stored({ a: 4, b: 4, c: 4 });
  units.splice(0, 2);
  const planned = await plan(pipeline, { host, ledger, mirror: true, maxDelete: 5 });
  assert.deepEqual([planned.sinks.memory.deletes.length, planned.sinks.memory.held], [4, ["b"]]);
  const report = await play({ mirror: true, maxDelete: 5 });
  assert.deepEqual([held("a"), held("b"), report.status], [0, 4, "partial"]);
  assert.equal(report.metrics.removed, 1);
  await play({ mirror: true, maxDelete: Number(/--max-delete (\d+)/.exec(report.notes.join())![1]) });
  assert.equal(held("b"), 0);
});

Deno.test("rule 6: within a scope deletes go in the same write as its puts, after them", async () => {
  const { units, play, store } = await stored({ a: 2 });
  units[0] = notes("a", { z: "new" });
  await play();
  assert.deepEqual(store.writes.map(({ kind, key }) => `${kind} ${key}`), ["put z", "delete a0", "delete a1"]);
});

Deno.test("rule 6: a held scope keeps the bookmark of an incremental source from moving on", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [many("a", 5)];
  const pipeline = from(memorySource({ units, mode: "incremental" })).to(store);
  await run(pipeline, { host, ledger });
  units.push(note("a", "less"), note("b", "1"));
  await run(pipeline, { host, ledger, maxDelete: 1 });
  assert.deepEqual([store.state.get("a")?.size, store.state.get("b")?.size], [5, 1]);
  await run(pipeline, { host, ledger });
  assert.equal(store.state.get("a")?.size, 1);
});

Deno.test("rule 6: what is neither a number nor a percentage is refused before anything is read", async () => {
  const { pipeline, ledger } = await stored({ a: 1 });
  for (const maxDelete of ["many", "-5%", -1, NaN] as never[]) {
    await assert.rejects(run(pipeline, { host, ledger, maxDelete }), CannotRunError);
  }
});
