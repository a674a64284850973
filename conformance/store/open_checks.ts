/**
 * Checks of making, opening and closing a store.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { snapshot } from "../snapshot.ts";
import { after, contentsOf, sameContents } from "./listing.ts";
import type { StoreOptions } from "./options.ts";
import { deletionOf, Place, write } from "./place.ts";

/** Checks of `open` and `close`. */
export function openChecks<T, V>(): Check<StoreOptions<T, V>>[] {
  return [
    {
      id: "untouched",
      promise: "touches nothing before it is opened",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        place.store.entries(place.records()[0]);
        assert.deepEqual(await snapshot(place.folder), [], "making it, or asking for entries, made files");
      },
    },
    {
      id: "open-dry",
      promise: "makes nothing when it is opened with create: false",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.look(place.store, false);
        assert.equal(
          opened,
          undefined,
          "open({ create: false }) gives a store where there is none, expected undefined",
        );
        assert.deepEqual(await snapshot(place.folder), [], "open({ create: false }) made files");
        const again = await place.look(place.store, false);
        assert.equal(again, undefined, "open({ create: false }) made a store, which the next opening finds");
      },
    },
    {
      id: "created",
      promise: "says that it was created at the first opening only, and is empty then",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const first = await place.open();
        assert.equal(first.created, true, "created is not true at the opening that made the store");
        sameContents("a new store", await contentsOf(first.listAll()), new Map());
        await place.close(first);
        for (const create of [true, false]) {
          const next = await place.look(place.another(), create);
          assert.ok(next, `open({ create: ${create} }) does not find the store that was made`);
          assert.equal(next.created, false, "created is true for a store that was there");
          await place.close(next);
        }
      },
    },
    {
      id: "identity",
      promise: "keeps its identity over openings and writes, another store has another",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const first = await place.open();
        const { identity } = first;
        assert.ok(typeof identity === "string" && identity !== "", `its identity is ${JSON.stringify(identity)}`);
        await write(first, place.puts());
        await first.finish?.();
        await place.close(first);
        const next = await place.look(place.another(), true);
        assert.equal(next?.identity, identity, "the identity is another one after the store was opened again");
        const other = await Place.of(options, bench);
        assert.notEqual((await other.open()).identity, identity, "two stores have one identity");
      },
    },
    {
      id: "close-after-error",
      promise: "ends a write when the run is aborted, can be closed after it, and opened again",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const stop = new AbortController();
        const opened = await place.open(bench.context({ signal: stop.signal }));
        const changes = place.puts();
        await write(opened, changes.slice(0, 1));
        stop.abort(new Error("stopped by the check"));
        await assert.rejects(
          Promise.resolve(opened.write(changes.slice(1))),
          "write goes on after the context's signal was aborted, expected a rejection",
        );
        await place.close(opened);
        const next = await place.look(place.another(), true);
        assert.ok(next, "the store cannot be opened again after an aborted write");
        await write(next, changes);
        sameContents("after an aborted write made again", await contentsOf(next.listAll()), after(changes));
      },
    },
    {
      id: "durable",
      promise: "has made durable what it wrote when write resolves, even if it is never closed",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts();
        await write(opened, changes);
        // As the next process would find it after a kill.
        const next = await place.look(place.another(), true);
        assert.ok(next, "the store cannot be opened again");
        sameContents("opened again without close", await contentsOf(next.listAll()), after(changes));
        await write(next, changes.slice(0, 1).map(deletionOf));
        await place.close(next);
        const last = await place.look(place.another(), true);
        assert.ok(last, "the store cannot be opened a third time");
        const rest = after(changes.slice(0, 1).map(deletionOf), after(changes));
        sameContents("opened again after deletes", await contentsOf(last.listAll()), rest);
      },
    },
  ];
}
