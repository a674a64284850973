import assert from "node:assert/strict";
import { deadLetters, from, PipelineError, retry, run, status, transient } from "../../../mod.ts";
import { chaosSink, type Fault } from "../../../plugins/chaos/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { assertBalanced, contents, type Note, note, notes, testHost } from "../../support/engine.ts";

const five = () => ["a", "b", "c", "d", "e"].map((key) => note(key, "1"));

function setup(faults: Fault[], batchSize = 100) {
  const store = memoryStore<Note>();
  const flaky = chaosSink(store, { faults });
  const host = testHost();
  const pipeline = from(memorySource({ units: five(), batchSize })).to(flaky);
  return { store, flaky, host, pipeline, options: { host, ledger: memory() } };
}

Deno.test("write: a transient failure is tried again, waiting as long as the server asks", async () => {
  const { host, pipeline, options, flaky, store } = setup([{ kind: "transient", times: 2, retryAfterMs: 45_000 }]);
  const report = await run(pipeline, options);
  assert.deepEqual([report.status, flaky.struck.length, store.state.size], ["ok", 2, 5]);
  assert.deepEqual(host.slept, [45_000, 45_000], "also beyond maxMs");
});

Deno.test("write: waits grow with full jitter up to maxMs, and attempts end", async () => {
  const { host, pipeline, options } = setup([{ kind: "transient", times: Infinity }]);
  host.random.next = () => 1;
  const events: string[] = [];
  const report = await run(pipeline, {
    ...options,
    retry: { attempts: 4, baseMs: 100, maxMs: 250 },
    onEvent: (event) => event.type === "retry" && events.push(`${event.plugin} ${event.attempt} ${event.waitMs}`),
  });
  assert.deepEqual(host.slept, [100, 200, 250]);
  assert.deepEqual(events, ["memory 1 100", "memory 2 200", "memory 3 250"]);
  assert.deepEqual(report.source, { read: 5, unchanged: 0, passed: 0, dropped: 0, dead: 5 });
});

Deno.test("retry(sink) replaces the engine's limits", async () => {
  const { host, options, flaky } = setup([{ kind: "transient", times: Infinity, retryAfterMs: 5 }]);
  const pipeline = from(memorySource({ units: five() })).to(retry(flaky, { attempts: 2, baseMs: 1 }));
  await run(pipeline, { ...options, retry: { attempts: 9 } });
  assert.deepEqual([flaky.struck.length, host.slept], [2, [5]]);
});

Deno.test("write: committed but the answer was lost: written again, nothing doubled", async () => {
  const { store, pipeline, options, flaky } = setup([{ kind: "after commit", times: 2 }]);
  const report = await run(pipeline, options);
  assert.deepEqual([report.status, flaky.struck.length], ["ok", 2]);
  assert.deepEqual(contents(store), five().map(({ key }) => `${key}/${key}: 1`));
  assert.equal(report.sinks.memory.puts, 5);
});

Deno.test("write: of a partial failure only the entries that failed are tried again", async () => {
  const { store, pipeline, options } = setup([{ kind: "partial", keys: ["b", "d"], times: 2 }]);
  const report = await run(pipeline, options);
  assert.equal(report.status, "ok");
  assert.equal(store.writes.length, 5);
});

Deno.test("write: a poison entry that makes the whole write throw kills only its unit", async () => {
  const store = memoryStore<Note>();
  const inner = store.open.bind(store);
  let calls = 0;
  const poisoned = Object.create(store, {
    open: {
      value: async (...args: Parameters<typeof inner>) => {
        const open = (await inner(...args))!;
        const write = open.write.bind(open);
        open.write = (changes) => {
          calls++;
          if (changes.some(({ unit }) => unit === "c")) throw new RangeError("too large");
          return write(changes);
        };
        return open;
      },
    },
  });
  const options = { host: testHost(), ledger: memory() };
  const report = await run(from(memorySource({ units: five() })).to(poisoned), options);
  assert.deepEqual([...store.state.keys()].sort(), ["a", "b", "d", "e"]);
  assert.deepEqual(report.source, { read: 5, unchanged: 0, passed: 4, dropped: 0, dead: 1 });
  assert.ok(calls <= 7);
  assert.deepEqual((await deadLetters(options)).map((letter) => [letter.unit, letter.error]), [
    ["c", "RangeError: too large"],
  ]);
});

Deno.test("write: a store that is gone ends the run after three batches", async () => {
  const { pipeline, options, flaky, store } = setup([{ kind: "terminal", times: Infinity }], 1);
  await assert.rejects(
    run(pipeline, { ...options, maxBytesInFlight: 1 }),
    (error) =>
      error instanceof PipelineError && error.plugin === "memory" && error.stage === "sink" &&
      /3 batches in a row failed/.test(error.message),
  );
  assert.deepEqual([flaky.struck.length, store.state.size], [3, 0]);
  const [report] = (await status(options)).reports;
  assert.equal(report.status, "failed");
  assertBalanced(report);
});

Deno.test("write: a store that answers and refuses every entry is not gone", async () => {
  const { pipeline, options } = setup([{ kind: "refuse", times: Infinity }], 1);
  const report = await run(pipeline, { ...options, maxBytesInFlight: 1 });
  assert.deepEqual([report.status, report.source.dead], ["partial", 5]);
});

Deno.test("list and finish: transient failures are tried again, others end the run, naming the store", async () => {
  for (const at of ["list", "finish"] as const) {
    const { pipeline, options, store } = setup([{ kind: "transient", at, times: 2 }]);
    store.put("z", "z", { id: "z", text: "there before" });
    assert.equal((await run(pipeline, options)).status, "ok");
    assert.equal(store.finished, 1);
    const other = setup([{ kind: "terminal", at }]);
    other.store.put("z", "z", { id: "z", text: "there before" });
    await assert.rejects(
      run(other.pipeline, other.options),
      (error) => error instanceof PipelineError && error.plugin === "memory",
    );
    assert.equal((await run(other.pipeline, other.options)).status, "ok");
    assert.equal(other.store.finished, 1, "what a failed run owed is finished by the next");
  }
});

Deno.test("a run that was ended between the writes and finish: the next one finishes first of all that is owed", async () => {
  const { pipeline, options, store } = setup([{ kind: "terminal", at: "finish" }]);
  await assert.rejects(run(pipeline, options));
  assert.equal(store.finished, 0);
  const report = await run(pipeline, options);
  assert.deepEqual([report.source.unchanged, store.finished], [5, 1]);
  await run(pipeline, options);
  assert.equal(store.finished, 1, "and no run after it");
});

Deno.test("a run that was ended between a write and its commit: the next one writes nothing again and commits", async () => {
  const { store, options, host } = setup([]);
  const ledger = memory();
  const source = memorySource({ units: [notes("a", { x: "1" })] });
  const broken = {
    ...ledger,
    open: async (...args: Parameters<typeof ledger.open>) => {
      const open = (await ledger.open(...args))!;
      return { ...open, commit: () => Promise.reject(new Error("the process ends here")) };
    },
  };
  await assert.rejects(run(from(source).to(store), { ...options, ledger: broken }), /ends here/);
  assert.deepEqual(contents(store), ["a/x: 1"]);
  store.writes.splice(0);
  const report = await run(from(source).to(store), { host, ledger });
  assert.deepEqual([report.source.passed, store.writes.length, report.sinks.memory.unchanged], [1, 0, 1]);
});

Deno.test("errors are transient by mark, code, name or cause, and by nothing else", async () => {
  const { transience } = await import("../../../mod.ts");
  assert.deepEqual(transience(transient(new Error("x"), 5)), { retryAfterMs: 5 });
  assert.ok(transience(Object.assign(new Error("x"), { code: "ECONNRESET" })));
  assert.ok(transience(new DOMException("x", "TimeoutError")));
  assert.ok(transience(new Error("x", { cause: Object.assign(new Error("y"), { code: "EPIPE" }) })));
  for (const other of [new Error("ECONNRESET"), "ETIMEDOUT", undefined, new TypeError("x")]) {
    assert.equal(transience(other), undefined);
  }
});
