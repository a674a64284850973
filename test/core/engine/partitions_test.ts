/** Sinks that write partitions are given the partitions that a change touches, whole, and nothing else. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { definePlugin } from "../../../core/plugin.ts";
import type { FileIdentity, FileSink } from "../../../core/sink.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource, memoryStore } from "../../../plugins/memory/mod.ts";
import { pickTransform } from "../../../plugins/transforms/mod.ts";
import { z } from "../../../deps/zod.ts";

interface Thing {
  id: string;
  /** The partitions it lies in, and its content. */
  in: string;
  text: string;
}

/** What was handed over in the last run: ids, and the partitions that were to be written. */
interface Seen {
  files: Map<string, string>;
  given: string[];
  touched: string[] | undefined;
  failNext?: boolean;
}

function partitioned(seen: Seen) {
  const make = definePlugin({
    name: "partitioned",
    kind: "file",
    summary: "Keeps a text for each partition.",
    options: z.strictObject({}),
    permissions: () => ({}),
    create: (): Omit<FileSink<Thing>, never> =>
      ({
        kind: "file",
        name: "partitioned",
        partition(thing: Thing) {
          if (thing.in === "nowhere") throw new TypeError("Cannot place it");
          return thing.in;
        },
        open: () => {
          const records: Thing[] = [];
          const identities = (): FileIdentity[] => [
            ...[...seen.files].map(([path, text]) => ({
              path,
              size: text.length,
              sha256: text,
              ...path === "manifest" ? {} : { partition: path },
            })),
          ];
          return Promise.resolve({
            present: () => Promise.resolve(identities()),
            write(batch: Thing[]) {
              records.push(...batch);
              return Promise.resolve();
            },
            commit(touched?: ReadonlySet<string>) {
              seen.given = records.map(({ id }) => id).sort();
              seen.touched = touched && [...touched].sort();
              if (seen.failNext) return Promise.reject(new Error("disk full"));
              for (const path of [...seen.files.keys()]) if (!touched || touched.has(path)) seen.files.delete(path);
              const sorted = [...records].sort((a, b) => a.id < b.id ? -1 : 1);
              for (const thing of sorted) {
                seen.files.set(thing.in, `${seen.files.get(thing.in) ?? ""}${thing.id}=${thing.text} `);
              }
              seen.files.set("manifest", [...seen.files.keys()].filter((path) => path !== "manifest").sort().join());
              return Promise.resolve({ files: identities(), changed: true });
            },
            abort: () => Promise.resolve(),
          });
        },
      }) as unknown as Omit<FileSink<Thing>, never>,
  });
  return make({});
}

/** Things `a1`, `a2`, … in partition `a`, and so on. */
function things(): Map<string, Thing> {
  return new Map(["a1", "a2", "b1", "b2", "c1"].map((id) => [id, { id, in: id[0], text: "1" }]));
}

/** A pipeline over things that may change between its runs. */
function pipeline(all: Map<string, Thing>, options: { batchSize?: number } = {}) {
  const seen: Seen = { files: new Map(), given: [], touched: undefined };
  const ledger = memory();
  const units = () => [...all.values()].map((value) => ({ key: value.id, value: { ...value } }));
  const source = memorySource({ units, ...options });
  const again = (more = {}) => {
    Object.assign(seen, { given: [], touched: undefined });
    return run(from(source).to(partitioned(seen)), { name: "partitions", ledger, ...more });
  };
  return { seen, again, ledger, source };
}

Deno.test("the first run hands over everything, and a second one nothing", async () => {
  const { seen, again } = pipeline(things());
  await again();
  assert.deepEqual([seen.given, seen.touched], [["a1", "a2", "b1", "b2", "c1"], undefined]);
  assert.deepEqual([...seen.files], [
    ["a", "a1=1 a2=1 "],
    ["b", "b1=1 b2=1 "],
    ["c", "c1=1 "],
    ["manifest", "a,b,c"],
  ]);
  const { source } = await again();
  assert.deepEqual([seen.given, source.unchanged], [[], 5]);
});

Deno.test("a change hands over its partition whole, and the report balances", async () => {
  for (const batchSize of [1, 2, 100]) {
    const all = things();
    const { seen, again } = pipeline(all, { batchSize });
    await again();
    all.get("b2")!.text = "2";
    const { source } = await again();
    assert.deepEqual([seen.given, seen.touched], [["b1", "b2"], ["b"]]);
    assert.equal(seen.files.get("b"), "b1=1 b2=2 ");
    assert.deepEqual(source, { read: 5, unchanged: 3, passed: 2, dropped: 0, dead: 0 });
  }
});

Deno.test("what moves is missing where it was, and joins those where it goes", async () => {
  const all = things();
  const { seen, again } = pipeline(all, { batchSize: 1 });
  await again();
  all.get("a1")!.in = "b";
  await again();
  assert.deepEqual([seen.given, seen.touched], [["a1", "a2", "b1", "b2"], ["a", "b"]]);
  assert.deepEqual([seen.files.get("a"), seen.files.get("b")], ["a2=1 ", "a1=1 b1=1 b2=1 "]);
});

Deno.test("what is gone takes its partition along when it was the last, and what is new makes one", async () => {
  const all = things();
  const { seen, again } = pipeline(all);
  await again();
  all.delete("c1");
  all.set("d1", { id: "d1", in: "d", text: "1" });
  const { source } = await again();
  assert.deepEqual([seen.given, seen.touched], [["d1"], ["c", "d"]]);
  assert.deepEqual([...seen.files.keys()].sort(), ["a", "b", "d", "manifest"]);
  assert.deepEqual([source.read, source.unchanged, source.passed], [5, 4, 1]);
  assert.deepEqual((await again()).source.unchanged, 5);
});

Deno.test("a partition that is not as it was left is written anew, and without the manifest all are", async () => {
  const { seen, again } = pipeline(things());
  await again();
  seen.files.set("a", "somebody else's");
  seen.files.set("stray", "of a run that was killed");
  await again();
  assert.deepEqual([seen.given, seen.touched], [["a1", "a2"], ["a", "stray"]]);
  assert.ok(!seen.files.has("stray"));
  seen.files.delete("manifest");
  await again();
  assert.deepEqual([seen.given.length, seen.touched], [5, undefined]);
});

Deno.test("a commit that fails is made up for by the next run", async () => {
  const all = things();
  const { seen, again } = pipeline(all);
  await again();
  all.get("a1")!.in = "c";
  seen.failNext = true;
  const failed = await again();
  assert.match(failed.notes.join(), /disk full; what was there stays/);
  seen.failNext = false;
  await again();
  assert.deepEqual([seen.given, seen.touched], [["a1", "a2", "c1"], ["a", "c"]]);
  assert.equal(seen.files.get("c"), "a1=1 c1=1 ");
});

Deno.test("a record without a place breaks its sink alone", async () => {
  const all = things();
  const { seen, again } = pipeline(all);
  await again();
  all.get("a1")!.in = "nowhere";
  const report = await again();
  assert.match(report.notes.join(), /Cannot place it; what was there stays/);
  assert.equal(seen.files.get("a"), "a1=1 a2=1 ");
});

Deno.test("a selection, --full and another path hand over everything they read", async () => {
  const all = things();
  const { seen, again, ledger, source } = pipeline(all);
  await again();
  await again({ full: true });
  assert.equal(seen.given.length, 0, "the files are as they would be written");
  all.get("a1")!.text = "2";
  await again({ full: true });
  assert.deepEqual([seen.given.length, seen.touched], [5, undefined]);
  all.get("a1")!.text = "3";
  await run(from(source).through(pickTransform({ fields: ["id", "in", "text"] })).to(partitioned(seen) as never), {
    name: "partitions",
    ledger,
  });
  assert.deepEqual([seen.given.length, seen.touched], [5, undefined]);
});

Deno.test("a store beside it gets what it needs, and the partitions stay whole", async () => {
  const all = things();
  const seen: Seen = { files: new Map(), given: [], touched: undefined };
  const ledger = memory();
  const source = memorySource({
    units: () => [...all.values()].map((value) => ({ key: value.id, value: { ...value } })),
  });
  const store = memoryStore<Thing>();
  const go = () => run(from(source).to(store, partitioned(seen)), { name: "both", ledger });
  await go();
  all.get("b1")!.text = "2";
  const { sinks, source: counts } = await go();
  assert.deepEqual([sinks.memory.puts, seen.given, seen.touched], [1, ["b1", "b2"], ["b"]]);
  assert.deepEqual([counts.passed, counts.unchanged], [2, 3]);
});
