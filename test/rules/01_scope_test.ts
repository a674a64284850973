import assert from "node:assert/strict";
import { drop, filter, from, run, through, verify } from "../../mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySource, memoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { assertBalanced, contents, type Note, note, notes, testHost, watchedSource } from "../support/engine.ts";

const host = testHost();
const byText = (name: string) =>
  memoryStore<Note>({
    name,
    entries: (record) => [{ key: record.id, fingerprint: record.text, value: record, scope: record.text }],
  });

Deno.test("rule 1: two units that claim one scope in one run are an error of the second", async () => {
  const store = byText("s");
  const source = memorySource({ units: [note("a", "shared"), note("b", "shared"), note("c", "own")] });
  const report = await run(from(source).to(store), { host, ledger: memory() });
  assert.deepEqual(contents(store), ["own/c: own", "shared/a: shared"]);
  assert.deepEqual(report.source, { read: 3, unchanged: 0, passed: 2, dropped: 0, dead: 1 });
});

Deno.test("rule 1: a scope named like another unit of a later batch is that unit's, whatever comes first", async () => {
  for (const order of [["thief", "b"], ["b", "thief"]]) {
    for (const mode of ["whole", "incremental"] as const) {
      const store = byText("s");
      const units = order.map((key) => note(key, key === "thief" ? "b" : "b"));
      units.find((unit) => unit.key === "b")!.value!.text = "b";
      const report = await run(from(memorySource({ units, mode, batchSize: 1 })).to(store), { host, ledger: memory() });
      assert.equal(report.source.dead, 1, `${order} ${mode}`);
      assert.equal(store.writes.filter((write) => write.kind === "delete").length, 0, "nobody's entries are deleted");
      assert.equal([...store.state.get("b")!.keys()].length, 1);
    }
  }
});

Deno.test("rule 1: the scope of a unit that did not change stays its own when another claims it", async () => {
  const store = byText("s");
  const ledger = memory();
  const units = [note("a", "shared")];
  const pipeline = from(memorySource({ units })).to(store);
  await run(pipeline, { host, ledger });
  units.push(note("b", "shared"));
  const report = await run(pipeline, { host, ledger });
  assert.equal(report.source.dead, 1);
  assert.deepEqual(contents(store), ["shared/a: shared"]);
});

Deno.test("rule 1: the scope of a unit that is no longer read stays its own when another claims it", async () => {
  const store = byText("s");
  const ledger = memory();
  const units = [note("a", "a")];
  const pipeline = from(memorySource({ units, mode: "incremental" })).to(store);
  await run(pipeline, { host, ledger });
  units.push(note("b", "a"));
  const report = await run(pipeline, { host, ledger });
  assert.equal(report.source.dead, 1);
  assert.deepEqual(contents(store), ["a/a: a"]);
});

Deno.test("rule 1: a scope that its unit has given up can be claimed by another in the next run", async () => {
  const store = byText("s");
  const ledger = memory();
  const units = [note("a", "one")];
  const pipeline = from(memorySource({ units })).to(store);
  await run(pipeline, { host, ledger });
  units[0] = note("a", "two");
  await run(pipeline, { host, ledger });
  assert.deepEqual(contents(store), ["two/a: two"], "the scope it left was cleared");
  units.push(note("b", "one"));
  assert.equal((await run(pipeline, { host, ledger })).status, "ok");
  assert.deepEqual(contents(store), ["one/b: one", "two/a: two"]);
});

Deno.test("rule 1: nothing parsed, or a returned [], clears the scope", async () => {
  for (const emptied of ["parse", "transform"]) {
    const store = memoryStore<Note>();
    const ledger = memory();
    const units: MemoryUnit<Note>[] = [notes("a", { x: "1", y: "2" }), note("b", "b")];
    const pipeline = from(memorySource({ units })).through((n) => n.text === "none" ? [] : n).to(store);
    await run(pipeline, { host, ledger });
    units[0] = emptied === "parse" ? { key: "a", records: [] } : note("a", "none");
    const report = await run(pipeline, { host, ledger });
    assert.deepEqual(contents(store), ["b/b: b"]);
    assert.deepEqual(report.source, { read: 2, unchanged: 1, passed: 1, dropped: 0, dead: 0 });
  }
});

Deno.test("rule 1: undefined, a false filter or drop(reason) is a drop: the scope of a unit dropped whole stays and is reported", async () => {
  const ways = {
    nothing: (n: Note) => n.text === "no" ? undefined : n,
    keepWanted: filter<Note>(function keepWanted(n) {
      return n.text !== "no";
    }),
    private: (n: Note) => n.text === "no" ? drop("private") : n,
  };
  for (const [reason, way] of Object.entries(ways)) {
    const store = memoryStore<Note>();
    const ledger = memory();
    const units = [note("a", "yes"), note("b", "yes")];
    const pipeline = from(memorySource({ units })).through(way as (n: Note) => Note).to(store);
    await run(pipeline, { host, ledger });
    units[0] = note("a", "no");
    const report = await run(pipeline, { host, ledger });
    assert.deepEqual(contents(store), ["a/a: yes", "b/b: yes"], "it stays");
    assert.deepEqual(report.source, { read: 2, unchanged: 1, passed: 0, dropped: 1, dead: 0 });
    assert.deepEqual(report.drops, { [reason]: 1 });
    assert.match(report.notes.join(), /Dropped whole, with what was stored before kept: 1 unit/);
  }
});

Deno.test("rule 1: a dropped unit's scope goes under mirror, also when it was dropped by an earlier run, also in the plan", async () => {
  const { plan } = await import("../../mod.ts");
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "yes"), note("b", "yes")];
  const source = memorySource({ units, claims: [{ asOf: 1 }] });
  const pipeline = from(source).through((n) => n.text === "no" ? undefined : n).to(store);
  await run(pipeline, { host, ledger });
  units[0] = note("a", "no");
  const early = await plan(pipeline, { host, ledger, mirror: true });
  assert.deepEqual(early.sinks.memory.deletes, [["a", "a"]]);
  await run(pipeline, { host, ledger });
  assert.equal(store.state.size, 2);
  const planned = await plan(pipeline, { host, ledger, mirror: true });
  assert.deepEqual(planned.sinks.memory.deletes, [["a", "a"]]);
  const report = await run(pipeline, { host, ledger, mirror: true });
  assert.equal(report.sinks.memory.deletes, 1);
  assert.deepEqual(contents(store), ["b/b: yes"]);
  const again = await run(pipeline, { host, ledger, mirror: true });
  assert.deepEqual(again.source, { read: 2, unchanged: 2, passed: 0, dropped: 0, dead: 0 });
});

Deno.test("rule 1: a unit dropped on the way to one store loses nothing in another, also under mirror", async () => {
  const some = memoryStore<Note>({ name: "some" });
  const all = memoryStore<Note>({ name: "all" });
  const ledger = memory();
  const units = [note("a", "yes"), note("b", "yes")];
  const source = memorySource({ units, claims: [{ asOf: 1 }] });
  const pipeline = from(source).through((n) => n).to(
    all,
    through((n: Note) => n.text === "no" ? undefined : n).to(some),
  );
  await run(pipeline, { host, ledger });
  units[0] = note("a", "no");
  await run(pipeline, { host, ledger, mirror: true });
  assert.deepEqual(contents(all), ["a/a: no", "b/b: yes"]);
  assert.deepEqual(contents(some), ["b/b: yes"]);
});

Deno.test("rule 1: where only some records of a unit are dropped, their entries go", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [notes("a", { x: "yes", y: "yes" })];
  const pipeline = from(memorySource({ units })).through((n) => n.text === "no" ? undefined : n).to(store);
  await run(pipeline, { host, ledger });
  units[0] = notes("a", { x: "yes", y: "no" });
  const report = await run(pipeline, { host, ledger });
  assert.deepEqual(contents(store), ["a/x: yes"]);
  assert.deepEqual(report.source, { read: 1, unchanged: 0, passed: 1, dropped: 0, dead: 0 });
  assertBalanced(report);
});

Deno.test("rule 1: gone units are found in the ledger, never by scanning a store", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "1"), note("b", "2")];
  const pipeline = from(memorySource({ units, claims: [{ asOf: 1 }] })).to(store);
  await run(pipeline, { host, ledger });
  const [{ value, fingerprint }] = [...store.state.get("a")!.values()];
  store.state.set("stray", new Map([["stray", { value, fingerprint }]]));
  units.pop();
  const report = await run(pipeline, { host, ledger, mirror: true });
  assert.equal(report.metrics.removed, 1);
  assert.deepEqual([...store.state.keys()], ["a", "stray"], "what no run has committed is not gone");
});

Deno.test("rule 1: entries without our hash are somebody else's: verify reports them, nothing touches them", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  store.put("a", "theirs", { id: "theirs", text: "keep" });
  store.put("b", "b", { id: "b", text: "keep" });
  const units = [note("a", "ours"), note("b", "ours")];
  const source = memorySource({ units: () => units, claims: [{ asOf: 1 }] });
  const pipeline = from(source).to(store);
  const report = await run(pipeline, { host, ledger });
  assert.deepEqual(contents(store), ["a/a: ours", "a/theirs: keep", "b/b: keep"]);
  assert.equal(report.source.dead, 1, "a unit cannot take a key that is somebody else's");
  const checked = await verify(pipeline, { host, ledger });
  assert.deepEqual(checked.differences.map(({ mark, scope, key }) => `${mark} ${scope}/${key}`), [
    "! a/theirs",
    "! b/b",
  ]);
  assert.equal(checked.sinks.memory.foreign, 2);
  units.splice(0);
  await run(pipeline, { host, ledger, mirror: true });
  assert.deepEqual(contents(store), ["a/theirs: keep", "b/b: keep"]);
});

Deno.test("rule 1: a store created in this run is not listed", async () => {
  const store = memoryStore<Note>();
  let listed = 0;
  const spy = Object.create(store, {
    open: {
      value: async (...args: Parameters<typeof store.open>) => {
        const open = (await store.open(...args))!;
        const { list } = open;
        open.list = (scopes) => (listed++, list.call(open, scopes));
        return open;
      },
    },
  });
  const units = [note("a", "1")];
  const source = watchedSource({ units });
  const ledger = memory();
  await run(from(source).to(spy), { host, ledger });
  assert.equal(listed, 0);
  units[0] = note("a", "2");
  await run(from(source).to(spy), { host, ledger });
  assert.equal(listed, 1);
});
