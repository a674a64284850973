/**
 * Checks of writing and listing.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { after, contentsOf, sameContents, scopesOf } from "./listing.ts";
import type { StoreOptions } from "./options.ts";
import { deletionOf, Place, write } from "./place.ts";

/** Checks of `write`, `list` and `listAll` with changes as the engine makes them. */
export function writeChecks<T, V>(): Check<StoreOptions<T, V>>[] {
  return [
    {
      id: "list",
      promise: "lists in a scope exactly what was written there",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts();
        await write(opened, changes);
        for (const change of changes) {
          const scopes = scopesOf([change]);
          sameContents(
            `list(${JSON.stringify(scopes).slice(0, 80)})`,
            await contentsOf(opened.list(scopes)),
            after([change]),
          );
        }
        sameContents("list() of all scopes", await contentsOf(opened.list(scopesOf(changes))), after(changes));
        sameContents("list() of no scope", await contentsOf(opened.list([])), new Map());
        sameContents("list() of an unknown scope", await contentsOf(opened.list(["not there"])), new Map());
      },
    },
    {
      id: "list-all",
      promise: "lists everything with listAll",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts();
        for (const change of changes) await write(opened, [change]);
        sameContents("listAll()", await contentsOf(opened.listAll()), after(changes));
      },
    },
    {
      id: "write-again",
      promise: "takes the same change twice without harm",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts();
        await write(opened, changes);
        await write(opened, changes);
        sameContents("after the same write twice", await contentsOf(opened.listAll()), after(changes));
        const gone = changes.slice(0, 2).map(deletionOf);
        await write(opened, gone);
        await write(opened, gone);
        sameContents("after the same deletes twice", await contentsOf(opened.listAll()), after(gone, after(changes)));
      },
    },
    {
      id: "replace",
      promise: "puts an entry in the place of the one with the same key",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const records = place.records();
        const changes = place.puts(records);
        await write(opened, changes);
        const next = place.put(place.edit(records[0]));
        await write(opened, [next]);
        sameContents("after an edit", await contentsOf(opened.listAll()), after([next], after(changes)));
      },
    },
    {
      id: "delete",
      promise: "deletes what it is told to and leaves other scopes alone",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts();
        await write(opened, changes);
        const gone = changes.filter((_, i) => i % 2 === 0).map(deletionOf);
        await write(opened, gone);
        sameContents("after deletes", await contentsOf(opened.listAll()), after(gone, after(changes)));
      },
    },
    {
      id: "delete-missing",
      promise: "takes the delete of a key that is not there for done",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const [first, second] = place.puts();
        await write(opened, [first]);
        const [{ key }] = second.puts;
        const { scope } = first.puts[0];
        await write(opened, [{ unit: first.unit, puts: [], deletes: [{ scope, key: `${key} not there` }] }]);
        await write(opened, [deletionOf(second)]);
        sameContents("after deletes of what was not there", await contentsOf(opened.listAll()), after([first]));
      },
    },
    {
      id: "put-and-delete",
      promise: "makes puts and deletes of one change, and of several units in one write",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts();
        const [one, two] = [changes.findIndex(({ puts }) => puts.length > 1), changes.length - 1];
        await write(opened, changes);
        // One entry of a unit is put again, the others go; another unit goes whole.
        const both = changes.slice(Math.max(one, 0), Math.max(one, 0) + 1).map(({ unit, puts }) => ({
          unit,
          version: 2,
          puts: puts.slice(0, 1),
          deletes: puts.slice(1).map(({ scope, key }) => ({ scope, key })),
        }));
        if (two !== Math.max(one, 0)) both.push({ version: 2, ...deletionOf(changes[two]) });
        await write(opened, both);
        sameContents("after puts and deletes at once", await contentsOf(opened.listAll()), after(both, after(changes)));
      },
    },
    {
      id: "parallel",
      promise: "takes two writes at once that share no scope",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts();
        const half = Math.ceil(changes.length / 2);
        await Promise.all([write(opened, changes.slice(0, half)), write(opened, changes.slice(half))]);
        sameContents("after two writes at once", await contentsOf(opened.listAll()), after(changes));
      },
    },
    {
      id: "versions",
      promise: "lists versions, where it keeps them, as they were written",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const [change] = place.puts();
        await write(opened, [{ ...change, version: 1_700_000_000_000.5, exportedAt: 1_700_000_000_001 }]);
        for await (const { key, version, exportedAt } of opened.list(scopesOf([change]))) {
          const seen = { version: version ?? 1_700_000_000_000.5, exportedAt: exportedAt ?? 1_700_000_000_001 };
          assert.deepEqual(
            seen,
            { version: 1_700_000_000_000.5, exportedAt: 1_700_000_000_001 },
            `"${key}" is listed with another version or export time than it was written with`,
          );
        }
      },
    },
    {
      id: "many",
      promise: "takes thousands of changes in one write",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts(place.many(options.many ?? 2_000));
        await write(opened, changes);
        sameContents("after a large write", await contentsOf(opened.listAll()), after(changes));
        sameContents("list() of many scopes", await contentsOf(opened.list(scopesOf(changes))), after(changes));
        await write(opened, changes.map(deletionOf));
        sameContents("after large deletes", await contentsOf(opened.listAll()), new Map());
      },
    },
  ];
}
