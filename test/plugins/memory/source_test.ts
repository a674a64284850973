import assert from "node:assert/strict";
import { memorySource, type MemoryUnit } from "../../../plugins/memory/mod.ts";
import type { Source } from "../../../core/source.ts";
import { collect, testContext } from "../../support/context.ts";

interface Note {
  id: string;
  text: string;
}

const note = (id: string, text = id): Note => ({ id, text });
const units = (n: number): MemoryUnit<Note>[] =>
  Array.from({ length: n }, (_, i) => ({ key: `u${i}`, value: note(`r${i}`) }));

async function readAll<T>(source: Source<T>, options?: Parameters<Awaited<ReturnType<Source<T>["open"]>>["read"]>[0]) {
  const open = await source.open(testContext());
  try {
    const batches = await collect(open.read(options));
    const records = await Promise.all(batches.flatMap((b) => b.units).map((unit) => unit.parse()));
    return { open, batches, records };
  } finally {
    await open.close();
  }
}

Deno.test("memorySource() hands its units over in batches, claims in the last, the same each time", async () => {
  const claims = [{ asOf: 5, account: "ann" }];
  const source = memorySource({ units: units(5), batchSize: 2, claims });
  const { open, batches, records } = await readAll(source);
  assert.deepEqual([open.mode, open.keyed, open.unique], ["whole", true, true]);
  assert.deepEqual(batches.map((b) => [b.units.map((u) => u.key), b.claims, b.bookmark]), [
    [["u0", "u1"], undefined, undefined],
    [["u2", "u3"], undefined, undefined],
    [["u4"], claims, undefined],
  ]);
  assert.deepEqual(records, units(5).map((unit) => [unit.value]));
  assert.deepEqual(
    (await readAll(source)).batches.map((b) => b.units.map((u) => [u.key, u.fingerprint])),
    batches.map((b) => b.units.map((u) => [u.key, u.fingerprint])),
  );
  assert.deepEqual((await readAll(memorySource({ units: [], claims }))).batches, [{ units: [], claims }]);
});

Deno.test("memorySource() keeps what a unit says of itself, and fingerprints its content", async () => {
  const said = { key: "a", version: 3, exportedAt: 4, account: "ann", whole: false };
  const other = { ...said, key: "b", value: note("x"), fingerprint: "given" };
  const { batches: [{ units: [a, b, c] }] } = await readAll(memorySource({
    units: [{ ...said, records: [note("x"), note("y")] }, other, {
      key: "c",
      records: [{ text: "x", id: "x" }, note("y")],
    }],
  }));
  const { key, version, exportedAt, account, whole, position } = a;
  assert.deepEqual({ key, version, exportedAt, account, whole, position }, { ...said, position: { index: 0 } });
  assert.match(a.fingerprint, /^[0-9a-f]{32}$/);
  assert.equal(c.fingerprint, a.fingerprint);
  assert.equal(b.fingerprint, "given");
  assert.equal(a.raw?.(), '[{"id":"x","text":"x"},{"id":"y","text":"y"}]');
  assert.ok(a.bytes > 20);
});

Deno.test("memorySource() sees a list that was changed, and a function anew, at each opening", async () => {
  const list = units(1);
  const source = memorySource({ units: list });
  const fromFunction = memorySource({ units: () => Promise.resolve(list) });
  const before = (await readAll(source)).batches[0].units[0].fingerprint;
  list[0].value!.text = "edited";
  list.push({ key: "more", value: note("more") });
  for (const one of [source, fromFunction]) {
    const { batches: [{ units }], records } = await readAll(one);
    assert.deepEqual(records, [[note("r0", "edited")], [note("more")]]);
    assert.notEqual(units[0].fingerprint, before);
  }
});

Deno.test("memorySource() gives records that may be changed without harm", async () => {
  const open = () => Promise.resolve(new ReadableStream<Uint8Array>());
  const value = { id: "a", parts: [{ text: "x" }], open };
  const source = memorySource({ units: [{ key: "a", value }] });
  const { records: [first] } = await readAll(source);
  assert.ok(Array.isArray(first));
  assert.equal(first[0].open, open);
  first[0].parts[0].text = "changed";
  assert.equal(value.parts[0].text, "x");
  assert.deepEqual((await readAll(source)).records, [[value]]);
  const hostile: unknown = JSON.parse('{"id":"a","__proto__":{"polluted":true}}');
  const [copied] = (await readAll(memorySource({ units: [{ key: "a", value: hostile }] }))).records.flat();
  assert.deepEqual(Object.keys(copied as object), ["id", "__proto__"]);
  let deep: unknown = "end";
  for (let i = 0; i < 100_000; i++) deep = [deep];
  const parsed = memorySource({ units: [{ key: "a", value: deep, fingerprint: "f" }] });
  const opened = await parsed.open(testContext());
  for await (const batch of opened.read()) assert.ok(Array.isArray(await batch.units[0].parse()));
});

Deno.test("memorySource() in incremental mode goes on from a bookmark", async () => {
  const list = units(3);
  const source = memorySource({ units: list, mode: "incremental", batchSize: 2 });
  const { open, batches } = await readAll(source);
  assert.equal(open.mode, "incremental");
  assert.deepEqual(batches.map((b) => b.bookmark), [{ next: 2 }, { next: 3 }]);
  list.push(...units(5).slice(3));
  for (
    const [after, keys] of [[{ next: 2 }, [["u2", "u3"], ["u4"]]], [{ next: 3 }, [["u3", "u4"]]], [{ next: 5 }, [
      [],
    ]]] as const
  ) {
    assert.deepEqual((await readAll(source, { after })).batches.map((b) => b.units.map((u) => u.key)), keys);
  }
  await assert.rejects(
    readAll(source, { after: { next: 6 } }),
    /Cannot read memory source after unit 6: it has 5 units/,
  );
  await assert.rejects(readAll(source, { after: { next: "1" } }), RangeError);
});

Deno.test("memorySource() leaves out units that are not wanted", async () => {
  const { batches } = await readAll(memorySource({ units: units(4), batchSize: 2 }), { wanted: (key) => key === "u3" });
  assert.deepEqual(batches.map((b) => b.units.map((u) => u.key)), [[], ["u3"]]);
});

Deno.test("memorySource() says what it is: keyed, unique, uniting", async () => {
  const twice = await memorySource({ units: [...units(2), ...units(1)] }).open(testContext());
  assert.equal(twice.unique, false);
  assert.deepEqual(twice.unite?.([[note("a", "old"), note("b")], [note("a", "new"), note("c")]]), [
    note("a", "new"),
    note("b"),
    note("c"),
  ]);
  assert.equal((await memorySource({ units: [{ value: 1 }, { value: 2 }] }).open(testContext())).keyed, false);
  const mixed = memorySource<unknown>({ units: [{ key: "a", value: 1 }, { value: 2 }] });
  await assert.rejects(mixed.open(testContext()), /units\[1\] has no key, expected one as others have one/);
  assert.throws(
    () => memorySource({ units: 3 as never, batchSize: 0 }),
    /Cannot create memory: units: expected a list.*batchSize/,
  );
});

Deno.test("memorySource() calls functions when parsed, stops when aborted, and closes once", async () => {
  const source = memorySource<number>({
    units: [
      {
        key: "bad",
        records: () => {
          throw new SyntaxError("bad line");
        },
      },
      { key: "none" },
      { key: "late", version: 1, records: () => Promise.resolve([1, 2]) },
    ],
    batchSize: 1,
  });
  const stop = new AbortController();
  const open = await source.open(testContext(stop.signal));
  const [bad, none, late] = (await collect(open.read())).flatMap((b) => b.units);
  assert.throws(() => bad.parse(), /bad line/);
  assert.deepEqual(await none.parse(), []);
  assert.deepEqual(await late.parse(), [1, 2]);
  const reading = open.read()[Symbol.asyncIterator]();
  await reading.next();
  stop.abort(new Error("enough"));
  await assert.rejects(reading.next(), /enough/);
  await open.close();
  assert.throws(() => none.parse(), /its source was closed/);
  await assert.rejects(open.close(), /closed already/);
});
