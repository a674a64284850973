/** Incremental sources: what a bookmark speaks of, and when everything is read again. */
import assert from "node:assert/strict";
import { from, replay, run, verify } from "../../../mod.ts";
import type { Ledger } from "../../../core/ledger.ts";
import { transient } from "../../../core/errors.ts";
import type { Store } from "../../../core/sink.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import {
  memorySource,
  type MemorySourceOptions,
  type MemoryStore,
  memoryStore,
  type MemoryUnit,
} from "../../../plugins/memory/mod.ts";
import { contents, type Note, note, testHost, watch, watchedSource } from "../../support/engine.ts";

const host = testHost();

/** A log of notes: a run reads what was added to it. */
const log = (units: MemoryUnit<Note>[], more: Partial<MemorySourceOptions<Note>> = {}) =>
  watchedSource<Note>({ units, mode: "incremental", batchSize: 1, ...more });

Deno.test("a second run reads what was added, and writes nothing else", async () => {
  const units = [note("a", "1"), note("b", "1")];
  const [source, store, ledger] = [log(units), memoryStore<Note>(), memory()];
  const pipeline = from(source).to(store);
  await run(pipeline, { host, name: "log", ledger });
  const nothing = await run(pipeline, { host, name: "log", ledger });
  assert.deepEqual([nothing.source.read, nothing.sinks.memory.puts], [0, 0]);
  units.push(note("a", "2"));
  const second = await run(pipeline, { host, name: "log", ledger });
  assert.deepEqual([second.source.read, second.sinks.memory.puts], [1, 1]);
  assert.deepEqual(contents(store), ["a/a: 2", "b/b: 1"]);
  assert.deepEqual(source.parsed, ["a", "b", "a"]);
});

Deno.test("a store that is added later gets everything, what the others hold is left alone", async () => {
  const source = log([note("a", "1"), note("b", "1")]);
  const [first, second, ledger] = [memoryStore<Note>({ name: "one" }), memoryStore<Note>({ name: "two" }), memory()];
  await run(from(source).to(first), { host, name: "log", ledger });
  const report = await run(from(source).to(first, second), { host, name: "log", ledger });
  assert.deepEqual([report.sinks.one.puts, report.sinks.two.puts], [0, 2]);
  assert.deepEqual(contents(second), ["a/a: 1", "b/b: 1"]);
  const after = await run(from(source).to(first, second), { host, name: "log", ledger });
  assert.equal(after.source.read, 0, "the bookmark now speaks of both");
});

Deno.test("a store that was replaced gets everything again", async () => {
  const source = log([note("a", "1"), note("b", "1")]);
  const ledger = memory();
  await run(from(source).to(memoryStore<Note>()), { host, name: "log", ledger });
  const store = memoryStore<Note>();
  await run(from(source).to(store), { host, name: "log", ledger });
  assert.deepEqual(contents(store), ["a/a: 1", "b/b: 1"]);
});

Deno.test("another path to the store reads everything", async () => {
  const source = log([note("a", "1"), note("b", "1")]);
  const [store, ledger] = [memoryStore<Note>(), memory()];
  await run(from(source).to(store), { host, name: "log", ledger });
  const report = await run(from(source).through((n: Note) => ({ ...n, text: n.text + "!" })).to(store), {
    host,
    ledger,
  });
  assert.deepEqual([report.source.read, contents(store)], [2, ["a/a: 1!", "b/b: 1!"]]);
});

Deno.test("a run that died with a new store in it does not take the old bookmark for the new store's", async () => {
  const source = log([note("a", "1"), note("b", "1"), note("c", "1")]);
  const [first, second] = [memoryStore<Note>({ name: "one" }), memoryStore<Note>({ name: "two" })];
  const ledger = memory();
  await run(from(source).to(first), { host, name: "log", ledger });
  await assert.rejects(
    run(from(source).to(first, down(second)), { host, name: "log", ledger, retry: { attempts: 1 } }),
  );
  await run(from(source).to(first, second), { host, name: "log", ledger });
  assert.deepEqual(contents(second), ["a/a: 1", "b/b: 1", "c/c: 1"]);
});

Deno.test("a run that died goes on from its last checkpoint, also where it read everything anew", async () => {
  const units = ["a", "b", "c", "d"].map((key) => note(key, "1"));
  const [store, ledger] = [memoryStore<Note>(), memory()];
  const source = log(units);
  await run(from(source).to(memoryStore<Note>()), { host, name: "log", ledger });
  const stop = new AbortController();
  const inner = memorySource<Note>({ units, mode: "incremental", batchSize: 1 });
  const dying = watch({
    ...inner,
    open: async (context) => {
      const open = await inner.open(context);
      return {
        ...open,
        async *read(options?: Parameters<typeof open.read>[0]) {
          let batches = 0;
          for await (const batch of open.read(options)) {
            if (++batches === 3) throw new Error("the connection is gone");
            yield batch;
          }
        },
      };
    },
  });
  await assert.rejects(run(from(dying).to(store), { host, name: "log", ledger, signal: stop.signal }));
  assert.deepEqual(contents(store), ["a/a: 1", "b/b: 1"]);
  const again = await run(from(source).to(store), { host, name: "log", ledger });
  assert.deepEqual([again.source.read, contents(store).length], [2, 4]);
});

Deno.test("a full run reads everything and finds what is gone; one that goes on from a bookmark never does", async () => {
  let units = ["a", "b", "c"].map((key) => note(key, "1"));
  const source = memorySource<Note>({ units: () => units, mode: "incremental", claims: [{ asOf: 5 }] });
  const [store, ledger] = [memoryStore<Note>(), memory()];
  const pipeline = from(source).to(store);
  await run(pipeline, { host, name: "log", ledger });
  const resumed = await run(pipeline, { host, name: "log", ledger, mirror: true, maxDelete: "100%" });
  assert.deepEqual([resumed.metrics.removed, contents(store).length], [undefined, 3]);
  units = [note("a", "1"), note("c", "2")];
  const told = await run(pipeline, { host, name: "log", ledger, full: true });
  assert.deepEqual([told.metrics.gone, told.sinks.memory.puts, contents(store).length], [1, 1, 3]);
  const full = await run(pipeline, { host, name: "log", ledger, full: true, mirror: true, maxDelete: "100%" });
  assert.deepEqual([full.metrics.removed, contents(store)], [1, ["a/a: 1", "c/c: 2"]]);
});

Deno.test("verify --source asks an incremental source for everything", async () => {
  let text = "1";
  const source = memorySource<Note>({ units: () => [note("a", text)], mode: "incremental" });
  const [store, ledger] = [memoryStore<Note>(), memory()];
  await run(from(source).to(store), { host, name: "log", ledger });
  assert.equal((await verify(from(source).to(store), { host, name: "log", ledger, source: true })).status, "ok");
  text = "2";
  assert.equal((await verify(from(source).to(store), { host, name: "log", ledger, source: true })).status, "different");
});

Deno.test("replay tells the source which units are wanted", async () => {
  const asked: string[] = [];
  let bad = true;
  const throwing = () => {
    if (bad) throw new SyntaxError("not now");
    return [{ id: "b", text: "1" }];
  };
  const inner = memorySource<Note>({
    units: [note("a", "1"), { key: "b", records: throwing }, note("c", "1")],
    mode: "incremental",
  });
  const source = {
    ...inner,
    open: async (context: Parameters<typeof inner.open>[0]) => {
      const open = await inner.open(context);
      const read: typeof open.read = (options) => {
        const wanted = options?.wanted;
        return open.read({ ...options, ...wanted && { wanted: (key) => (asked.push(key), wanted(key)) } });
      };
      return { ...open, read };
    },
  };
  const [store, ledger]: [MemoryStore<Note>, Ledger] = [memoryStore<Note>(), memory()];
  assert.equal((await run(from(source).to(store), { host, name: "log", ledger })).status, "partial");
  bad = false;
  const report = await replay(from(source).to(store), { host, name: "log", ledger });
  assert.deepEqual([report.source.read, contents(store).length, asked], [1, 3, ["a", "b", "c"]]);
});

Deno.test("no bookmark is saved beyond what a store that is down did not get", async () => {
  const source = log([note("a", "1"), note("b", "1")]);
  const [store, ledger] = [memoryStore<Note>(), memory()];
  const report = await run(from(source).to(down(store)), { host, name: "log", ledger, retry: { attempts: 2 } });
  assert.deepEqual([report.status, report.source.dead], ["partial", 2]);
  const again = await run(from(source).to(store), { host, name: "log", ledger });
  assert.deepEqual([again.status, again.source.passed, contents(store)], ["ok", 2, ["a/a: 1", "b/b: 1"]]);
});

Deno.test("a bookmark moves on beyond what a store refuses for good: a replay finds it", async () => {
  const source = log([note("a", "1"), note("b", "1")]);
  const [store, ledger] = [memoryStore<Note>(), memory()];
  await run(from(source).to(down(store, (error) => error)), { host, name: "log", ledger });
  assert.equal((await run(from(source).to(store), { host, name: "log", ledger })).source.read, 0);
  assert.equal((await replay(from(source).to(store), { host, name: "log", ledger })).source.passed, 2);
});

/** The store while it cannot be reached. */
function down(store: MemoryStore<Note>, mark: (error: Error) => Error = transient): Store<Note> {
  return {
    ...store,
    async open(context, options) {
      const open = (await store.open(context, options))!;
      return { ...open, write: () => Promise.reject(mark(new Error("the store is down"))) };
    },
  };
}
