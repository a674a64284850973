/**
 * Checks of what a store says when things are not as it left them: failures, strangers, edits, finishing and purging.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Check } from "../check.ts";
import { snapshot } from "../snapshot.ts";
import { after, contentsOf, sameContents } from "./listing.ts";
import type { StoreOptions } from "./options.ts";
import { deletionOf, Place, write } from "./place.ts";

/** Checks of `finish`, `purge`, `check`, failures and entries of strangers. */
export function truthChecks<T, V>(): Check<StoreOptions<T, V>>[] {
  return [
    {
      id: "finish",
      promise: "can finish twice: nothing changes the second time",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        if (!opened.finish) return;
        const changes = place.puts();
        await write(opened, changes);
        await opened.finish();
        const files = await readable(place.folder);
        await opened.finish();
        assert.deepEqual(await readable(place.folder), files, "the second finish changed files");
        sameContents("after finishing twice", await contentsOf(opened.listAll()), after(changes));
      },
    },
    {
      id: "purge",
      promise: "can purge twice: what was not deleted stays",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        if (!opened.purge) return;
        const changes = place.puts();
        await write(opened, changes);
        const gone = changes.slice(0, 1).map(deletionOf);
        await write(opened, gone);
        await opened.finish?.();
        await opened.purge();
        await opened.purge();
        sameContents("after purging twice", await contentsOf(opened.listAll()), after(gone, after(changes)));
      },
    },
    {
      id: "check-agrees",
      promise: "finds with check what it listed, after clean writes",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        if (!opened.check) return;
        const records = place.records();
        const changes = place.puts(records);
        await write(opened, changes);
        const edit = place.put(place.edit(records[0]));
        const gone = changes.slice(1, 2).map(deletionOf);
        await write(opened, [edit, ...gone]);
        await opened.finish?.();
        const expected = after([edit, ...gone], after(changes));
        sameContents("check()", await contentsOf(opened.check()), expected);
        await place.close(opened);
        const next = await place.open();
        sameContents("check() in the next run", await contentsOf(next.check?.() ?? next.listAll()), expected);
      },
    },
    {
      id: "check-finds",
      promise: "finds with check what was changed behind its back",
      applies: ({ tamper }) => tamper !== undefined,
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const opened = await place.open();
        const changes = place.puts();
        await write(opened, changes);
        await opened.finish?.();
        await place.close(opened);
        await options.tamper?.(place.folder, place.store);
        const next = await place.look(place.another(), true);
        assert.ok(next, "the store cannot be opened after it was tampered with");
        const found = await contentsOf(next.check?.() ?? next.listAll());
        assert.notDeepEqual(
          new Map([...found].sort()),
          new Map([...after(changes)].sort()),
          "check() shows what was written, though something else is stored",
        );
      },
    },
    {
      id: "failures",
      promise: "reports an entry that cannot be written by itself, and writes the others",
      applies: ({ unwritable }) => unwritable !== undefined,
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const first = await place.open();
        const [one, two] = place.puts();
        await write(first, [one]);
        await place.close(first);
        const bad = place.put(await options.unwritable!(place.folder));
        const opened = await place.look(place.another(), true);
        assert.ok(opened, "the store cannot be opened");
        const failures = await opened.write([bad, two]) ?? [];
        assert.ok(failures.length > 0, "write reports no failure");
        const failed = new Set(failures.map(({ key }) => key));
        for (const { unit, key, error } of failures) {
          assert.equal(unit, bad.unit, `a failure of "${key}" names the unit "${unit}", expected "${bad.unit}"`);
          assert.ok(bad.puts.some((put) => put.key === key), `"${key}" is reported, which can be written`);
          assert.ok(error instanceof Error && error.message !== "", "a failure has no error that says why");
        }
        const contents = await contentsOf(opened.listAll());
        const written = { ...bad, puts: bad.puts.filter(({ key }) => !failed.has(key)) };
        for (const [name, fingerprint] of after([one, two, written])) {
          assert.equal(contents.get(name), fingerprint, `${name} can be written and is not listed as written`);
        }
        for (const [name, fingerprint] of after([{ ...bad, puts: bad.puts.filter(({ key }) => failed.has(key)) }])) {
          assert.notEqual(contents.get(name), fingerprint, `${name} failed and is listed as written`);
        }
      },
    },
    {
      id: "foreign",
      promise: "leaves alone what a stranger put in, and lists it, if at all, without a fingerprint",
      applies: ({ plantForeign }) => plantForeign !== undefined,
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const first = await place.open();
        const changes = place.puts();
        await write(first, changes);
        await place.close(first);
        const intact = await options.plantForeign!(place.folder, place.store);
        assert.ok(await intact(), "what was planted is not there: plantForeign has to give a function that finds it");
        const opened = await place.look(place.another(), true);
        assert.ok(opened, "the store cannot be opened once a stranger wrote into it");
        await write(opened, changes);
        const contents = await contentsOf(opened.listAll());
        const ours = after(changes);
        for (const [name, fingerprint] of contents) {
          if (!ours.has(name)) {
            assert.equal(fingerprint, undefined, `the stranger's ${name} is listed with a fingerprint`);
          }
        }
        await write(opened, changes.map(deletionOf));
        await opened.finish?.();
        await place.close(opened);
        assert.ok(await intact(), "what a stranger put in is gone or changed");
      },
    },
  ];
}

/** Files that people read: journals of databases and the like end in `-wal` and `-shm`. */
async function readable(folder: string): Promise<string[]> {
  return (await snapshot(folder)).filter((line) => !/-(wal|shm|journal) \d+ [0-9a-f]+$/.test(line));
}
