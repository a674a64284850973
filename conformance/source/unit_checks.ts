/**
 * Checks of the units a source hands over.
 *
 * @module
 */
import assert from "node:assert/strict";
import { fingerprintNow } from "../../core/fingerprint.ts";
import { isDrop } from "../../core/transform.ts";
import type { Check } from "../check.ts";
import { snapshot } from "../snapshot.ts";
import type { SourceOptions } from "./options.ts";
import { batchesOf, contentOf, contentsOf, markOf, prepare, unitsOf } from "./reading.ts";

/** Checks of units: keys, fingerprints, positions, contents. */
export function unitChecks<T>(): Check<SourceOptions<T>>[] {
  return [
    {
      id: "untouched",
      promise: "touches nothing before it is opened",
      async run(options, bench) {
        const folder = await bench.folder();
        // There is no input yet: a factory that looks at it fails here.
        options.make(folder);
        assert.deepEqual(await snapshot(folder), [], "making it made files");
      },
    },
    {
      id: "records",
      promise: "hands over the records of its input",
      async run(options, bench) {
        const source = await (await prepare(options, bench)).open();
        const records: unknown[] = [];
        const units = await unitsOf(source);
        for (const unit of units) {
          const parsed = await unit.parse();
          if (!isDrop(parsed)) records.push(...parsed);
        }
        assert.ok(
          units.length > 1,
          `it hands over ${units.length} units: the checks would prove nothing, give an \`input\``,
        );
        if (options.records === undefined) return;
        assert.equal(records.length, options.records.length, "it hands over another number of records than expected");
        for (const [i, record] of records.entries()) {
          if (fingerprintNow(record) !== fingerprintNow(options.records[i])) {
            assert.deepEqual(record, options.records[i]);
          }
        }
      },
    },
    {
      id: "empty",
      promise: "reads an empty input as no units",
      applies: ({ empty }) => empty !== undefined,
      async run(options, bench) {
        const source = await (await prepare(options, bench, options.empty)).open();
        assert.deepEqual((await unitsOf(source)).map(markOf), [], "an empty input gives units");
      },
    },
    {
      id: "keys",
      promise: "gives every unit a key, or none; each only once if it says so",
      async run(options, bench) {
        const source = await (await prepare(options, bench)).open();
        const keys = (await unitsOf(source)).map(({ key }) => key);
        if (!source.keyed) {
          return assert.ok(keys.every((key) => key === undefined), "keyed is false, and a unit has a key");
        }
        for (const key of keys) {
          assert.ok(
            typeof key === "string" && key !== "",
            `keyed is true, and a unit has the key ${JSON.stringify(key)}`,
          );
        }
        if (source.unique) assert.equal(new Set(keys).size, keys.length, "unique is true, and a key comes twice");
      },
    },
    {
      id: "positions",
      promise: "says of each unit where it stands and how large it is",
      async run(options, bench) {
        const source = await (await prepare(options, bench)).open();
        const seen = new Set<string>();
        for (const { position, bytes, version, exportedAt } of await unitsOf(source)) {
          const place = JSON.stringify(position);
          assert.ok(position !== undefined && place !== "{}", "a unit's position is empty");
          assert.ok(!seen.has(place), `two units stand at ${place}`);
          seen.add(place);
          const { range: [start, end] = [0, 0] } = position;
          assert.ok(start >= 0 && start <= end, `a unit's range is ${JSON.stringify(position.range)}`);
          assert.ok(Number.isFinite(bytes) && bytes >= 0, `a unit's size is ${bytes}, expected a number of bytes`);
          for (const number of [version, exportedAt]) {
            assert.ok(number === undefined || Number.isFinite(number), `a version or export time is ${number}`);
          }
        }
      },
    },
    {
      id: "fingerprint-early",
      promise: "knows a unit's fingerprint before it is parsed, and sticks to it",
      async run(options, bench) {
        const source = await (await prepare(options, bench)).open();
        const units = await unitsOf(source);
        const early = units.map((unit) => unit.fingerprint);
        for (const [i, unit] of units.entries()) {
          assert.ok(typeof early[i] === "string" && early[i] !== "", `a fingerprint is ${JSON.stringify(early[i])}`);
          await contentOf(unit);
          assert.equal(unit.fingerprint, early[i], "a unit has another fingerprint once it was parsed");
        }
      },
    },
    {
      id: "late-parse",
      promise: "parses a unit also when later ones were handed over, in any order",
      async run(options, bench) {
        const { open } = await prepare(options, bench);
        const inOrder: string[] = [];
        for await (const { units } of (await open()).read()) inOrder.push(...await contentsOf(units));
        const units = await unitsOf(await open());
        const late = (await contentsOf(units.toReversed())).toReversed();
        assert.deepEqual(late, inOrder, "units parsed at the end, the last first, hold something else");
      },
    },
    {
      id: "own-records",
      promise: "hands over records that nobody else holds: what is done to them changes no later reading",
      async run(options, bench) {
        const { open } = await prepare(options, bench);
        const source = await open();
        if (source.once) return;
        const before = await contentsOf(await unitsOf(source));
        for (const unit of await unitsOf(source)) {
          const parsed = await unit.parse();
          if (isDrop(parsed)) continue;
          for (const record of parsed as unknown[]) spoil(record);
          parsed.length = 0;
        }
        assert.deepEqual(await contentsOf(await unitsOf(source)), before, "records changed by a pipeline came back");
      },
    },
    {
      id: "changed",
      promise: "gives a unit another fingerprint when its content changes, and the same where it does not",
      applies: ({ changed }) => changed !== undefined,
      async run(options, bench) {
        const { folder, open } = await prepare(options, bench);
        const before = await contentsByMark(await open());
        await options.changed!(folder);
        const after = await contentsByMark(await open());
        assert.ok([...after.keys()].some((mark) => !before.has(mark)), "no unit has another fingerprint");
        assert.ok([...after.keys()].some((mark) => before.has(mark)), "no unit has the fingerprint it had before");
        for (const [mark, content] of after) {
          const known = before.get(mark);
          assert.ok(
            known === undefined || known === content,
            `unit ${mark} has its old fingerprint and another content`,
          );
        }
      },
    },
    {
      id: "bad-unit",
      promise: "goes on where something cannot be read: a unit's parse throws, or a loss is told",
      applies: ({ bad }) => bad !== undefined,
      async run(options, bench) {
        const { folder, open } = await prepare(options, bench);
        const good = new Set(await contentsOf(await unitsOf(await open())));
        await options.bad!(folder);
        const batches = await batchesOf(await open());
        const losses = batches.flatMap((batch) => batch.losses ?? []);
        for (const { position, error } of losses) {
          assert.notEqual(JSON.stringify(position), "{}", "a loss does not say where");
          assert.ok(error instanceof Error && error.message !== "", "a loss does not say why");
        }
        let dead = 0;
        let alive = 0;
        for (const unit of batches.flatMap(({ units }) => units)) {
          const content = await contentOf(unit);
          if (good.has(content)) alive++;
          if (!content.startsWith("dead: ")) continue;
          assert.notEqual(content, "dead: ", "the error of a bad unit has no message");
          assert.equal(typeof (unit.raw?.() ?? ""), "string", "raw() of a bad unit gives no text");
          dead++;
        }
        assert.ok(dead + losses.length > 0, "nothing says that something could not be read");
        assert.ok(alive > 0, "units that can be read went with the one that cannot");
      },
    },
  ];

  async function contentsByMark(source: Parameters<typeof unitsOf<T>>[0]): Promise<Map<string, string>> {
    const contents = new Map<string, string>();
    for (const unit of await unitsOf(source)) {
      contents.set(JSON.stringify([unit.key, unit.fingerprint]), await contentOf(unit));
    }
    return contents;
  }
}

/** Does to a record what a careless transform does. */
function spoil(record: unknown): void {
  if (typeof record !== "object" || record === null) return;
  for (const [name, field] of Object.entries(record)) {
    if (Array.isArray(field)) field.length = 0;
    else delete (record as { [name: string]: unknown })[name];
  }
}
