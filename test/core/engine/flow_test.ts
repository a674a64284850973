import assert from "node:assert/strict";
import { CannotRunError, concurrency, from, PipelineError, run, status, through } from "../../../mod.ts";
import { PLUGIN } from "../../../core/plugin.ts";
import type { OpenStore, Store } from "../../../core/sink.ts";
import type { Source } from "../../../core/source.ts";
import { chaosSink, chaosSource } from "../../../plugins/chaos/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore, type MemoryUnit } from "../../../plugins/memory/mod.ts";
import { assertBalanced, contents, type Note, note, testHost } from "../../support/engine.ts";

const many = (count: number) => Array.from({ length: count }, (_, i) => note(`u${i}`, `${i}`));

/** A store whose open value is changed. */
function changed<S extends Store<Note>>(store: S, change: (open: OpenStore) => void): S {
  const open = store.open.bind(store);
  return Object.create(store, {
    open: {
      value: async (...args: Parameters<typeof open>) => {
        const opened = await open(...args);
        if (opened) change(opened);
        return opened;
      },
    },
  });
}

const turns = async (count = 50) => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
};

Deno.test("backpressure: while a store blocks, the source hands out no more than the limit and one batch", async () => {
  const gate = Promise.withResolvers<void>();
  let handed = 0;
  const units = many(50).map((unit) => Object.defineProperty(unit, "fingerprint", { value: unit.key }));
  const inner = memorySource({ units, batchSize: 1 });
  const source: Source<Note> = {
    kind: "source",
    [PLUGIN]: inner[PLUGIN],
    async open(context) {
      const open = await inner.open(context);
      return {
        ...open,
        async *read(options) {
          for await (const { units, ...rest } of open.read(options)) {
            handed += units.length;
            yield {
              ...rest,
              units: units.map((unit) => ({
                key: unit.key,
                fingerprint: unit.fingerprint,
                bytes: 100,
                position: unit.position,
                parse: () => unit.parse(),
              })),
            };
          }
        },
      };
    },
  };
  const store = memoryStore<Note>();
  let inWrite = 0;
  const blocked = changed(store, (open) => {
    const write = open.write.bind(open);
    open.write = async (changes) => {
      inWrite++;
      await gate.promise;
      return await write(changes);
    };
  });
  const done = run(from(source).to(blocked), { host: testHost(), ledger: memory(), maxBytesInFlight: 350 });
  await turns();
  assert.deepEqual([handed, inWrite], [4, 3], "three in flight, one waits for room");
  gate.resolve();
  assert.equal((await done).source.passed, 50);
});

Deno.test("two writes are never in flight for one scope, also when a unit comes again", async () => {
  const units: MemoryUnit<Note>[] = [];
  for (let i = 0; i < 30; i++) units.push(note(`u${i % 3}`, `${i}`));
  const store = memoryStore<Note>();
  const source = memorySource({ units, mode: "incremental", batchSize: 1 });
  const report = await run(from(source).to(store), { host: testHost(), ledger: memory() });
  assert.equal(report.status, "ok", "the memory store refuses overlapping writes");
  assert.deepEqual(contents(store), ["u0/u0: 27", "u1/u1: 28", "u2/u2: 29"]);
});

Deno.test("writes of different units do overlap", async () => {
  let now = 0;
  let most = 0;
  const store = changed(memoryStore<Note>(), (open) => {
    const write = open.write.bind(open);
    open.write = async (changes) => {
      most = Math.max(most, ++now);
      await turns(2);
      now--;
      return await write(changes);
    };
  });
  await run(from(memorySource({ units: many(20), batchSize: 1 })).to(store), { host: testHost(), ledger: memory() });
  assert.ok(most > 1);
});

Deno.test("stop drains: what is in flight is finished and committed, the report says stopped, the next run goes on", async () => {
  const stop = new AbortController();
  const store = memoryStore<Note>();
  const ledger = memory();
  const halt = (n: Note) => (n.text === "5" && stop.abort(), n);
  const pipeline = from(memorySource({ units: many(20), batchSize: 2 })).through(halt).to(store);
  const options = { host: testHost(), ledger, maxBytesInFlight: 1 };
  const report = await run(pipeline, { ...options, stop: stop.signal });
  assertBalanced(report);
  assert.deepEqual([report.status, report.stopped], ["partial", true]);
  assert.deepEqual([report.source.passed, store.state.size], [6, 6]);
  const rest = await run(pipeline, options);
  assert.deepEqual(rest.source, { read: 20, unchanged: 6, passed: 14, dropped: 0, dead: 0 });
});

Deno.test("signal ends everything at once with its reason; what is not committed is done again", async () => {
  const controller = new AbortController();
  const ledger = memory();
  const store = memoryStore<Note>();
  const flaky = chaosSink(store, { faults: [{ kind: "abort", after: 3 }], controller });
  const options = { host: testHost(), ledger, maxBytesInFlight: 1 };
  const source = memorySource({ units: many(10), batchSize: 1 });
  await assert.rejects(
    run(from(source).to(flaky), { ...options, signal: controller.signal }),
    (error) => error === controller.signal.reason,
  );
  assert.ok(store.state.size < 10);
  const [report] = (await status(options)).reports;
  assert.equal(report.status, "failed");
  assertBalanced(report);
  await run(from(source).to(store), options);
  assert.equal(store.state.size, 10);
});

Deno.test("a source that breaks off ends the run, naming it, after what is in flight was finished; nothing is closed before", async () => {
  const store = memoryStore<Note>();
  let closed = false;
  let writing = 0;
  const slow = changed(store, (open) => {
    closed = false;
    const write = open.write.bind(open);
    const close = open.close.bind(open);
    open.write = async (changes) => {
      writing++;
      await turns(5);
      assert.ok(!closed);
      await write(changes);
      writing--;
    };
    open.close = () => (closed = true, assert.equal(writing, 0), close());
  });
  const source = chaosSource(memorySource({ units: many(10), batchSize: 1 }), { faults: [{ kind: "cut", after: 4 }] });
  const options = { host: testHost(), ledger: memory() };
  await assert.rejects(
    run(from(source).to(slow), options),
    (error) => error instanceof PipelineError && error.stage === "read" && error.plugin === "memory",
  );
  assert.equal(store.state.size, 4);
  assert.equal((await run(from(source).to(slow), options)).source.unchanged, 4);
});

Deno.test("a ledger that fails ends the run with its own error, and hangs nothing", async () => {
  for (const method of ["commit", "committed", "setBookmark", "saveReport"] as const) {
    const inner = memory();
    const ledger = {
      ...inner,
      open: async (...args: Parameters<typeof inner.open>) => {
        const open = (await inner.open(...args))!;
        return { ...open, [method]: () => Promise.reject(new Error(`the disk is full (${method})`)) };
      },
    };
    const source = memorySource({ units: many(30), mode: "incremental", batchSize: 1 });
    const pipeline = from(source).to(memoryStore<Note>({ name: "one" }), memoryStore<Note>({ name: "two" }));
    await assert.rejects(run(pipeline, { host: testHost(), ledger }), new RegExp(`disk is full \\(${method}\\)`));
  }
});

Deno.test("a file sink that cannot even be aborted hangs nothing", async () => {
  const bad = memorySink<Note>({ name: "bad" });
  const open = bad.open.bind(bad);
  const broken = Object.create(bad, {
    open: {
      value: async (...args: Parameters<typeof open>) => ({
        ...await open(...args),
        write: () => Promise.reject(new Error("no space")),
        abort: () => Promise.reject(new Error("no such file")),
      }),
    },
  });
  for (const keyed of [true, false]) {
    const units = many(20).map((unit) => keyed ? unit : { value: unit.value });
    const pipeline = from(memorySource({ units, batchSize: 1 })).to(broken, memorySink<Note>({ name: "good" }));
    await assert.rejects(run(pipeline, { host: testHost(), ledger: memory() }), /no such file/);
  }
});

Deno.test("a branch that changes its records in place changes nothing for the others", async () => {
  const [plain, marked] = [memoryStore<Note>({ name: "plain" }), memoryStore<Note>({ name: "marked" })];
  const pipeline = from(memorySource({ units: many(2) })).to(
    through((n: Note) => (n.text += "!", n)).to(marked),
    plain,
  );
  await run(pipeline, { host: testHost(), ledger: memory() });
  assert.deepEqual([contents(plain), contents(marked)], [["u0/u0: 0", "u1/u1: 1"], ["u0/u0: 0!", "u1/u1: 1!"]]);
});

Deno.test("concurrency() runs a transform's calls side by side, never more than allowed, over the units of a batch", async () => {
  let now = 0;
  let most = 0;
  const slow = concurrency(3, async function slow(n: Note) {
    most = Math.max(most, ++now);
    await turns(2);
    now--;
    return n;
  });
  const sink = memorySink<Note>();
  await run(from(memorySource({ units: many(12) })).through(slow).to(sink), { host: testHost(), ledger: memory() });
  assert.deepEqual([most, sink.records.map((n) => n.text).join()], [3, many(12).map((_, i) => i).join()]);
});

Deno.test("units without keys are refused by stores, naming what is missing", async () => {
  const report = await run(from([{ id: "a", text: "1" }]).to(memoryStore<Note>()), {
    host: testHost(),
    ledger: memory(),
  });
  assert.deepEqual(report.source, { read: 1, unchanged: 0, passed: 0, dropped: 0, dead: 1 });
  await assert.rejects(
    run({ ...from([1]).to(memorySink()) }, { host: testHost(), ledger: memory(), name: "" }),
    CannotRunError,
  );
});
