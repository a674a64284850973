import assert from "node:assert/strict";
import { apply, CannotRunError, from, type Plan, plan, run, verify } from "../../mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore } from "../../plugins/memory/mod.ts";
import { contents, type Note, note, notes, testHost } from "../support/engine.ts";

const host = testHost();
const secret = "the words nobody may see";

function setup() {
  const store = memoryStore<Note>();
  const units = [note("a", secret), notes("b", { x: "1", y: "2" })];
  const source = memorySource({ units: () => units, claims: [{ asOf: 1 }] });
  const options = { host, ledger: memory() };
  return { store, units, source, pipeline: from(source).to(store), options };
}

Deno.test("rule 8: plans hold keys, fingerprints, definition and store identities, no values", async () => {
  const { pipeline, options, store, units } = setup();
  const first = await plan(pipeline, options);
  assert.equal(first.sinks.memory.identity, undefined);
  assert.deepEqual(first.sinks.memory.puts.map(([scope, key]) => [scope, key]), [["a", "a"], ["b", "x"], ["b", "y"]]);
  assert.deepEqual([store.identity, store.state.size], [undefined, 0], "a plan makes nothing");
  await run(pipeline, options);
  units[1] = notes("b", { x: "3" });
  const second = await plan(pipeline, options);
  assert.deepEqual(Object.keys(second.sinks.memory).sort(), [
    "definition",
    "deletes",
    "held",
    "identity",
    "kind",
    "puts",
  ]);
  assert.equal(second.sinks.memory.identity, store.identity);
  assert.deepEqual(second.sinks.memory.deletes, [["b", "y"]]);
  assert.match(second.sinks.memory.puts[0][2], /^[0-9a-f]{32}$/);
  assert.deepEqual(second.source, { read: 2, unchanged: 1, passed: 1, dropped: 0, dead: 0 });
  assert.ok(!JSON.stringify([first, second]).includes(secret));
});

Deno.test("rule 8: apply makes exactly what the plan says, also after it was stored as JSON", async () => {
  const { pipeline, options, store, units } = setup();
  await run(pipeline, options);
  units[1] = notes("b", { x: "3", z: "4" });
  const planned: Plan = JSON.parse(JSON.stringify(await plan(pipeline, options)));
  store.writes.splice(0);
  await apply(pipeline, planned, options);
  assert.deepEqual(store.writes.map(({ kind, scope, key }) => `${kind} ${scope}/${key}`), [
    "put b/x",
    "put b/z",
    "delete b/y",
  ]);
});

Deno.test("rule 8: apply refuses anything that is not in the plan, before its first write", async () => {
  const changes: { [what: string]: (all: ReturnType<typeof setup>) => void | Promise<void> } = {
    "another put": ({ units }) => void units.push(note("new", "1")),
    "another value": ({ units }) => void (units[1] = notes("b", { x: "other", y: "2" })),
    "a put less": ({ units }) => void (units[1] = notes("b", { x: "1", y: "2" })),
    "another delete": ({ store, units }) => {
      units[1] = notes("b", { x: "planned" });
      store.state.get("b")!.set("z", { ...store.state.get("b")!.get("y")! });
    },
    "another store": ({ store }) => store.remove(),
    "what somebody has run since": async ({ pipeline, options }) => void await run(pipeline, options),
  };
  for (const [what, change] of Object.entries(changes)) {
    const all = setup();
    const { pipeline, options, store, units } = all;
    await run(pipeline, options);
    units[1] = notes("b", { x: "planned", y: "2" });
    const planned = await plan(pipeline, options);
    await change(all);
    store.writes.splice(0);
    await assert.rejects(
      apply(pipeline, planned, options),
      (error) => error instanceof CannotRunError && /it is stale, .*; plan again/.test(error.message),
      what,
    );
    assert.deepEqual(store.writes, [], what);
  }
});

Deno.test("rule 8: apply refuses a plan of another definition, pipeline, sink or format", async () => {
  const { pipeline, options, store, source } = setup();
  const planned = await plan(pipeline, { ...options, name: "p" });
  const named = { ...options, name: "p" };
  const other = from(source).through((n) => n).to(store);
  await assert.rejects(apply(other, planned, named), /the definition of the path to "memory" has changed/);
  await assert.rejects(
    apply(from(source).to(store, memorySink({ name: "x" })), planned, named),
    /only in the pipeline/,
  );
  await assert.rejects(apply(pipeline, planned, { ...options, name: "q" }), /made for pipeline "p", and this is "q"/);
  await assert.rejects(apply(pipeline, { ...planned, format: 2 as 1 }, named), /its format is 2, expected 1/);
  await assert.rejects(apply(pipeline, null as never, named), CannotRunError);
  assert.equal(store.state.size, 0);
});

Deno.test("rule 8: a plan says whether a file would be written again, and writes none", async () => {
  const sink = memorySink<Note>();
  const units = [note("a", "1")];
  const pipeline = from(memorySource({ units: () => units })).to(sink);
  const options = { host, ledger: memory() };
  assert.equal((await plan(pipeline, options)).sinks.memory.rewrite, true);
  assert.equal(sink.commits.length, 0);
  await run(pipeline, options);
  assert.equal((await plan(pipeline, options)).sinks.memory.rewrite, false);
});

Deno.test("rule 8: verify marks what is missing, extra, different and not ours", async () => {
  const { pipeline, options, store } = setup();
  await run(pipeline, options);
  assert.deepEqual(await verify(pipeline, options), {
    pipeline: "test",
    status: "ok",
    sinks: { memory: { same: 3, missing: 0, extra: 0, different: 0, foreign: 0 } },
    differences: [],
  });
  const [entry] = [...store.state.get("a")!.values()];
  store.state.get("b")!.delete("x");
  store.state.get("b")!.set("more", { ...entry });
  (store.state.get("b")!.get("y")!.value as Note).text = "changed by hand";
  store.put("b", "foreign", { id: "foreign", text: "" });
  const found = await verify(pipeline, options);
  assert.equal(found.status, "different");
  assert.deepEqual(found.differences.map(({ mark, scope, key }) => `${mark} ${scope}/${key}`).sort(), [
    "! b/foreign",
    "* b/y",
    "+ b/more",
    "- b/x",
  ]);
});

Deno.test("rule 8: verify says of files what was changed or is gone, and with source: true reads the source again", async () => {
  const sink = memorySink<Note>({ name: "file" });
  const store = memoryStore<Note>({ name: "store" });
  const units = [note("a", "1"), note("b", "1")];
  const pipeline = from(memorySource({ units: () => units })).to(store, sink);
  const options = { host, ledger: memory() };
  await run(pipeline, options);
  sink.remove();
  assert.deepEqual((await verify(pipeline, options)).differences.map(({ mark, sink }) => [mark, sink]), [[
    "-",
    "file",
  ]]);
  await run(pipeline, options);
  units[0] = note("a", "2");
  assert.equal((await verify(pipeline, options)).status, "ok");
  const again = await verify(pipeline, { ...options, source: true });
  assert.deepEqual(again.differences.map(({ mark, scope }) => [mark, scope]), [["*", "a"]]);
  assert.deepEqual(contents(store), ["a/a: 1", "b/b: 1"], "it writes nothing");
});
