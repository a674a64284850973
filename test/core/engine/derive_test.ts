import assert from "node:assert/strict";
import { deadLetters, type Derivation, from, plan, PLUGIN, run, transient } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { type Note, note, notes, testHost } from "../../support/engine.ts";

interface Embedded extends Note {
  vector?: number[];
}

/** A derivation that counts its calls, and fails at texts that say so. */
function embed(options: { version?: string; batchSize?: number; failures?: string[] } = {}) {
  const { version = "1", batchSize, failures = ["bad"] } = options;
  const calls: string[][] = [];
  const derivation: Derivation<Note, Embedded> = {
    kind: "derivation",
    name: "embed",
    version,
    batchSize,
    [PLUGIN]: {
      declaration: {
        name: "embed",
        kind: "derivation",
        summary: "Adds a vector.",
        options: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: undefined as never }) } },
        permissions: () => ({}),
      },
      options: {},
    },
    inputs: (n) => n.text,
    estimate: (records) => ({ calls: 1, tokens: records.length * 10, dollars: 0.5 }),
    derive(records) {
      calls.push(records.map((n) => n.text));
      if (records.some((n) => failures.includes(n.text))) throw new Error("the model refuses");
      return Promise.resolve(records.map((n) => ({ ...n, vector: [n.text.length, Number(version)] })));
    },
  };
  return { calls, derivation };
}

const options = () => ({ host: testHost(), ledger: memory(), name: "p" });
const texts = (count: number) => Array.from({ length: count }, (_, i) => note(`u${i}`, `text ${i}`));

Deno.test("a derivation runs for puts only: one edited record costs one call, a second run none", async () => {
  const { calls, derivation } = embed();
  const store = memoryStore<Embedded>();
  const units = [notes("a", { x: "one", y: "two" }), note("b", "three")];
  const pipeline = from(memorySource({ units })).through(derivation).to(store);
  const settings = options();
  await run(pipeline, settings);
  assert.deepEqual(calls, [["one", "two", "three"]], "over the units of a batch");
  assert.deepEqual(store.get("a", "y"), { id: "y", text: "two", vector: [3, 1] });
  await run(pipeline, settings);
  units[0] = notes("a", { x: "one", y: "edited" });
  const report = await run(pipeline, settings);
  assert.deepEqual(calls.slice(1), [["edited"]]);
  assert.equal(report.metrics["derived.embed"], 1);
});

Deno.test("the store is the first cache: a lost ledger costs no call", async () => {
  const { calls, derivation } = embed();
  const store = memoryStore<Embedded>();
  const pipeline = from(memorySource({ units: texts(3) })).through(derivation).to(store);
  await run(pipeline, options());
  const report = await run(pipeline, options());
  assert.deepEqual([calls.length, report.sinks.memory.unchanged], [1, 3]);
});

Deno.test("another version derives again; a field that is no input does not", async () => {
  const settings = options();
  const store = memoryStore<Embedded>({
    entries: (n) => [{ key: n.id, fingerprint: "the same", value: n }],
  });
  const units = [note("a", "one")];
  const first = embed();
  await run(from(memorySource({ units })).through(first.derivation).to(store), settings);
  const second = embed({ version: "2" });
  await run(from(memorySource({ units })).through(second.derivation).to(store), { ...settings, full: true });
  assert.deepEqual(store.get("a", "a")?.toString && (store.get("a", "a") as Embedded).vector, [3, 2]);
  units[0] = { key: "a", value: { id: "a", text: "one", more: 1 } as Note };
  await run(from(memorySource({ units })).through(second.derivation).to(store), settings);
  assert.deepEqual([first.calls.length, second.calls.length], [1, 1]);
});

Deno.test("a new version of a derivation is noticed without being asked to", async () => {
  const settings = options();
  const store = memoryStore<Embedded>();
  const source = memorySource({ units: [note("a", "one")] });
  await run(from(source).through(embed().derivation).to(store), settings);
  await run(from(source).through(embed({ version: "2" }).derivation).to(store), settings);
  assert.deepEqual((store.get("a", "a") as Embedded).vector, [3, 2]);
});

Deno.test("batches hold at most batchSize records", async () => {
  const { calls, derivation } = embed({ batchSize: 4 });
  await run(from(memorySource({ units: texts(10) })).through(derivation).to(memoryStore<Embedded>()), options());
  assert.deepEqual(calls.map((call) => call.length), [4, 4, 2]);
});

Deno.test("a plan says what deriving would cost, and derives nothing", async () => {
  const { calls, derivation } = embed();
  const settings = options();
  const store = memoryStore<Embedded>();
  const units = texts(3);
  const pipeline = from(memorySource({ units })).through(derivation).to(store);
  assert.deepEqual((await plan(pipeline, settings)).estimate, { calls: 1, tokens: 30, dollars: 0.5 });
  assert.deepEqual(calls, []);
  await run(pipeline, settings);
  assert.deepEqual((await plan(pipeline, settings)).estimate, { calls: 0, tokens: 0, dollars: 0 });
  units[0] = note("u0", "new");
  assert.deepEqual((await plan(pipeline, settings)).estimate, { calls: 1, tokens: 10, dollars: 0.5 });
});

Deno.test("what cannot be derived kills its unit alone, with stage derive, and is tried by the next run", async () => {
  const { calls, derivation } = embed();
  const settings = options();
  const store = memoryStore<Embedded>();
  const units = [...texts(3), note("poison", "bad"), notes("mixed", { a: "fine", b: "bad" })];
  const pipeline = from(memorySource({ units })).through(derivation).to(store);
  const report = await run(pipeline, settings);
  assert.deepEqual(report.source, { read: 5, unchanged: 0, passed: 3, dropped: 0, dead: 2 });
  assert.deepEqual([...store.state.keys()].sort(), ["u0", "u1", "u2"]);
  const letters = await deadLetters(settings);
  assert.deepEqual(letters.map(({ unit, stage, plugin, error }) => [unit, stage, plugin, error]).sort(), [
    ["mixed", "derive", "embed", "the model refuses"],
    ["poison", "derive", "embed", "the model refuses"],
  ]);
  calls.splice(0);
  await run(pipeline, settings);
  assert.ok(calls.flat().every((text) => text === "bad" || text === "fine"), "only what is dead is tried again");
});

Deno.test("transient failures of a derivation are tried again, and wrong counts are refused", async () => {
  const { calls, derivation } = embed();
  let left = 2;
  const derive = derivation.derive;
  const flaky = {
    ...derivation,
    derive: (...args: Parameters<typeof derive>) =>
      left-- > 0 ? Promise.reject(transient(new Error("busy"), 7000)) : derive(...args),
  };
  const settings = options();
  const report = await run(
    from(memorySource({ units: texts(2) })).through(flaky).to(memoryStore<Embedded>()),
    settings,
  );
  assert.deepEqual([report.status, calls.length, settings.host.slept], ["ok", 1, [7000, 7000]]);
  const short = { ...derivation, derive: () => Promise.resolve([]) };
  const other = options();
  await run(from(memorySource({ units: texts(1) })).through(short).to(memoryStore<Embedded>()), other);
  assert.match((await deadLetters(other))[0].error, /"embed" derived: it gave 0 records, expected 1/);
});

Deno.test("a file behind a derivation holds the derived fields, with or without keys", async () => {
  for (const keyed of [true, false]) {
    const { derivation } = embed();
    const sink = memorySink<Embedded>();
    const units = [...texts(2), note("poison", "bad")].map((unit) => keyed ? unit : { value: unit.value });
    const settings = options();
    const pipeline = from(memorySource({ units })).through(derivation).to(sink);
    assert.equal((await plan(pipeline, settings)).estimate.tokens, 30);
    const report = await run(pipeline, settings);
    assert.deepEqual(sink.records.map((n) => n.vector), [[6, 1], [6, 1]]);
    assert.equal(report.source.dead, 1);
    assert.match(report.notes.join(), /missing from it, as dead letters: 1 unit/);
  }
});
