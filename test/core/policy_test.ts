import assert from "node:assert/strict";
import { concurrency, from, isPlugin, rateLimit, retry, run } from "../../mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink, memorySource, memoryStore } from "../../plugins/memory/mod.ts";
import { type Note, note, testHost } from "../support/engine.ts";

const units = Array.from({ length: 5 }, (_, i) => note(`u${i}`, `${i}`));

Deno.test("rateLimit() spreads calls evenly by the host's clock", async () => {
  const host = testHost();
  const started = host.time;
  const times: number[] = [];
  const call = (n: Note) => (times.push(host.time - started), n);
  const pipeline = from(memorySource({ units })).through(rateLimit({ perSecond: 4 }, call)).to(memorySink<Note>());
  await run(pipeline, { host, ledger: memory() });
  assert.deepEqual(times, [0, 250, 500, 750, 1000]);
  assert.throws(() => rateLimit({ perSecond: 0 }, call), RangeError);
});

Deno.test("wrappers keep name and text of what they wrap: reports and definition do not change", async () => {
  const tidy = (n: Note) => n;
  const store = memoryStore<Note>();
  const options = { host: testHost(), ledger: memory() };
  const source = memorySource({ units });
  await run(from(source).through(tidy).to(store), options);
  for (const wrapped of [rateLimit({ perSecond: 1000 }, tidy), concurrency(3, tidy)]) {
    assert.equal(wrapped.name, "tidy");
    const report = await run(from(source).through(wrapped).to(retry(store, { attempts: 2 })), options);
    assert.equal(report.source.unchanged, 5);
  }
  assert.ok(isPlugin(retry(store, {})));
});

Deno.test("rateLimit() around concurrency() keeps calls side by side", () => {
  const both = rateLimit({ perSecond: 10 }, concurrency(4, (n: Note) => n));
  assert.equal((both as { concurrency?: number }).concurrency, 4);
});

Deno.test("concurrency() takes whole numbers of 1 or more", () => {
  for (const count of [0, -1, 1.5, NaN, Infinity]) assert.throws(() => concurrency(count, (n) => n), RangeError);
});
