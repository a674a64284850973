import assert from "node:assert/strict";
import { memorySink } from "../../../plugins/memory/mod.ts";
import { testContext } from "../../support/context.ts";

async function commit<T>(sink: ReturnType<typeof memorySink<T>>, ...batches: T[][]) {
  const open = await sink.open(testContext());
  for (const batch of batches) await open.write(batch);
  return await open.commit();
}

Deno.test("memorySink() shows records after the commit, in order, and nothing before", async () => {
  const sink = memorySink<number>({ name: "out" });
  assert.deepEqual([sink.name, sink.records, sink.commits], ["out", [], []]);
  const open = await sink.open(testContext());
  assert.deepEqual(await open.present(), []);
  await open.write([3, 1]);
  await open.write([2]);
  assert.deepEqual(sink.records, []);
  const { files, changed } = await open.commit();
  assert.equal(changed, true);
  assert.deepEqual(sink.records, [3, 1, 2]);
  assert.deepEqual(files.map(({ path, size }) => [path, size]), [["memory:out", 6]]);
  assert.match(files[0].sha256, /^[0-9a-f]{64}$/);
  assert.deepEqual(await (await sink.open(testContext())).present(), files);
});

Deno.test("memorySink() says that equal records change nothing, in whichever order their keys stand", async () => {
  const sink = memorySink<{ a: number; b: number }>();
  const first = await commit(sink, [{ a: 1, b: 2 }]);
  const second = await commit(sink, [{ b: 2, a: 1 }]);
  assert.deepEqual([second.changed, second.files], [false, first.files]);
  assert.equal((await commit(sink, [{ a: 1, b: 3 }])).changed, true);
  assert.deepEqual(sink.commits.map((c) => c.changed), [true, false, true]);
});

Deno.test("memorySink() keeps what was there when aborted, and nothing when removed", async () => {
  const sink = memorySink<string>();
  await commit(sink, ["old"]);
  const open = await sink.open(testContext());
  await open.write(["new"]);
  await open.abort();
  assert.deepEqual(sink.records, ["old"]);
  await assert.rejects(open.commit(), /Cannot commit "memory:memory": it was aborted already/);
  await assert.rejects(open.write(["more"]), /aborted already/);
  sink.remove();
  assert.deepEqual([sink.records, await (await sink.open(testContext())).present()], [[], []]);
  assert.equal((await commit(sink, ["old"])).changed, true);
});
