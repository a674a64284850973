/** Doing several things at once, but not too many. */
import assert from "node:assert/strict";
import { openLimit, workThrough } from "../../core/limit.ts";

/** Lets what is ready go on. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

Deno.test("workThrough() takes a thing only when it can be worked on, and all of them", async () => {
  const limited = openLimit(2);
  let [taken, done, most] = [0, 0, 0];
  function* things(): Generator<number> {
    for (; taken < 9; taken++) yield taken;
  }
  await workThrough(things(), { most: 5, limited }, async () => {
    most = Math.max(most, taken + 1 - done);
    await turn();
    done++;
  });
  assert.deepEqual([done, most], [9, 2], "the limit holds below the number asked for");
});

Deno.test("workThrough() goes on after a failure, and tells it when all have ended", async () => {
  const seen: number[] = [];
  const work = workThrough([1, 2, 3, 4, 5], { most: 2, limited: openLimit(2) }, async (thing) => {
    await turn();
    if (thing === 2) throw new Error("no 2");
    seen.push(thing);
  });
  await assert.rejects(work, /no 2/);
  assert.deepEqual(seen, [1, 3, 4, 5]);
});

Deno.test("workThrough() tells of things that end in an error themselves", async () => {
  function* things(): Generator<number> {
    yield 1;
    throw new Error("no more");
  }
  let worked = 0;
  const work = workThrough(things(), { most: 3, limited: openLimit(3) }, async () => {
    await turn();
    worked++;
  });
  await assert.rejects(work, /no more/);
  assert.equal(worked, 1);
});
