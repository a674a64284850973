import assert from "node:assert/strict";
import { getHeapStatistics } from "node:v8";
import { collecting, heapKeeper } from "../../host/garbage.ts";

const heap = () => getHeapStatistics().total_heap_size;
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Objects of about so many bytes, shaped like what JSON is parsed to. */
const parsed = (bytes: number) =>
  Array.from({ length: bytes / 200 }, (_, i) => ({ id: i, parts: [String(i), { text: `text ${i}` }] }));

Deno.test("heapKeeper() collects at once when more comes than there is room for, and not before", async () => {
  const keep = heapKeeper({ limitBytes: heap() + 200e6 });
  const ref = new WeakRef({});
  await turn();
  keep();
  await turn();
  assert.notEqual(ref.deref(), undefined);
  await turn();
  keep(1e9);
  await turn();
  assert.equal(ref.deref(), undefined);
});

Deno.test("heapKeeper() does not collect for each small part where more is alive than its bound", async () => {
  const alive = parsed(20e6);
  const keep = heapKeeper({ limitBytes: 1e6 });
  keep();
  const ref = new WeakRef({});
  await turn();
  keep();
  await turn();
  assert.notEqual(ref.deref(), undefined);
  assert.ok(alive.length > 0);
});

Deno.test("heapKeeper() keeps the sum of several threads within a bound; the larger ones collect", async () => {
  // What earlier tests left is not to count.
  heapKeeper({ limitBytes: 0 })();
  const collects = async (others: number[]) => {
    const sizes = Int32Array.of(0, ...others.map((bytes) => bytes / 1024));
    const keep = heapKeeper({ limitBytes: heap() + 200e6, threads: { sizes, own: 0 } });
    const ref = new WeakRef({});
    await turn();
    keep();
    await turn();
    assert.ok(Math.abs(sizes[0] * 1024 - heap()) < 50e6);
    return ref.deref() === undefined;
  };
  assert.equal(await collects([heap() / 2]), false);
  // The limit is passed, and others have much more of it.
  assert.equal(await collects([heap() + 400e6]), false);
  // All of it is in few hands, which may do nothing any more.
  const held = parsed(150e6);
  assert.ok(heap() > 96e6);
  assert.equal(await collects([heap() + 400e6]), true);
  assert.ok(held.length > 0);
  assert.equal(await collects(Array.from({ length: 300e6 / heap() + 1 }, () => heap())), true);
});

Deno.test("collecting() makes room before a large unit is handed over, and leaves the others alone", async () => {
  const unit = (bytes: number) => ({ fingerprint: "", bytes, position: {}, parse: () => [] });
  const left: WeakRef<object>[] = [];
  async function* reading() {
    for (const bytes of [1e9, 1e3, 1e9]) {
      left.push(new WeakRef({}));
      await turn();
      yield { units: [unit(bytes)] };
    }
  }
  const gone: boolean[] = [];
  for await (const _ of collecting(reading())) {
    await turn();
    gone.push(left.at(-1)!.deref() === undefined);
  }
  assert.deepEqual(gone, [true, false, true]);
});
