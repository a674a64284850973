/**
 * Checks of readings: again, from a bookmark, with some keys only, stopped, aborted, closed.
 *
 * @module
 */
import assert from "node:assert/strict";
import { from } from "../../core/chain.ts";
import type { Bookmark } from "../../core/source.ts";
import { memorySink } from "../../plugins/memory/sink.ts";
import { memoryStore } from "../../plugins/memory/store.ts";
import type { Check } from "../check.ts";
import { madeOf } from "../declaration.ts";
import { driveWith } from "../permissions.ts";
import type { SourceOptions } from "./options.ts";
import { batchesOf, contentsOf, counting, markOf, prepare, unitsOf } from "./reading.ts";

/** Checks of `read` and `close`. */
export function readingChecks<T>(): Check<SourceOptions<T>>[] {
  return [
    {
      id: "reads-again",
      promise: "hands over the same units in the same order each time it is read",
      async run(options, bench) {
        const { open, folder } = await prepare(options, bench);
        const source = await open();
        const first = (await unitsOf(source)).map(markOf);
        if (source.once) return;
        assert.deepEqual((await unitsOf(source)).map(markOf), first, "a second reading gives other units");
        const another = await options.make(folder).open(bench.context());
        bench.defer(() => another.close());
        assert.deepEqual((await unitsOf(another)).map(markOf), first, "a second opening gives other units");
      },
    },
    {
      id: "wanted",
      promise: "may leave out units that are not wanted, and no others",
      async run(options, bench) {
        const { open } = await prepare(options, bench);
        const source = await open();
        const all = await unitsOf(source);
        if (!source.keyed || source.once) return;
        const keys = [...new Set(all.map(({ key }) => key as string))];
        for (const some of [new Set(keys.filter((_, i) => i % 2 === 0)), new Set<string>(), new Set(keys)]) {
          const expected = all.filter(({ key }) => some.has(key as string));
          const read = await unitsOf(source, { wanted: (key) => some.has(key) });
          const wanted = read.filter(({ key }) => some.has(key as string));
          assert.deepEqual(wanted.map(markOf), expected.map(markOf), "units that were wanted are missing or others");
          assert.deepEqual(await contentsOf(wanted), await contentsOf(expected), "wanted units hold something else");
        }
      },
    },
    {
      id: "frees",
      promise: "lets go of its files when it is closed, also after a reading that was stopped early",
      async run(options, bench) {
        const { open } = await prepare(options, bench);
        for (const early of [true, false]) {
          const files = bench.files();
          const source = await open(bench.context({ files: files.files }));
          for await (const _ of source.read()) if (early) break;
          if (early && !source.once) {
            assert.ok(
              (await unitsOf(source)).length > 1,
              "it cannot be read again after a reading that was stopped early",
            );
          }
          await source.close();
          const left = [...files.open].map(({ path }) => path);
          assert.deepEqual(left, [], "files are open after close");
        }
      },
    },
    {
      id: "abort",
      promise: "hands over nothing more when the run is aborted",
      async run(options, bench) {
        const { open } = await prepare(options, bench);
        for (const taken of [0, 1]) {
          const stop = new AbortController();
          const source = await open(bench.context({ signal: stop.signal }));
          const reading = source.read()[Symbol.asyncIterator]();
          if (taken) await reading.next();
          stop.abort(new Error("stopped by the check"));
          // A rejection is the usual answer; an end is one, too.
          const next = await reading.next().catch(() => undefined);
          const { units = [], claims = [], bookmark } = next?.done === false ? next.value : {};
          assert.deepEqual(
            { units: units.length, claims: claims.length, bookmark },
            { units: 0, claims: 0, bookmark: undefined },
            `after ${taken} batches the signal was aborted, and it went on`,
          );
          await source.close();
        }
      },
    },
    {
      id: "claims",
      promise: "claims to be complete only in its last batch, and not when something was lost",
      async run(options, bench) {
        const { open, folder } = await prepare(options, bench);
        const variants = [undefined, options.bad, options.empty];
        for (const variant of variants) {
          await variant?.(folder);
          const batches = await batchesOf(await open());
          const claims = batches.map((batch) => batch.claims?.length ?? 0);
          assert.ok(claims.slice(0, -1).every((count) => count === 0), "a batch before the last has claims");
          for (const { asOf } of batches.at(-1)?.claims ?? []) {
            assert.ok(Number.isFinite(asOf), `a claim's asOf is ${asOf}, expected epoch milliseconds`);
          }
          if (batches.some(({ losses }) => losses?.length)) {
            assert.equal(claims.at(-1), 0, "it lost something, and claims to be complete");
          }
        }
      },
    },
    {
      id: "cut",
      promise: "makes no claim when its input was cut short",
      applies: ({ cut }) => cut !== undefined,
      async run(options, bench) {
        const { open } = await prepare(options, bench, options.cut);
        // That it cannot be opened or read at all is an honest answer.
        const batches = await open().then(batchesOf).catch(() => []);
        assert.deepEqual(batches.flatMap(({ claims }) => claims ?? []), [], "it claims to be complete, and is not");
      },
    },
    {
      id: "resume",
      promise: "goes on from each of its bookmarks, without loss or repetition",
      async run(options, bench) {
        const { open } = await prepare(options, bench);
        const source = await open();
        const batches = await batchesOf(source);
        const last = batches.findLast(({ units }) => units.length > 0);
        const final = batches.slice(batches.indexOf(last!)).some(({ bookmark }) => bookmark !== undefined);
        if (source.mode === "incremental") {
          assert.ok(final, "it is incremental, and has no bookmark after its last unit");
        }
        for (const [i, { bookmark }] of batches.entries()) {
          if (bookmark === undefined) continue;
          const kept: Bookmark = JSON.parse(JSON.stringify(bookmark));
          assert.deepEqual(kept, bookmark, "a bookmark is another one after it was kept as JSON");
          const rest = batches.slice(i + 1).flatMap(({ units }) => units);
          const read = await unitsOf(await open(), { after: kept });
          assert.deepEqual(
            read.map(markOf),
            rest.map(markOf),
            `reading after bookmark ${JSON.stringify(kept)} gives other units`,
          );
        }
      },
    },
    {
      id: "engine",
      promise: "gives runs that balance, and a second run with nothing to do",
      async run(options, bench) {
        const { source: given, open } = await prepare(options, bench);
        const { source, parsed } = counting(given);
        const { keyed, mode, once } = await open();
        if (once) return;
        const { engine, options: settings } = await bench.engine();
        const into = from(source).to(keyed ? memoryStore<T>() : memorySink<T>());
        const first = await engine.run(into, settings);
        const { read, unchanged, passed, dropped, dead } = first.source;
        assert.ok(
          read > 0 && read === unchanged + passed + dropped + dead,
          `the counts are ${JSON.stringify(first.source)}`,
        );
        assert.equal(first.status, "ok", `the first run is ${first.status}: ${JSON.stringify(first.notes)}`);
        const before = parsed();
        const second = await engine.run(into, settings);
        const work = Object.values(second.sinks).map(({ puts, deletes }) => puts + deletes);
        assert.deepEqual(work, [0], "the second run wrote something");
        if (mode !== "whole" || !keyed) return;
        assert.equal(parsed() - before, 0, "the second run parsed units: their fingerprints are not what they were");
      },
    },
    {
      id: "permissions",
      promise: "works with just the permissions it declares",
      applies: ({ module }) => module !== undefined,
      async run(options, bench) {
        const { source, folder } = await prepare(options, bench);
        const { declaration, options: made } = madeOf(source);
        await driveWith(declaration.permissions(made), options.module!, { folder, drive: "driveSource" });
      },
    },
  ];
}
