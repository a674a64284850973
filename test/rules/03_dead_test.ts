import assert from "node:assert/strict";
import { deadLetters, from, groupBy, replay, run } from "../../mod.ts";
import { chaosSink, chaosSource } from "../../plugins/chaos/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { assertBalanced, contents, type Note, note, notes, testHost } from "../support/engine.ts";

const host = testHost();
const failing = (n: Note): Note => {
  if (n.text === "bad") throw new Error("does not fit");
  return n;
};

Deno.test("rule 3: a dead unit is present: no delete in its scope, no commit", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [notes("a", { x: "1", y: "2" }), note("b", "1")];
  const pipeline = from(memorySource({ units, claims: [{ asOf: 1 }] })).through(failing).to(store);
  await run(pipeline, { host, ledger });
  units[0] = notes("a", { x: "bad" });
  for (let i = 0; i < 2; i++) {
    const report = await run(pipeline, { host, ledger, mirror: true });
    assert.deepEqual(report.source, { read: 2, unchanged: 1, passed: 0, dropped: 0, dead: 1 }, "it is tried again");
    assert.deepEqual(contents(store), ["a/x: 1", "a/y: 2", "b/b: 1"]);
  }
});

Deno.test("rule 3: a unit dead before its key was known withdraws the source's completeness", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "1"), note("b", "2")];
  const source = memorySource({ units: () => units, claims: [{ asOf: 1 }] });
  await run(from(source).to(store), { host, ledger });
  const lossy = chaosSource(source, { faults: [{ kind: "loss", keys: ["b"] }] });
  const report = await run(from(lossy).to(store), { host, ledger, mirror: true });
  assert.equal(report.source.dead, 1);
  assert.equal(store.state.size, 2);
  assert.match(report.notes.join(), /not complete/);
  const [letter] = await deadLetters({ host, ledger });
  assert.deepEqual([letter.stage, letter.keyed], ["read", false]);
  await run(from(source).to(store), { host, ledger });
  assert.deepEqual(await deadLetters({ host, ledger }), [], "removed when it could be read");
});

Deno.test("rule 3: dead letters are keyed by unit and stage, replaced when they recur, removed on success", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "bad")];
  const pipeline = from(memorySource({ units })).through(failing).to(store);
  const first = await run(pipeline, { host, ledger });
  const second = await run(pipeline, { host, ledger });
  assert.deepEqual([first.deadLetters, second.deadLetters], [1, 1]);
  const letters = await deadLetters({ host, ledger });
  assert.equal(letters.length, 1);
  const { unit, stage, plugin, error, run: by } = letters[0];
  assert.deepEqual({ unit, stage, plugin, error, by }, {
    unit: "a",
    stage: "transform",
    plugin: "failing",
    error: "does not fit",
    by: second.run,
  });
  units[0] = note("a", "good");
  await run(pipeline, { host, ledger });
  assert.deepEqual(await deadLetters({ host, ledger }), []);
});

Deno.test("rule 3: a unit that is again as it was committed has succeeded: its letter goes", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  for (const mode of ["whole", "incremental"] as const) {
    const units = [note(mode, "good")];
    const pipeline = from(memorySource({ units, mode })).through(failing).to(store);
    const options = { host, ledger, name: mode };
    await run(pipeline, options);
    if (mode === "whole") units[0] = note(mode, "bad");
    else units.push(note(mode, "bad"));
    await run(pipeline, options);
    assert.equal((await deadLetters(options)).length, 1);
    if (mode === "whole") units[0] = note(mode, "good");
    else units.push(note(mode, "good"));
    const report = await run(pipeline, options);
    assert.equal(report.source.unchanged, 1);
    assert.deepEqual(await deadLetters(options), []);
  }
});

Deno.test("rule 3: letters of units without keys go when their place is read without failing", async () => {
  const ledger = memory();
  const sink = memorySink<Note>();
  const units: MemoryUnit<Note>[] = [{ value: { id: "a", text: "good" } }, { value: { id: "b", text: "bad" } }];
  const pipeline = from(memorySource({ units })).through(failing).to(sink);
  const report = await run(pipeline, { host, ledger });
  assert.deepEqual(report.source, { read: 2, unchanged: 0, passed: 1, dropped: 0, dead: 1 });
  const [letter] = await deadLetters({ host, ledger });
  assert.deepEqual([letter.unit, letter.keyed], ["unit 1", false]);
  assert.match(report.notes.join(), /missing from it, as dead letters: 1 unit, "unit 1"/);
  units[1] = { value: { id: "b", text: "good" } };
  await run(pipeline, { host, ledger });
  assert.deepEqual(await deadLetters({ host, ledger }), []);
  units[1] = { value: { id: "b", text: "bad" } };
  await run(pipeline, { host, ledger });
  units.pop();
  await run(pipeline, { host, ledger });
  assert.deepEqual(await deadLetters({ host, ledger }), [], "nor for a place that is no longer there");
});

Deno.test("rule 3: replay runs the unit from the source through today's definition, and no other", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "bad"), note("b", "good"), note("c", "new")];
  const source = memorySource({ units: () => units });
  await run(from(source).through(failing).to(store), { host, ledger, limit: 2 });
  const mended = (n: Note) => ({ ...n, text: `mended ${n.text}` });
  const report = await replay(from(source).through(mended).to(store), { host, ledger });
  assert.equal(report.source.read, 1);
  assert.deepEqual(contents(store), ["a/a: mended bad", "b/b: good"]);
  assert.deepEqual(await deadLetters({ host, ledger }), []);
});

Deno.test("rule 3: replay finds what died before the bookmark of an incremental source", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const source = memorySource({ units: [note("a", "bad"), note("b", "good")], mode: "incremental", batchSize: 1 });
  await run(from(source).through(failing).to(store), { host, ledger });
  const idle = await run(from(source).through(failing).to(store), { host, ledger });
  assert.equal(idle.source.read, 0);
  await replay(from(source).through((n) => n).to(store), { host, ledger });
  assert.deepEqual(contents(store), ["a/a: bad", "b/b: good"]);
  assert.deepEqual(await deadLetters({ host, ledger }), []);
});

Deno.test("rule 3: replay never leaves a file or a group with the replayed units alone", async () => {
  const sink = memorySink<Note>({ name: "file" });
  const store = memoryStore<Note>({ name: "groups" });
  const ledger = memory();
  const units = [note("a", "bad"), note("b", "good"), note("c", "good")];
  const group = groupBy((n: Note) => n.text, (all, text) => ({ id: text, text: String(all.length) }));
  for (const to of [sink, store]) {
    const options = { host, ledger, name: to.name };
    const source = memorySource({ units: () => units });
    const pipeline = to === sink
      ? from(source).through(failing).to(sink)
      : from(source).through(failing).through(group).to(store);
    units[0] = note("a", "bad");
    await run(pipeline, options);
    units[0] = note("a", "good");
    await replay(pipeline, options);
    assert.deepEqual(await deadLetters(options), []);
  }
  assert.deepEqual(sink.records.map((n) => n.id), ["a", "b", "c"]);
  assert.deepEqual(contents(store), ["(end of groups)/good: 3"]);
});

Deno.test("rule 3: maxDeadLetters decides the status; a run goes on after a dead unit, unless onDead says stop", async () => {
  const units = [note("a", "bad"), note("b", "good"), note("c", "bad"), note("d", "good")];
  const play = async (options: Parameters<typeof run>[1]) => {
    const store = memoryStore<Note>();
    const pipeline = from(memorySource({ units, batchSize: 1 })).through(failing).to(store);
    const report = await run(pipeline, { host, ledger: memory(), ...options });
    assertBalanced(report);
    return { report, kept: store.state.size };
  };
  const plain = await play({});
  assert.deepEqual([plain.report.status, plain.kept], ["partial", 2]);
  assert.equal((await play({ maxDeadLetters: 1 })).report.status, "partial");
  assert.equal((await play({ maxDeadLetters: 2 })).report.status, "ok");
  const stopped = await play({ onDead: "stop", maxBytesInFlight: 1 });
  assert.deepEqual([stopped.report.status, stopped.report.stopped, stopped.report.source.dead], ["partial", true, 1]);
  assert.ok(stopped.kept < 2);
});

Deno.test("rule 3: a unit is dead if any record of it died, and counts once", async () => {
  const store = memoryStore<Note>();
  const source = memorySource({ units: [notes("a", { x: "good", y: "bad", z: "bad" })] });
  const report = await run(from(source).through(failing).to(store), { host, ledger: memory() });
  assert.deepEqual(report.source, { read: 1, unchanged: 0, passed: 0, dropped: 0, dead: 1 });
  assert.equal(store.state.size, 0);
});

Deno.test("rule 3: an entry that a store refuses for good makes the unit dead there: one letter lists its entries, what was written stays", async () => {
  const store = memoryStore<Note>();
  const later = memoryStore<Note>({ name: "later" });
  const ledger = memory();
  const source = memorySource({ units: [notes("a", { x: "1", y: "2", z: "3" }), note("b", "1")] });
  const picky = chaosSink(store, { faults: [{ kind: "refuse", keys: ["y", "z"] }] });
  const report = await run(from(source).to(picky, later), { host, ledger });
  assert.deepEqual(contents(store), ["a/x: 1", "b/b: 1"]);
  assert.deepEqual(contents(later), ["b/b: 1"], "later sinks do not get it");
  assert.deepEqual(report.source, { read: 2, unchanged: 0, passed: 1, dropped: 0, dead: 1 });
  assert.deepEqual(report.sinks.memory, { puts: 2, deletes: 0, unchanged: 0, failed: 2 });
  const letters = await deadLetters({ host, ledger });
  assert.deepEqual(letters.map(({ unit, stage, entries }) => [unit, stage, entries?.map((entry) => entry.key)]), [
    ["a", "sink", ["y", "z"]],
  ]);
  const again = await run(from(source).to(store, later), { host, ledger });
  assert.deepEqual(again.sinks.memory, { puts: 2, deletes: 0, unchanged: 2, failed: 0 });
  assert.deepEqual(contents(later), ["a/x: 1", "a/y: 2", "a/z: 3", "b/b: 1"], "the next run goes on where it stopped");
});

Deno.test("rule 3: read counts units after copies are merged, metrics.merged the rest", async () => {
  const store = memoryStore<Note>();
  const units = [note("a", "1", { version: 1 }), note("a", "2", { version: 2 }), note("b", "1"), note("b", "1")];
  const report = await run(from(memorySource({ units })).to(store), { host, ledger: memory() });
  assert.deepEqual([report.source.read, report.metrics.merged], [2, 2]);
});
