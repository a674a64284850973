import assert from "node:assert/strict";
import { type Claim, from, run, through } from "../../mod.ts";
import { chaosSink, chaosSource } from "../../plugins/chaos/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySource, memoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { type Note, note, testHost } from "../support/engine.ts";

const host = testHost();

/** A store that holds a, b, c, and what a later run with these units and claims leaves of it. */
async function after(
  later: { keys: string[]; claims: Claim[]; first?: Claim[]; accounts?: { [key: string]: string }; mirror?: boolean },
): Promise<{ left: string[]; report: Awaited<ReturnType<typeof run>> }> {
  const store = memoryStore<Note>();
  const ledger = memory();
  const unit = (key: string): MemoryUnit<Note> => note(key, "1", { account: later.accounts?.[key] });
  const claimed = later.first ?? [{ asOf: 10 }];
  await run(from(memorySource({ units: ["a", "b", "c"].map(unit), claims: claimed })).to(store), { host, ledger });
  const source = memorySource({ units: later.keys.map(unit), claims: later.claims });
  const report = await run(from(source).to(store), { host, ledger, mirror: later.mirror ?? true });
  return { left: [...store.state.keys()].sort(), report };
}

Deno.test("rule 5: a mirroring run deletes the units that a claim says are gone", async () => {
  const { left, report } = await after({ keys: ["a"], claims: [{ asOf: 11 }] });
  assert.deepEqual(left, ["a"]);
  assert.deepEqual([report.metrics.removed, report.sinks.memory.deletes], [2, 2]);
});

Deno.test("rule 5: without mirror gone units stay and are reported", async () => {
  const { left, report } = await after({ keys: ["a"], claims: [{ asOf: 11 }], mirror: false });
  assert.deepEqual(left, ["a", "b", "c"]);
  assert.equal(report.metrics.gone, 2);
  assert.match(report.notes.join(), /No longer in the source, and kept: 2 units; --mirror deletes what is gone/);
});

Deno.test("rule 5: without a claim nothing is gone", async () => {
  const { left, report } = await after({ keys: ["a"], claims: [] });
  assert.deepEqual(left, ["a", "b", "c"]);
  assert.equal(report.metrics.gone, undefined);
});

Deno.test("rule 5: a claim older than the last one deletes nothing, one as old does", async () => {
  assert.deepEqual((await after({ keys: ["a"], claims: [{ asOf: 9 }] })).left, ["a", "b", "c"]);
  assert.deepEqual((await after({ keys: ["a"], claims: [{ asOf: 10 }] })).left, ["a"]);
});

Deno.test("rule 5: of two claims for one account in a reading the newest counts", async () => {
  const claims = [{ asOf: 5 }, { asOf: 12 }, { asOf: 7 }];
  const { left, report } = await after({ keys: ["a"], claims });
  assert.deepEqual(left, ["a"]);
  assert.deepEqual(report.notes, []);
});

Deno.test("rule 5: the claim is of one account; one without speaks for the account unknown", async () => {
  const accounts = { a: "ann", b: "bob" };
  const first = [{ asOf: 1 }];
  assert.deepEqual((await after({ keys: [], claims: [{ asOf: 2, account: "ann" }], accounts, first })).left, [
    "b",
    "c",
  ]);
  assert.deepEqual((await after({ keys: [], claims: [{ asOf: 2 }], accounts, first })).left, ["a", "b"]);
});

Deno.test("rule 5: a reading that was cut short deletes nothing", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "1"), note("b", "1"), note("c", "1")];
  const source = memorySource({ units: () => units, claims: [{ asOf: 1 }], batchSize: 1 });
  await run(from(source).to(store), { host, ledger });
  units.splice(1, 1);
  const cut = chaosSource(source, { faults: [{ kind: "cut", after: 1 }] });
  await assert.rejects(run(from(cut).to(store), { host, ledger, mirror: true }), /chaos said so \(cut\)/);
  assert.equal(store.state.size, 3);
  const stop = AbortSignal.abort();
  const report = await run(from(source).to(store), { host, ledger, mirror: true, stop });
  assert.deepEqual([report.stopped, store.state.size], [true, 3]);
});

Deno.test("rule 5: dead units with a key count as present", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units: MemoryUnit<Note>[] = [note("a", "1"), note("b", "1")];
  const source = memorySource({ units: () => units, claims: [{ asOf: 1 }] });
  await run(from(source).to(store), { host, ledger });
  units[1] = { key: "b", fingerprint: "broken", records: () => Promise.reject(new SyntaxError("no JSON")) };
  await run(from(source).to(store), { host, ledger, mirror: true });
  assert.equal(store.state.size, 2);
});

Deno.test("rule 5: whole-unit deletes come last, after the puts of every store", async () => {
  const ledger = memory();
  const one = memoryStore<Note>({ name: "one" });
  const two = memoryStore<Note>({ name: "two" });
  const units = [note("a", "1"), note("b", "1")];
  const pipeline = from(memorySource({ units: () => units, claims: [{ asOf: 1 }] })).to(
    one,
    through((n: Note) => n).to(two),
  );
  await run(pipeline, { host, ledger });
  for (const store of [one, two]) store.writes.splice(0);
  units.splice(0, 2, note("b", "2"), note("c", "1"));
  await run(pipeline, { host, ledger, mirror: true });
  for (const store of [one, two]) {
    assert.deepEqual(store.writes.map(({ kind, key }) => `${kind} ${key}`), ["put b", "put c", "delete a"]);
  }
});

Deno.test("rule 5: a unit that could not be deleted is kept in the ledger, with a dead letter, and deleted later", async () => {
  const store = memoryStore<Note>();
  const ledger = memory();
  const units = [note("a", "1"), note("b", "1")];
  const source = memorySource({ units: () => units, claims: [{ asOf: 1 }] });
  await run(from(source).to(store), { host, ledger });
  units.pop();
  const picky = chaosSink(store, { faults: [{ kind: "refuse", keys: ["b"] }] });
  const report = await run(from(source).to(picky), { host, ledger, mirror: true });
  assert.deepEqual([report.status, report.deadLetters, report.sinks.memory.failed], ["partial", 1, 1]);
  assert.equal(report.metrics.removed, undefined);
  const again = await run(from(source).to(store), { host, ledger, mirror: true });
  assert.equal(again.metrics.removed, 1);
  assert.deepEqual([...store.state.keys()], ["a"]);
});
