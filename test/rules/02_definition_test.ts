import assert from "node:assert/strict";
import { definePlugin, from, run, type TransformObject } from "../../mod.ts";
import { z } from "../../deps/zod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memoryStore } from "../../plugins/memory/mod.ts";
import { contents, type Note, note, testHost, type Watched, watchedSource } from "../support/engine.ts";

interface LabelOptions {
  label: string;
  path?: string;
  token?: string;
  batchSize?: number;
}

/** A transform with one option of each role. */
const label = (behaviour = 1) =>
  definePlugin<LabelOptions, LabelOptions, Omit<TransformObject<Note, Note>, symbol>>({
    name: "label",
    kind: "transform",
    summary: "Puts a label before each text.",
    behaviour,
    options: z.object({
      label: z.string(),
      path: z.string().optional(),
      token: z.string().optional(),
      batchSize: z.number().optional(),
    }),
    roles: { path: "location", token: "secret", batchSize: "tuning" },
    permissions: () => ({}),
    create: ({ label }) => ({
      kind: "transform",
      name: "label",
      open: () => ({ apply: (n: Note) => ({ ...n, text: `${label}${n.text}` }) }),
    }),
  });

function setup(): { source: Watched<Note>; options: { name: string; host: ReturnType<typeof testHost> } } {
  const source = watchedSource({ units: [note("a", "1"), note("b", "2")] });
  return { source, options: { name: "p", host: testHost() } };
}

Deno.test("rule 2: a changed content option is another definition: nothing counts as unchanged", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const store = memoryStore<Note>();
  const make = label();
  await run(from(source).through(make({ label: "x" })).to(store), { ...options, ledger });
  const report = await run(from(source).through(make({ label: "y" })).to(store), { ...options, ledger });
  assert.equal(report.source.unchanged, 0);
  assert.deepEqual(contents(store), ["a/a: y1", "b/b: y2"]);
});

Deno.test("rule 2: a new path, secret or tuning is no new definition", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const store = memoryStore<Note>();
  const make = label();
  await run(from(source).through(make({ label: "x" })).to(store), { ...options, ledger });
  source.parsed.splice(0);
  for (const more of [{ path: "elsewhere" }, { token: "s3cret" }, { batchSize: 7 }]) {
    const report = await run(from(source).through(make({ label: "x", ...more })).to(store), { ...options, ledger });
    assert.deepEqual(report.source, { read: 2, unchanged: 2, passed: 0, dropped: 0, dead: 0 });
  }
  assert.deepEqual(source.parsed, []);
});

Deno.test("rule 2: another behaviour version is another definition, and the diff keeps equal entries from being written", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const store = memoryStore<Note>();
  await run(from(source).through(label(1)({ label: "x" })).to(store), { ...options, ledger });
  store.writes.splice(0);
  const report = await run(from(source).through(label(2)({ label: "x" })).to(store), { ...options, ledger });
  assert.equal(report.source.passed, 2);
  assert.equal(report.sinks.memory.unchanged, 2);
  assert.deepEqual(store.writes, []);
});

Deno.test("rule 2: the text of an inline function is part of the definition", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const store = memoryStore<Note>();
  await run(from(source).through((n) => ({ ...n, text: n.text + "!" })).to(store), { ...options, ledger });
  const same = await run(from(source).through((n) => ({ ...n, text: n.text + "!" })).to(store), { ...options, ledger });
  assert.equal(same.source.unchanged, 2);
  const other = await run(from(source).through((n) => ({ ...n, text: n.text + "?" })).to(store), {
    ...options,
    ledger,
  });
  assert.equal(other.source.passed, 2);
  assert.deepEqual(contents(store), ["a/a: 1?", "b/b: 2?"]);
});

Deno.test("rule 2: the program's own code is part of the definition where functions are inline, and only there", async () => {
  const { source } = setup();
  const ledger = memory();
  const store = memoryStore<Note>({ name: "inline" });
  const plain = memoryStore<Note>({ name: "plain" });
  const keep = (n: Note) => n;
  const play = async (code: string) => {
    const options = { name: "p", ledger, host: testHost({ code: () => Promise.resolve(code) }) };
    const a = await run(from(source).through(keep).to(store), options);
    const b = await run(from(source).to(plain), options);
    return [a.source.unchanged, b.source.unchanged];
  };
  await play("one");
  assert.deepEqual(await play("one"), [2, 2]);
  assert.deepEqual(await play("two"), [0, 2]);
});

Deno.test("rule 2: a transform that changes its record in place is seen by the diff when its text changes", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const { fingerprint } = await import("../../mod.ts");
  const store = memoryStore<Note>({
    entries: (value) => [{ key: value.id, fingerprint: fingerprint(value), value }],
  });
  const mark = (n: Note) => (n.text += "!", n);
  const other = (n: Note) => (n.text += "?", n);
  await run(from(source).through(mark).to(store), { ...options, ledger });
  await run(from(source).through(other).to(store), { ...options, ledger });
  assert.deepEqual(contents(store), ["a/a: 1?", "b/b: 2?"]);
});

Deno.test("rule 2: another store behind the same address is filled anew", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const store = memoryStore<Note>();
  const pipeline = from(source).to(store);
  await run(pipeline, { ...options, ledger });
  store.remove();
  const { plan } = await import("../../mod.ts");
  const planned = await plan(pipeline, { ...options, ledger });
  assert.equal(planned.sinks.memory.puts.length, 2);
  const report = await run(pipeline, { ...options, ledger });
  assert.equal(report.source.passed, 2);
  assert.equal(report.sinks.memory.puts, 2);
  assert.equal(store.state.size, 2);
});

Deno.test("rule 2: a plan for another store does not speak of what the first one held", async () => {
  const { plan } = await import("../../mod.ts");
  const ledger = memory();
  const store = memoryStore<Note>();
  const units = [note("a", "1", { version: 5 }), note("b", "2")];
  const source = watchedSource({ units: () => units, claims: [{ asOf: 1 }] });
  const options = { host: testHost(), ledger, mirror: true };
  await run(from(source).to(store), options);
  store.remove();
  units.splice(0, 2, note("a", "0", { version: 4 }));
  const planned = await plan(from(source).to(store), options);
  assert.deepEqual([planned.sinks.memory.puts.length, planned.sinks.memory.deletes], [1, []]);
  const report = await run(from(source).to(store), options);
  assert.deepEqual([report.sinks.memory.puts, report.sinks.memory.deletes], [1, 0]);
});

Deno.test("rule 2: adding a sink runs that sink only", async () => {
  const { source, options } = setup();
  const ledger = memory();
  const one = memoryStore<Note>({ name: "one" });
  const two = memoryStore<Note>({ name: "two" });
  await run(from(source).to(one), { ...options, ledger });
  one.writes.splice(0);
  const report = await run(from(source).to(one, two), { ...options, ledger });
  assert.deepEqual(one.writes, []);
  assert.equal(report.sinks.one.unchanged, 2);
  assert.equal(report.sinks.two.puts, 2);
  assert.deepEqual(report.source, { read: 2, unchanged: 0, passed: 2, dropped: 0, dead: 0 });
});
