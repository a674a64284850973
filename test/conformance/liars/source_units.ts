/**
 * Sources that break one promise each: what they say of themselves and of their units.
 *
 * @module
 */
import { memorySource } from "../../../plugins/memory/mod.ts";
import { type Liars, redeclared, unmarked } from "./lie.ts";
import { broken, changed, honestSource, NOTES, opening, type Options, reading, units } from "./source.ts";

let counted = 0;

/** By check. */
export const lyingUnits: Liars<Options> = {
  declaration: [
    ["no mark", { ...honestSource, make: (folder) => unmarked(honestSource.make(folder)) }, /not marked/],
    ["emits nothing", {
      ...honestSource,
      make: (folder) => redeclared(honestSource.make(folder), { emits: undefined }),
    }, /emits/],
  ],
  untouched: [
    ["looks at its input at once", {
      ...honestSource,
      make: (folder) => (Deno.readTextFileSync(`${folder}/in`), honestSource.make(folder)),
    }, /No such file/],
    ["makes a cache", {
      ...honestSource,
      make: (folder) => (Deno.mkdirSync(`${folder}/cache`, { recursive: true }), honestSource.make(folder)),
    }, /made files/],
  ],
  records: [
    ["loses one", reading((batch) => ({ ...batch, units: batch.units.slice(1) })), /another number/],
    [
      "mixes them",
      units((unit) => ({ parse: async () => [...await unit.parse() as unknown[], { more: 1 }].slice(1) })),
      /deep/,
    ],
    ["has none", reading(() => ({ units: [] })), /0 units/],
  ],
  empty: [[
    "finds something",
    reading((batch) => ({ units: [...batch.units, changed({ ...broken } as never, { position: {} })] })),
    /gives units/,
  ]],
  keys: [
    ["empty", units(() => ({ key: "" })), /has the key ""/],
    ["says it has none", opening(() => ({ keyed: false })), /keyed is false/],
    ["one for all", units(() => ({ key: "same" })), /comes twice/],
  ],
  positions: [
    ["nowhere", units(() => ({ position: {} })), /empty/],
    ["all in one place", units(() => ({ position: { file: "in" } })), /two units stand/],
    ["no size", units(() => ({ bytes: NaN })), /NaN/],
  ],
  "fingerprint-early": [
    [
      "known when parsed",
      units((unit) => {
        let parsed = "";
        return {
          get fingerprint() {
            return `f${parsed}`;
          },
          parse: () => (parsed = "parsed", unit.parse()),
        };
      }),
      /another fingerprint/,
    ],
    ["none", units(() => ({ fingerprint: "" })), /is ""/],
  ],
  "late-parse": [[
    "holds one batch",
    opening(({ read }) => ({
      async *read() {
        let now = 0;
        for await (const batch of read()) {
          const mine = ++now;
          yield {
            units: batch.units.map((unit) => changed(unit, { parse: () => now === mine ? unit.parse() : [] })),
          };
        }
      },
    })),
    /something else/,
  ]],
  "own-records": [["gives its own", {
    ...honestSource,
    make() {
      const own = NOTES.map((note) => ({ ...note }));
      return memorySource({ units: own.map((note) => ({ key: note.id, records: () => [note], fingerprint: "f" })) });
    },
  }, /came back/]],
  changed: [
    ["hash of the key", units(({ key = "" }) => ({ fingerprint: key })), /no unit has another/],
    ["another each time", units(() => ({ fingerprint: `${counted++}` })), /had before/],
  ],
};
