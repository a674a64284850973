/**
 * Sources that break one promise each: reading, claiming, closing.
 *
 * @module
 */
import type { Shard, Unit } from "../../../core/source.ts";
import { greedySource } from "./greedy.ts";
import { greedy, type Liars } from "./lie.ts";
import { unitOf } from "./shard.ts";
import { honestLog, honestSource, type Note, NOTES, opening, type Options, reading, units } from "./source.ts";

let counted = 0;

/** One piece with these notes; `select` is asked with units as the source has them. */
function pieces(notes: Note[], select: (unit: Unit<unknown>) => boolean): Promise<Shard[]> {
  const part = notes.filter((note) => select(unitOf(note)));
  return Promise.resolve([{ module: new URL("./shard.ts", import.meta.url).href, part }]);
}

/** By check. */
export const lyingReadings: Liars<Options> = {
  "bad-unit": [
    [
      "throws",
      opening(({ read }) => ({
        async *read() {
          for await (const batch of read()) {
            for (const unit of batch.units) await unit.parse();
            yield batch;
          }
        },
      })),
      /it is broken/,
    ],
    [
      "leaves it out",
      reading((batch) => ({ units: batch.units.filter(({ key }) => key !== "broken") })),
      /nothing says/,
    ],
    [
      "takes others along",
      reading((batch) => ({
        units: batch.units.filter(({ key }) => key === "broken" || key === "note 100"),
      })),
      /can be read went/,
    ],
  ],
  "reads-again": [[
    "backwards the second time",
    opening(({ read }) => {
      let readings = 0;
      return {
        async *read(options) {
          const back = readings++ > 0;
          for await (const batch of read(options)) yield back ? { units: batch.units.toReversed() } : batch;
        },
      };
    }),
    /second reading/,
  ]],
  wanted: [[
    "leaves out the others",
    opening(({ read }) => ({
      read: (options) => read(options?.wanted ? { wanted: (key) => !options.wanted!(key) } : options),
    })),
    /missing or others/,
  ]],
  frees: [["keeps a file open", {
    ...opening((_, { files }) => ({
      async *read() {
        const file = await files.open(new URL(import.meta.url).pathname);
        yield { units: [] };
        yield { units: [] };
        file.close();
      },
      once: true,
    })),
  }, /files are open/]],
  abort: [["hears no signal", {
    ...honestSource,
    make(folder) {
      const source = honestSource.make(folder);
      return { ...source, open: (context) => source.open({ ...context, signal: new AbortController().signal }) };
    },
  }, /went on/]],
  claims: [
    ["at once", reading((batch, i) => i === 0 ? { ...batch, claims: [{ asOf: 1 }] } : batch), /before the last/],
    ["no time", reading((batch) => batch.claims ? { ...batch, claims: [{ asOf: NaN }] } : batch), /asOf is NaN/],
    [
      "in spite of losses",
      reading((batch) => ({
        ...batch,
        losses: [{ position: { line: 1 }, error: new Error("lost") }],
      })),
      /lost something/,
    ],
  ],
  cut: [["claims all the same", honestSource, /is not/]],
  resume: [
    ["begins again", opening(({ read }) => ({ read: () => read() }), honestLog), /other units/],
    [
      "leaves one out",
      opening(({ read }) => ({
        read: (options) => read(options?.after && { after: { next: Number(options.after.next) + 1 } }),
      }), honestLog),
      /other units|after unit/,
    ],
    ["no bookmark", reading(({ bookmark: _, ...batch }) => batch, honestLog), /no bookmark/],
  ],
  engine: [["another fingerprint each time", units(() => ({ fingerprint: `${counted++}` })), /parsed units/]],
  shards: [
    ["loses one", opening(() => ({ shards: (_, select) => pieces(NOTES.slice(1), select) })), /other units/],
    [
      "hands one over twice",
      opening(() => ({ shards: (_, select) => pieces([...NOTES, NOTES[0]], select) })),
      /other units/,
    ],
    ["takes all", opening(() => ({ shards: () => pieces(NOTES, () => true) })), /other units/],
    [
      "cuts by chance",
      opening(() => ({
        shards: (_, select) => pieces(NOTES.toSorted(() => counted++ % 2 - 0.5), select),
      })),
      /asked again/,
    ],
    [
      "cuts into more",
      opening(() => ({
        shards: async (_, select) => [...await pieces(NOTES, select), ...await pieces([], select)],
      })),
      /gives 2 pieces/,
    ],
  ],
  permissions: [["reads the environment", {
    ...honestSource,
    make: () => greedySource({}),
    module: greedy("greedySource"),
  }, /env access/]],
};
