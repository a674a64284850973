/**
 * An honest source, and the ways to make liars of it.
 *
 * @module
 */
import type { OpenSource, Source, Unit, UnitBatch } from "../../../core/source.ts";
import type { SourceOptions } from "../../../conformance/mod.ts";
import { memorySource, type MemoryUnit } from "../../../plugins/memory/mod.ts";

/** What the records are. */
export interface Note {
  id: string;
  text: string;
}

/** What the kit is given. */
export type Options = SourceOptions<unknown>;
/** A source opened. */
export type Opened = OpenSource<unknown>;

/** The records. */
export const NOTES: Note[] = Array.from({ length: 9 }, (_, i) => ({ id: `note ${i}`, text: `text ${i}` }));

export function unitsOf(notes: Note[]): MemoryUnit<unknown>[] {
  return notes.map((note) => ({ key: note.id, value: note }));
}

/** A unit that cannot be parsed. */
export const broken: MemoryUnit<unknown> = {
  key: "broken",
  records: () => {
    throw new SyntaxError("Cannot parse the note: it is broken, expected JSON");
  },
};

/** What lies in each folder. */
const inputs = new Map<string, MemoryUnit<unknown>[]>();
const write = (units: MemoryUnit<unknown>[]) => (folder: string): void => void inputs.set(folder, units);

/** An honest source. */
export const honestSource: Options = sourceOf("whole");

/** An honest source that reads what was added since the last run. */
export const honestLog: Options = sourceOf("incremental");

function sourceOf(mode: "whole" | "incremental"): Options {
  return {
    make: (folder) =>
      memorySource({ units: () => inputs.get(folder) ?? [], mode, claims: [{ asOf: 1 }], batchSize: 4 }),
    input: write(unitsOf(NOTES)),
    records: NOTES,
    empty: write([]),
    changed: write(unitsOf(NOTES.with(1, { id: "note 1", text: "edited" }))),
    bad: write(unitsOf(NOTES).with(1, broken)),
    cut: write([broken]),
  };
}

/** A source that opens as another. */
export function opening(
  change: (opened: Opened, ...given: Parameters<Source<unknown>["open"]>) => Partial<Opened>,
  base = honestSource,
): Options {
  return {
    ...base,
    make(folder) {
      const source = base.make(folder);
      return {
        ...source,
        async open(context) {
          const opened = await source.open(context);
          return { ...opened, ...change(opened, context) };
        },
      };
    },
  };
}

/** A source that reads other batches. */
export function reading(
  change: (batch: UnitBatch<unknown>, i: number) => UnitBatch<unknown>,
  base = honestSource,
): Options {
  return opening(({ read }) => ({
    async *read(options) {
      let i = 0;
      for await (const batch of read(options)) yield change(batch, i++);
    },
  }), base);
}

/** A source whose units are others. */
export function units(change: (unit: Unit<unknown>, i: number) => Partial<Unit<unknown>>): Options {
  return reading((batch) => ({ ...batch, units: batch.units.map((unit, i) => changed(unit, change(unit, i))) }));
}

/** The unit with other fields. */
export function changed(unit: Unit<unknown>, fields: Partial<Unit<unknown>>): Unit<unknown> {
  const { key, fingerprint, bytes, position, raw } = unit;
  const same: Unit<unknown> = { key, fingerprint, bytes, position, raw: raw?.bind(unit), parse: () => unit.parse() };
  // Getters stay getters.
  return Object.defineProperties(same, Object.getOwnPropertyDescriptors(fields));
}
