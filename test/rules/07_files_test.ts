import assert from "node:assert/strict";
import { CannotRunError, filter, from, groupBy, limit, run, through } from "../../mod.ts";
import { chaosSink } from "../../plugins/chaos/mod.ts";
import { jsonlSink } from "../../plugins/jsonl/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore, type MemoryUnit } from "../../plugins/memory/mod.ts";
import { type Note, note, notes, testHost, watchedSource } from "../support/engine.ts";
import { inFolder } from "../support/plugin_context.ts";

const host = testHost();
const texts = (records: Note[]) => records.map((n) => n.text);

Deno.test("rule 7: nothing changed and the file is as we wrote it: it is not opened, and nothing is parsed", async () => {
  for (const keyed of [true, false]) {
    const sink = memorySink<Note>();
    const units: MemoryUnit<Note>[] = [note("a", "1"), note("b", "2")];
    if (!keyed) { for (const unit of units) delete unit.key; }
    const source = watchedSource({ units: () => units });
    const options = { host, ledger: memory() };
    await run(from(source).to(sink), options);
    source.parsed.splice(0);
    const report = await run(from(source).to(sink), options);
    assert.deepEqual(source.parsed, []);
    assert.equal(sink.commits.length, 1);
    assert.deepEqual(report.source, { read: 2, unchanged: 2, passed: 0, dropped: 0, dead: 0 });
    assert.deepEqual(report.sinks.memory, { puts: 0, deletes: 0, unchanged: 1, failed: 0 });
  }
});

Deno.test("rule 7: one changed unit: all units are read for it", async () => {
  const sink = memorySink<Note>();
  const units = [note("a", "1"), note("b", "2")];
  const source = watchedSource({ units: () => units });
  const options = { host, ledger: memory() };
  await run(from(source).to(sink), options);
  units[1] = note("b", "3");
  await run(from(source).to(sink), options);
  assert.deepEqual(texts(sink.records), ["1", "3"]);
});

Deno.test("rule 7: a file whose bytes were changed, or that was removed, is written again", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/out.jsonl`;
    const pipeline = from(memorySource({ units: [note("a", "1"), note("b", "2")] })).to(jsonlSink({ path }));
    const options = { host, ledger: memory() };
    await run(pipeline, options);
    const bytes = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, bytes.replace("1", "7"));
    assert.equal((await run(pipeline, options)).sinks.jsonl.puts, 1);
    assert.equal(await Deno.readTextFile(path), bytes);
    await Deno.remove(path);
    assert.equal((await run(pipeline, options)).sinks.jsonl.puts, 1);
    assert.equal(await Deno.readTextFile(path), bytes);
    assert.equal((await run(pipeline, options)).sinks.jsonl.unchanged, 1);
  });
});

Deno.test("rule 7: it is replaced only after a read that ended", async () => {
  const sink = memorySink<Note>();
  const units = [note("a", "1")];
  const options = { host, ledger: memory() };
  const source = memorySource({ units: () => units, batchSize: 1 });
  await run(from(source).to(sink), options);
  units.splice(0, 1, note("a", "other"), note("b", "2"));
  const report = await run(from(source).to(sink), { ...options, stop: AbortSignal.abort() });
  assert.deepEqual([report.status, report.sinks.memory.failed, texts(sink.records)], ["partial", 1, ["1"]]);
  assert.match(report.notes.join(), /the reading did not end; what was there stays/);
});

Deno.test("rule 7: dead units are missing from it and named, and the next run writes it again", async () => {
  const sink = memorySink<Note>();
  const options = { host, ledger: memory() };
  const source = memorySource({ units: [note("a", "1"), note("b", "bad"), note("c", "3")] });
  let broken = true;
  const fail = filter<Note>((n) => {
    if (broken && n.text === "bad") throw new Error("no");
    return true;
  });
  const report = await run(from(source).through(fail).to(sink), options);
  assert.deepEqual(texts(sink.records), ["1", "3"]);
  assert.deepEqual(report.notes, ['memory: missing from it, as dead letters: 1 unit, "b"']);
  broken = false;
  await run(from(source).through(fail).to(sink), options);
  assert.deepEqual(texts(sink.records), ["1", "bad", "3"]);
});

Deno.test("rule 7: a unit that a store kills is missing from the files behind it, not from those before", async () => {
  const options = { host, ledger: memory() };
  const [before, behind] = [memorySink<Note>({ name: "before" }), memorySink<Note>({ name: "behind" })];
  const store = chaosSink(memoryStore<Note>(), { faults: [{ kind: "refuse", keys: ["b"], times: 1 }] });
  const source = memorySource({ units: [note("a", "1"), note("b", "2")] });
  const pipeline = from(source).to(before, store, behind);
  const report = await run(pipeline, options);
  assert.deepEqual([texts(before.records), texts(behind.records)], [["1", "2"], ["1"]]);
  assert.deepEqual(report.notes, ['behind: missing from it, as dead letters: 1 unit, "b"']);
  const again = await run(pipeline, options);
  assert.deepEqual([again.status, texts(behind.records), before.commits.length], ["ok", ["1", "2"], 1]);
});

Deno.test("rule 7: limit and only write just the selection and commit nothing for it", async () => {
  const sink = memorySink<Note>();
  const source = memorySource({ units: [note("a", "1"), note("b", "2"), note("c", "3")] });
  const options = { host, ledger: memory() };
  await run(from(source).to(sink), { ...options, limit: 2 });
  assert.deepEqual(texts(sink.records), ["1", "2"]);
  await run(from(source).to(sink), { ...options, only: (key) => key === "c" });
  assert.deepEqual(texts(sink.records), ["3"]);
  const report = await run(from(source).to(sink), options);
  assert.equal(report.source.passed, 3);
  assert.deepEqual(texts(sink.records), ["1", "2", "3"]);
});

Deno.test("rule 7: a file holds this run's input: nothing is superseded, nothing stays", async () => {
  const sink = memorySink<Note>({ name: "file" });
  const store = memoryStore<Note>({ name: "store" });
  const units = [note("a", "new", { version: 2 }), note("b", "1")];
  const options = { host, ledger: memory() };
  const pipeline = from(memorySource({ units: () => units, claims: [{ asOf: 1 }] })).to(store, sink);
  await run(pipeline, options);
  units.splice(0, 2, note("a", "old", { version: 1 }));
  await run(pipeline, options);
  assert.deepEqual(texts(sink.records), ["old"]);
  assert.deepEqual([...store.state.keys()], ["a", "b"]);
});

Deno.test("rule 7: a file sink or an across transform straight behind an incremental source is refused, saying what to put in between", async () => {
  const source = memorySource({ units: [note("a", "1")], mode: "incremental" });
  const store = memoryStore<Note>();
  const refused =
    /hands over only what changed.*put a store in between \(from\(source\)\.to\(store\), then from\(store\)/;
  const options = { host, ledger: memory() };
  for (const pipeline of [from(source).to(memorySink()), from(source).through(limit<Note>(1)).to(store)]) {
    await assert.rejects(
      run(pipeline, { ...options, name: "p" }),
      (error) => error instanceof CannotRunError && refused.test(error.message),
    );
  }
  assert.equal(store.state.size, 0);
});

Deno.test("rule 7: the order of records in a file is the source's, whatever the batches and the waits", async () => {
  const units = Array.from({ length: 60 }, (_, i) => notes(`u${i}`, { [`${i}a`]: `${i}a`, [`${i}b`]: `${i}b` }));
  const wanted = units.flatMap((unit) => (unit.records as Note[]).map((n) => n.text));
  for (const batchSize of [1, 7, 100]) {
    const sink = memorySink<Note>();
    const slow = async (n: Note) => {
      for (let i = n.text.charCodeAt(0) % 5; i > 0; i--) await Promise.resolve();
      return n;
    };
    await run(from(memorySource({ units, batchSize })).through(slow).to(sink), { host, ledger: memory() });
    assert.deepEqual(texts(sink.records), wanted);
  }
});

Deno.test("rule 7: what looks across units sees them in the source's order, whatever the batches and the waits", async () => {
  const units = Array.from({ length: 40 }, (_, i) => note(`u${i}`, `${i}`));
  for (const batchSize of [1, 7, 100]) {
    const first = memorySink<Note>({ name: "first" });
    const groups = memorySink<{ key: string; texts: string }>({ name: "groups" });
    const slow = async (n: Note) => {
      for (let i = 9 - (Number(n.text) % 10); i > 0; i--) await Promise.resolve();
      return n;
    };
    const group = groupBy((n: Note) => String(Number(n.text) % 2), (all, key) => ({ key, texts: texts(all).join() }));
    const pipeline = from(memorySource({ units, batchSize })).through(slow).to(
      through(limit<Note>(3)).to(first),
      through(group).to(groups),
    );
    const report = await run(pipeline, { host, ledger: memory() });
    assert.deepEqual(texts(first.records), ["0", "1", "2"]);
    const even = Array.from({ length: 20 }, (_, i) => i * 2).join();
    assert.deepEqual(groups.records[0], { key: "0", texts: even });
    assert.equal(report.source.read, 40, "what a group gives is no unit that was read");
  }
});

Deno.test("rule 7: a file that cannot be written leaves what was there, and the others go on", async () => {
  const [bad, good] = [memorySink<Note>({ name: "bad" }), memorySink<Note>({ name: "good" })];
  const flaky = chaosSink(bad, { faults: [{ kind: "terminal", times: 1 }] });
  const source = memorySource({ units: [note("a", "1"), note("b", "2")], batchSize: 1 });
  const options = { host, ledger: memory() };
  const report = await run(from(source).to(flaky, good), options);
  assert.deepEqual([report.status, bad.records.length, good.records.length], ["partial", 0, 2]);
  assert.match(report.notes.join(), /bad: not written, .*chaos said so/);
  await run(from(source).to(flaky, good), options);
  assert.deepEqual([bad.records.length, good.commits.length], [2, 1]);
});
