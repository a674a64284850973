import assert from "node:assert/strict";
import { from, run } from "../../mod.ts";
import { PLUGIN } from "../../core/plugin.ts";
import type { Source, Unit } from "../../core/source.ts";
import { fc } from "../../deps/fast_check.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySource, memoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { contents, type Note, note, notes, testHost, watchedSource } from "../support/engine.ts";

const host = testHost();

async function winner(units: MemoryUnit<Note>[], batchSize = 100): Promise<string[]> {
  const store = memoryStore<Note>();
  await run(from(memorySource({ units, batchSize })).to(store), { host, ledger: memory() });
  return contents(store);
}

/** The units of a source, with a rank where the text is a number. */
function ranked(inner: Source<Note>): Source<Note> {
  const withRank = (unit: Unit<Note>): Unit<Note> => ({
    key: unit.key,
    version: unit.version,
    exportedAt: unit.exportedAt,
    fingerprint: unit.fingerprint,
    bytes: unit.bytes,
    position: unit.position,
    parse: () => unit.parse(),
    rank: async () => [Number(((await unit.parse()) as Note[])[0].text), 0],
  });
  return {
    kind: "source",
    [PLUGIN]: inner[PLUGIN],
    async open(context) {
      const open = await inner.open(context);
      return {
        mode: open.mode,
        keyed: open.keyed,
        async *read(options) {
          for await (const batch of open.read(options)) yield { ...batch, units: batch.units.map(withRank) };
        },
        close: () => open.close(),
      };
    },
  };
}

Deno.test("rule 4: of several copies the newest update time wins whole, in any order", async () => {
  const old = notes("a", { x: "old", only: "old" }, { version: 1, exportedAt: 9 });
  const recent = notes("a", { x: "new" }, { version: 2, exportedAt: 1 });
  const undated = notes("a", { x: "undated" }, { exportedAt: 99 });
  for (const units of [[old, recent, undated], [undated, recent, old], [recent, old, undated]]) {
    for (const size of [1, 100]) assert.deepEqual(await winner(units, size), ["a/x: new"], "nodes are never united");
  }
});

Deno.test("rule 4: at one update time the copy of the later export wins", async () => {
  const early = note("a", "early", { version: 1, exportedAt: 1 });
  const late = note("a", "late", { version: 1, exportedAt: 2 });
  const undated = note("a", "undated", { version: 1 });
  assert.deepEqual(await winner([early, late, undated]), ["a/a: late"]);
  assert.deepEqual(await winner([undated, late, early]), ["a/a: late"]);
});

Deno.test("rule 4: then what the source ranks higher wins, then the greater fingerprint", async () => {
  for (const texts of [["7", "30", "5"], ["30", "5", "7"], ["5", "7", "30"]]) {
    const store = memoryStore<Note>();
    const source = ranked(memorySource({ units: texts.map((text) => note("a", text)) }));
    await run(from(source).to(store), { host, ledger: memory() });
    assert.deepEqual(contents(store), ["a/a: 30"]);
  }
  const one = note("a", "one", { fingerprint: "b" });
  const two = note("a", "two", { fingerprint: "a" });
  assert.deepEqual(await winner([one, two]), ["a/a: one"]);
  assert.deepEqual(await winner([two, one]), ["a/a: one"]);
});

Deno.test("rule 4: partial copies are united, the newest edit wins, and they delete nothing", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units: MemoryUnit<Note>[] = [notes("a", { x: "1", y: "1", z: "1" }, { version: 1 })];
  const source = memorySource({ units: () => units });
  await run(from(source).to(store), { host, ledger });
  units.splice(
    0,
    1,
    notes("a", { y: "3" }, { version: 3, whole: false }),
    notes("a", { x: "2", y: "2" }, { version: 2, whole: false }),
  );
  await run(from(source).to(store), { host, ledger });
  assert.deepEqual(contents(store), ["a/x: 2", "a/y: 3", "a/z: 1"]);
  units.splice(0, 2, notes("a", { x: "4" }, { version: 4 }));
  await run(from(source).to(store), { host, ledger });
  assert.deepEqual(contents(store), ["a/x: 4"], "a whole copy deletes what partial ones have left");
});

Deno.test("rule 4: whole and partial copies in any order give the newest whole one and what is newer than it", async () => {
  const copy = fc.record({
    version: fc.integer({ min: 1, max: 20 }),
    whole: fc.boolean(),
    ids: fc.subarray(["x", "y"]),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(copy, { selector: (one) => one.version, minLength: 1, maxLength: 6 }),
      fc.constantFrom("whole" as const, "incremental" as const),
      async (copies, mode) => {
        const units = copies.map(({ version, whole, ids }) =>
          notes("a", Object.fromEntries(ids.map((id) => [id, `${version}`])), { version, whole })
        );
        const sorted = copies.toSorted((a, b) => a.version - b.version);
        const from_ = Math.max(0, sorted.findLastIndex((one) => one.whole));
        const oracle = new Map<string, string>();
        for (const { ids, version } of sorted.slice(from_)) for (const id of ids) oracle.set(id, `a/${id}: ${version}`);
        const store = memoryStore<Note>();
        await run(from(memorySource({ units, mode })).to(store), { host, ledger: memory() });
        assert.deepEqual(contents(store), [...oracle.values()].sort());
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("rule 4: a lower version than the ledger's is superseded, part of unchanged", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "new", { version: 2 })];
  const source = watchedSource({ units: () => units });
  await run(from(source).to(store), { host, ledger });
  units[0] = note("a", "old", { version: 1 });
  const report = await run(from(source).to(store), { host, ledger });
  assert.deepEqual(report.source, { read: 1, unchanged: 1, passed: 0, dropped: 0, dead: 0 });
  assert.equal(report.metrics.superseded, 1);
  assert.deepEqual([contents(store), source.parsed], [["a/a: new"], ["a"]]);
});

Deno.test("rule 4: a copy that is superseded in several stores counts once", async () => {
  for (const lost of [false, true]) {
    const [one, other] = [memoryStore<Note>({ name: "one" }), memoryStore<Note>({ name: "other" })];
    const ledger = memory();
    await run(from(memorySource({ units: [note("a", "new", { version: 2 })] })).to(one, other), { host, ledger });
    const older = from(memorySource({ units: [note("a", "old", { version: 1 })] })).to(one, other);
    const report = await run(older, { host, ledger: lost ? memory() : ledger });
    assert.deepEqual([report.metrics.superseded, report.source.unchanged], [1, 1]);
    assert.deepEqual([contents(one), contents(other)], [["a/a: new"], ["a/a: new"]]);
  }
});

Deno.test("rule 4: a lower version than the store's own entry is superseded, also when the ledger is lost or behind", async () => {
  const store = memoryStore<Note>();
  const units = [notes("a", { x: "2", y: "2" }, { version: 2 })];
  const source = watchedSource({ units: () => units });
  const behind = memory();
  await run(from(source).to(store), { host, ledger: behind });
  units[0] = notes("a", { x: "9" }, { version: 9 });
  await run(from(source).to(store), { host, ledger: memory() });
  for (const ledger of [memory(), behind]) {
    units[0] = notes("a", { x: "5", z: "5" }, { version: 5 });
    source.parsed.splice(0);
    for (let i = 0; i < 2; i++) {
      const report = await run(from(source).to(store), { host, ledger });
      assert.deepEqual(report.source, { read: 1, unchanged: 1, passed: 0, dropped: 0, dead: 0 });
    }
    assert.deepEqual(source.parsed, ["a"], "what was found is remembered");
    assert.deepEqual(contents(store), ["a/x: 9"]);
  }
  units[0] = notes("a", { x: "10" }, { version: 10 });
  await run(from(source).to(store), { host, ledger: behind });
  assert.deepEqual(contents(store), ["a/x: 10"]);
});

Deno.test("rule 4: at an equal version the copy just read wins, unless its export is the older", async () => {
  for (const [exportedAt, wins] of [[3, true], [undefined, true], [2, true], [1, false]] as const) {
    const store = memoryStore<Note>();
    const ledger = memory();
    const units = [note("a", "first", { version: 1, exportedAt: 2 })];
    const source = memorySource({ units: () => units });
    await run(from(source).to(store), { host, ledger });
    units[0] = note("a", "second", { version: 1, exportedAt });
    const report = await run(from(source).to(store), { host, ledger });
    assert.deepEqual(contents(store), [wins ? "a/a: second" : "a/a: first"]);
    assert.equal(report.source.unchanged, wins ? 0 : 1);
  }
});

Deno.test("rule 4: an unchanged unit of a newer export is not taken back by an older one read later", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "same", { version: 1, exportedAt: 1 })];
  const source = memorySource({ units: () => units });
  await run(from(source).to(store), { host, ledger });
  units[0] = note("a", "same", { version: 1, exportedAt: 3 });
  await run(from(source).to(store), { host, ledger });
  units[0] = note("a", "other", { version: 1, exportedAt: 2 });
  await run(from(source).to(store), { host, ledger });
  assert.deepEqual(contents(store), ["a/a: same"]);
});

Deno.test("rule 4: conversations that only an older export has are added", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "1", { exportedAt: 2 })];
  const source = memorySource({ units: () => units, claims: [{ asOf: 1 }] });
  await run(from(source).to(store), { host, ledger });
  units.splice(0, 1, note("b", "1", { exportedAt: 1 }));
  await run(from(source).to(store), { host, ledger });
  assert.deepEqual(contents(store), ["a/a: 1", "b/b: 1"]);
});
