import assert from "node:assert/strict";
import { type Derivation, from, PLUGIN, run, through } from "../../mod.ts";
import { jsonlSink } from "../../plugins/jsonl/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore } from "../../plugins/memory/mod.ts";
import { type Note, note, testHost } from "../support/engine.ts";

const source = memorySource({ units: [note("a", "1")] });
const derivation = {
  kind: "derivation",
  name: "embed",
  version: "1",
  inputs: (n: Note) => n.text,
  estimate: () => ({}),
  derive: (all: Note[]) => Promise.resolve(all),
  [PLUGIN]: source[PLUGIN],
} as unknown as Derivation<Note, Note>;

Deno.test("from() and through() make frozen values that touch nothing, and can be run more than once", async () => {
  const pipeline = from(source).to(memorySink<Note>());
  assert.ok(Object.isFrozen(pipeline) && Object.isFrozen(pipeline.tree));
  const options = { host: testHost(), ledger: memory() };
  assert.equal((await run(pipeline, options)).source.passed, 1);
  assert.equal((await run(pipeline, options)).source.unchanged, 1);
});

Deno.test("a transform behind a derivation is refused where it is added, a branch behind one before anything is read", async () => {
  assert.throws(() => from(source).through(derivation).through((n) => n), /Cannot add a transform behind "embed"/);
  const branched = from(source).through(derivation).to(through((n: Note) => n).to(memoryStore<Note>()));
  await assert.rejects(run(branched, { host: testHost(), ledger: memory() }), /Cannot branch behind a derivation/);
});

Deno.test("what is no transform, and a chain without a sink, are refused at once", () => {
  assert.throws(() => from(source).through(7 as never), TypeError);
  assert.throws(() => from(source).through({ kind: "store" } as never), /Cannot add "store" to the chain/);
  assert.throws(() => from(source).to(...[] as never as [ReturnType<typeof memorySink<Note>>]), /given no sink/);
});

Deno.test("two sinks of one name are refused, naming the option", async () => {
  const pipeline = from(source).to(memoryStore<Note>(), through((n: Note) => n).to(memorySink<Note>()));
  await assert.rejects(
    run(pipeline, { host: testHost(), ledger: memory() }),
    /two sinks named "memory".*option "name"/,
  );
});

Deno.test("two sinks that would write one file are refused before either is opened; two files, or stores, are fine", async () => {
  const folder = await Deno.makeTempDir();
  const [path, other] = [`${folder}/a.jsonl`, `${folder}/b.jsonl`];
  const options = { ledger: memory(), name: "places" };
  try {
    await assert.rejects(
      run(from(source).to(jsonlSink({ path }), through((n: Note) => n).to(jsonlSink({ path, name: "b" }))), options),
      /two sinks that write to one place: "jsonl" and "b" would replace each other's files; give each a place/,
    );
    assert.deepEqual([...Deno.readDirSync(folder)], []);
    await run(from(source).to(jsonlSink({ path }), jsonlSink({ path: other, name: "b" })), options);
    assert.equal([...Deno.readDirSync(folder)].length, 2);
    await run(from(source).to(memoryStore<Note>({ name: "c" }), memoryStore<Note>({ name: "d" })), options);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("from() takes arrays, generators and async generators", async () => {
  async function* slow() {
    for (const n of [1, 2, 3]) yield await Promise.resolve(n);
  }
  for (const input of [[1, 2, 3], new Set([1, 2, 3]), slow()]) {
    const sink = memorySink<number>();
    await run(from<number>(input).to(sink), { host: testHost(), ledger: memory() });
    assert.deepEqual(sink.records, [1, 2, 3]);
  }
});

Deno.test("a record that holds itself, or is nested without end, is one dead letter, and the others go on", async () => {
  const round: { n: number; self?: unknown } = { n: 2 };
  round.self = round;
  let deep: unknown = 3;
  for (let i = 0; i < 5000; i++) deep = [deep];
  const sink = memorySink<unknown>();
  const { source, deadLetters } = await run(from<unknown>([{ n: 1 }, round, { deep }, { n: 4 }]).to(sink), {
    host: testHost(),
    ledger: memory(),
  });
  assert.deepEqual([source.passed, source.dead, deadLetters], [2, 2, 2]);
  assert.deepEqual(sink.records, [{ n: 1 }, { n: 4 }]);
});
