import assert from "node:assert/strict";
import { from, run, type Source, verify } from "../../mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memoryStore } from "../../plugins/memory/mod.ts";
import { type Note, note, testHost, watchedSource } from "../support/engine.ts";

function setup() {
  return {
    source: watchedSource({ units: [note("a", "1"), note("b", "2")] }),
    options: { name: "p", host: testHost() },
  };
}

Deno.test("rule 2: limit and only never enter the definition, and withdraw completeness", async () => {
  const ledger = memory();
  const store = memoryStore<Note>();
  const units = [note("a", "1"), note("b", "2"), note("c", "3")];
  const source = watchedSource({ units: () => units, claims: [{ asOf: 9 }] });
  const pipeline = from(source).to(store);
  const options = { host: testHost(), ledger, mirror: true };
  const first = await run(pipeline, { ...options, limit: 1 });
  assert.deepEqual([first.source.read, store.state.size], [1, 1]);
  const second = await run(pipeline, { ...options, only: (key) => key === "b" });
  assert.deepEqual([second.source.read, store.state.size], [1, 2]);
  const third = await run(pipeline, options);
  assert.deepEqual(third.source, { read: 3, unchanged: 2, passed: 1, dropped: 0, dead: 0 });
  units.pop();
  await run(pipeline, { ...options, limit: 1 });
  assert.equal(store.state.size, 3, "nothing is gone for a run that was to read a part");
  await run(pipeline, options);
  assert.equal(store.state.size, 2);
});

Deno.test("rule 2: after reads from there and saves no bookmark", async () => {
  const ledger = memory();
  const store = memoryStore<Note>();
  const units = [note("a", "1"), note("b", "2"), note("c", "3")];
  const pipeline = from(watchedSource({ units, mode: "incremental" })).to(store);
  const options = { host: testHost(), ledger };
  await run(pipeline, { ...options, after: { next: 2 } });
  assert.deepEqual([...store.state.keys()], ["c"]);
  const report = await run(pipeline, options);
  assert.deepEqual(report.source, { read: 3, unchanged: 1, passed: 2, dropped: 0, dead: 0 });
});

Deno.test("rule 2: full forces a run, and the diff still keeps equal entries from being written", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const store = memoryStore<Note>();
  const pipeline = from(source).to(store);
  await run(pipeline, { ...options, ledger });
  source.parsed.splice(0);
  store.state.delete("b");
  const report = await run(pipeline, { ...options, ledger, full: true });
  assert.deepEqual(source.parsed, ["a", "b"]);
  assert.deepEqual([report.sinks.memory.puts, report.sinks.memory.unchanged], [1, 1]);
});

Deno.test("rule 2: full also writes again what somebody else changed in the store, as verify finds it", async () => {
  const { source, options } = setup();
  const store = memoryStore<Note>();
  const pipeline = from(source).to(store);
  const settings = { ...options, ledger: memory() };
  await run(pipeline, settings);
  (store.state.get("b")!.get("b")!.value as Note).text = "changed";
  assert.deepEqual((await verify(pipeline, settings)).differences.map(({ mark, scope }) => [mark, scope]), [[
    "*",
    "b",
  ]]);
  const report = await run(pipeline, { ...settings, full: true });
  assert.deepEqual([report.sinks.memory.puts, report.sinks.memory.unchanged], [1, 1]);
  assert.equal((await verify(pipeline, settings)).status, "ok");
  assert.equal((await run(pipeline, { ...settings, full: true })).sinks.memory.puts, 0);
});

Deno.test("rule 2: a path with only file sinks and inline functions is simply run, and the file replaced if its bytes differ", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const sink = memorySink<Note>();
  const world = { suffix: "!" };
  const pipeline = from(source as Source<Note>).through((n) => ({ ...n, text: n.text + world.suffix })).to(sink);
  await run(pipeline, { ...options, ledger });
  const same = await run(pipeline, { ...options, ledger });
  assert.deepEqual([same.source.passed, same.sinks.memory.unchanged], [2, 1]);
  world.suffix = "?";
  const other = await run(pipeline, { ...options, ledger });
  assert.equal(other.sinks.memory.puts, 1);
  assert.deepEqual(sink.records.map((n) => n.text), ["1?", "2?"]);
});

Deno.test("rule 2: other bytes with the same content are unchanged, and parsed only once more", async () => {
  const ledger = memory();
  const store = memoryStore<Note>();
  const units = [note("a", "1", { fingerprint: "raw one" })];
  const source = watchedSource({ units: () => units });
  const options = { host: testHost(), ledger };
  await run(from(source).to(store), options);
  units[0] = note("a", "1", { fingerprint: "raw two" });
  store.writes.splice(0);
  const report = await run(from(source).to(store), options);
  assert.deepEqual(report.source, { read: 1, unchanged: 1, passed: 0, dropped: 0, dead: 0 });
  await run(from(source).to(store), options);
  assert.deepEqual(source.parsed, ["a", "a"]);
  assert.deepEqual(store.writes, []);
});

Deno.test("rule 2: a table's column named origin is content", async () => {
  const ledger = memory();
  const store = memoryStore<{ id: string; origin: string }>();
  const units = [{ key: "a", value: { id: "a", origin: "Bonn" } }];
  const pipeline = from(watchedSource({ units: () => units })).to(store);
  await run(pipeline, { host: testHost(), ledger });
  units[0] = { key: "a", value: { id: "a", origin: "Graz" } };
  await run(pipeline, { host: testHost(), ledger });
  assert.deepEqual(store.get("a", "a"), { id: "a", origin: "Graz" });
});
