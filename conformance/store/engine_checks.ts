/**
 * Checks of a store under the real engine: runs that converge, also after one that died.
 *
 * @module
 */
import assert from "node:assert/strict";
import { from, type Pipeline } from "../../core/chain.ts";
import type { Report } from "../../core/report.ts";
import type { OpenStore, Store } from "../../core/sink.ts";
import { memorySource, type MemoryUnit } from "../../plugins/memory/source.ts";
import type { Bench } from "../bench.ts";
import type { Check } from "../check.ts";
import { over } from "../over.ts";
import { driveWith } from "../permissions.ts";
import { after, contentsOf, sameContents } from "./listing.ts";
import type { StoreOptions } from "./options.ts";
import { Place } from "./place.ts";

/** Checks with whole runs. */
export function engineChecks<T, V>(): Check<StoreOptions<T, V>>[] {
  return [
    {
      id: "second-run",
      promise: "is not written to by a second run, nor by one that has lost its ledger",
      async run(options, bench) {
        const { place, pipeline } = await prepare(options, bench);
        const { engine, options: settings } = await bench.engine();
        const expected = after(place.puts());
        const first = await engine.run(pipeline, settings);
        assert.equal(first.status, "ok", `the first run is ${first.status}: ${JSON.stringify(first.notes)}`);
        sameContents("after the first run", await contentsNow(place), expected);
        unwritten("the second run", await engine.run(pipeline, settings));
        unwritten("a run that compares everything", await engine.run(pipeline, { ...settings, full: true }));
        const { options: fresh } = await bench.engine();
        unwritten("a run without a ledger", await engine.run(pipeline, { ...settings, ledger: fresh.ledger }));
        const { status, differences } = await engine.verify(pipeline, settings);
        assert.equal(status, "ok", `verify finds differences: ${JSON.stringify(differences.slice(0, 3))}`);
      },
    },
    {
      id: "follows",
      promise: "follows the source: an edit is written, what a record lost is deleted",
      async run(options, bench) {
        const { place, pipeline, units } = await prepare(options, bench);
        const { engine, options: settings } = await bench.engine();
        await engine.run(pipeline, settings);
        const before = place.puts();
        const edit = place.edit(place.records()[0]);
        units[0] = { key: place.keyOf(edit), version: 2, value: edit };
        const puts = [place.put(edit), ...before.slice(1)];
        const report = await engine.run(pipeline, settings);
        assert.equal(report.status, "ok", `the run is ${report.status}: ${JSON.stringify(report.notes)}`);
        sameContents("after an edit", await contentsNow(place), after(puts));
        units[0] = { key: place.keyOf(edit), version: 3, records: [] };
        await engine.run(pipeline, { ...settings, maxDelete: "100%" });
        sameContents("after a unit lost its records", await contentsNow(place), after(puts.slice(1)));
      },
    },
    {
      id: "killed-run",
      promise: "converges when a run that died in the middle of a write is run again",
      async run(options, bench) {
        for (const dieAt of [1, 2]) {
          const { place, pipeline, units } = await prepare(options, bench);
          const { engine, options: settings } = await bench.engine();
          const source = memorySource<T>({ units, batchSize: Math.ceil(units.length / 3) });
          const died = from(source).to(dying(place, dieAt));
          const outcome = await engine.run(died, settings).then(({ status }) => status, () => "failed");
          assert.notEqual(outcome, "ok", "the run whose store died counts as ok: its failures were not told");
          const again = await engine.run(pipeline, settings);
          assert.equal(again.status, "ok", `the run after it is ${again.status}: ${JSON.stringify(again.notes)}`);
          sameContents("after the run that was repeated", await contentsNow(place), after(place.puts()));
          unwritten("the run after that", await engine.run(pipeline, settings));
        }
      },
    },
    {
      id: "permissions",
      promise: "works with just the permissions it declares",
      applies: ({ module }) => module !== undefined,
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const { declaration, options: made } = place.store[Symbol.for("threadloom.plugin") as never] as {
          declaration: { permissions(options: unknown): object };
          options: unknown;
        };
        const { folder } = place;
        const drive = { folder, drive: "driveStore", records: place.records() };
        await driveWith(declaration.permissions(made), options.module!, drive);
      },
    },
  ];
}

/** A pipeline from the records into a new store. */
async function prepare<T, V>(
  options: StoreOptions<T, V>,
  bench: Bench,
): Promise<{ place: Place<T, V>; pipeline: Pipeline; units: MemoryUnit<T>[] }> {
  const place = await Place.of(options, bench);
  const units = place.records().map((value): MemoryUnit<T> => ({ key: place.keyOf(value), version: 1, value }));
  return { place, units, pipeline: from(memorySource<T>({ units })).to(place.store as Store<T>) };
}

/** What a process that comes next finds. */
async function contentsNow<T, V>(place: Place<T, V>): ReturnType<typeof contentsOf> {
  const opened = await place.look(place.another(), false);
  assert.ok(opened, "open({ create: false }) does not find the store after a run");
  const contents = await contentsOf(opened.listAll());
  await place.close(opened);
  return contents;
}

function unwritten(what: string, { status, sinks, notes }: Report): void {
  assert.equal(status, "ok", `${what} is ${status}: ${JSON.stringify(notes)}`);
  for (const { puts, deletes } of Object.values(sinks)) {
    assert.deepEqual({ puts, deletes }, { puts: 0, deletes: 0 }, `${what} wrote to the store, expected no change`);
  }
}

/** The store, in a process that dies in its n-th write, when half of it is done. */
function dying<T, V>(place: Place<T, V>, at: number): Store<T> {
  let writes = 0;
  const dead = (): never => {
    throw new Error("Cannot go on: the process died here");
  };
  const open = async (...given: Parameters<Store<T, V>["open"]>): Promise<OpenStore<V> | undefined> => {
    const opened = await place.look(place.store, given[1].create, given[0]);
    return opened && over(opened, {
      write: async (changes: Parameters<OpenStore<V>["write"]>[0]) => {
        if (++writes > at) dead();
        if (writes < at) return await opened.write(changes);
        await opened.write(changes.slice(0, Math.ceil(changes.length / 2)));
        dead();
      },
      ...opened.finish && { finish: () => Promise.try(dead) },
      // A process that died closes nothing.
      close: () => Promise.resolve(),
    });
  };
  return over(place.store as Store<T, V>, { open }) as Store<T>;
}
