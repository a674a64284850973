/** What transforms hold is freed at the end of a run, however it ends. */
import assert from "node:assert/strict";
import { PLUGIN } from "../../../core/plugin.ts";
import type { TransformObject } from "../../../core/transform.ts";
import { forget, from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { filterTransform } from "../../../plugins/transforms/mod.ts";
import { type Note, note, testHost } from "../../support/engine.ts";

/** A transform that writes down what is done to it. */
function noted(done: string[], more: { fails?: boolean; concurrency?: number } = {}): TransformObject<Note, Note> {
  let running = 0;
  return {
    kind: "transform",
    name: "noted",
    [PLUGIN]: filterTransform({ where: "true" })[PLUGIN],
    open: () => ({
      ...(more.concurrency !== undefined && { concurrency: more.concurrency }),
      async apply(record) {
        done.push(`${++running} at once`);
        await Promise.resolve();
        running--;
        if (more.fails) throw new Error("it fails");
        return record;
      },
      close: () => Promise.resolve(void done.push("closed")),
    }),
    forget: (units) => Promise.resolve(void done.push(`forgot ${units.join(", ")}`)),
  };
}

const units = ["a", "b", "c", "d"].map((key) => note(key, key));
const settings = () => ({ host: testHost(), ledger: memory(), name: "p" });

Deno.test("a transform is closed once, also when its records die or the run is aborted", async () => {
  for (const fails of [false, true]) {
    const done: string[] = [];
    await run(from(memorySource({ units })).through(noted(done, { fails })).to(memoryStore()), settings());
    assert.equal(done.filter((what) => what === "closed").length, 1);
    assert.equal(done.at(-1), "closed");
  }
  const stop = new AbortController();
  const done: string[] = [];
  const aborting = (record: Note) => (stop.abort(new Error("enough")), record);
  const pipeline = from(memorySource({ units })).through(noted(done)).through(aborting).to(memoryStore());
  await assert.rejects(run(pipeline, { ...settings(), signal: stop.signal }), /enough/);
  assert.equal(done.filter((what) => what === "closed").length, 1);
});

Deno.test("a transform says how many calls it takes at once", async () => {
  const most = async (concurrency?: number) => {
    const done: string[] = [];
    const source = memorySource({ units });
    await run(from(source).through(noted(done, concurrency ? { concurrency } : {})).to(memoryStore()), settings());
    return Math.max(...done.map((what) => Number.parseInt(what) || 0));
  };
  assert.deepEqual([await most(), await most(3)], [1, 3]);
});

Deno.test("forget() reaches what a transform keeps", async () => {
  const done: string[] = [];
  await forget(from(memorySource({ units })).through(noted(done)).to(memoryStore()), ["a", "b"], settings());
  assert.deepEqual(done, ["forgot a, b"]);
});
