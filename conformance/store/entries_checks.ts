/**
 * Checks of what a store would hold for a record.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Entry } from "../../core/sink.ts";
import type { Check } from "../check.ts";
import { copyOf, reversed } from "../snapshot.ts";
import type { StoreOptions } from "./options.ts";
import { Place } from "./place.ts";

/** Checks of `entries`. */
export function entriesChecks<T, V>(): Check<StoreOptions<T, V>>[] {
  return [
    {
      id: "entries-pure",
      promise: "gives the same entries for equal records, before and after it is open, and leaves the record as it was",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const early = place.records().map((record) => marks(place.store.entries(record)));
        await place.open();
        for (const [i, record] of place.records().entries()) {
          const before = copyOf(record);
          assert.deepEqual(
            marks(place.store.entries(record)),
            early[i],
            "the same record has other entries when asked again",
          );
          assert.deepEqual(record, before, "entries() changed the record it was given");
          assert.deepEqual(
            marks(place.another().entries(reversed(record))),
            early[i],
            "an equal record, its fields in another order, has other keys or fingerprints",
          );
        }
      },
    },
    {
      id: "entries-unique",
      promise: "gives each entry a key of its own, and a fingerprint",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const names = new Set<string>();
        let count = 0;
        for (const { unit, puts } of place.puts()) {
          for (const { scope, key, fingerprint } of puts) {
            const which = `an entry of unit ${JSON.stringify(unit).slice(0, 80)}`;
            assert.ok(typeof key === "string" && key !== "", `${which} has the key ${JSON.stringify(key)}`);
            assert.ok(
              typeof fingerprint === "string" && fingerprint !== "",
              `${which} has the fingerprint ${JSON.stringify(fingerprint)}`,
            );
            // As a store gives them back.
            const name = JSON.stringify([scope.toWellFormed(), key.toWellFormed()]);
            assert.ok(!names.has(name), `two entries have the scope and key ${name.slice(0, 120)}`);
            names.add(name);
            count++;
          }
        }
        assert.ok(count > 0, "no record has an entry: the checks would prove nothing, give `records`");
      },
    },
    {
      id: "entries-change",
      promise: "changes a fingerprint when the record changes",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        const [record] = place.records();
        const before = marks(place.store.entries(record));
        const after = marks(place.store.entries(place.edit(record)));
        assert.notDeepEqual(after, before, "an edited record has the same keys and fingerprints as before");
      },
    },
    {
      id: "entries-origin",
      promise: "keeps a record's origin out of its entries' fingerprints",
      async run(options, bench) {
        const place = await Place.of(options, bench);
        for (const record of place.records()) {
          if (typeof record !== "object" || record === null || !("messages" in record)) continue;
          const moved = { ...record, origin: { file: "another.zip", range: [7, 9], sha256: "00" } };
          assert.deepEqual(
            marks(place.store.entries(moved)),
            marks(place.store.entries(record)),
            "the same conversation from another export has other fingerprints",
          );
        }
      },
    },
  ];
}

function marks(entries: Entry[]): string[][] {
  return entries.map(({ scope, key, fingerprint }) => [scope ?? "", key, fingerprint]);
}
