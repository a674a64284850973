/**
 * Any iterable as a source of records without keys.
 *
 * @module
 */
import { fingerprint } from "./fingerprint.ts";
import { PLUGIN } from "./plugin.ts";
import type { Source, Unit, UnitBatch } from "./source.ts";

const BATCH = 1000;

class RecordUnit<T> implements Unit<T> {
  readonly bytes = 64;
  #refused: unknown;
  constructor(readonly record: T, readonly index: number) {}
  get position(): { index: number } {
    return { index: this.index };
  }
  /** A record without one (it holds itself, or is nested without end) dies by itself, when it is parsed. */
  get fingerprint(): string {
    try {
      return fingerprint(this.record);
    } catch (error) {
      this.#refused = error;
      return `refused ${this.index}`;
    }
  }
  parse(): T[] {
    if (this.#refused !== undefined) throw this.#refused;
    return [this.record];
  }
}

/** Its units have no keys: they are counted and die by position, and stores refuse them. */
export function iterableSource<T>(records: AsyncIterable<T> | Iterable<T>): Source<T> {
  return {
    kind: "source",
    [PLUGIN]: {
      declaration: {
        name: "iterable",
        kind: "source",
        summary: "Any iterable, given to from().",
        emits: "any",
        options: {
          "~standard": {
            version: 1,
            vendor: "threadloom",
            validate: () => ({ value: undefined as never }),
          },
        },
        permissions: () => ({}),
      },
      options: {},
    },
    open: () =>
      Promise.resolve({
        mode: "whole",
        keyed: false,
        once: true,
        read: () => batches(records),
        close: () => Promise.resolve(),
      }),
  };
}

async function* batches<T>(records: AsyncIterable<T> | Iterable<T>): AsyncGenerator<UnitBatch<T>> {
  let units: Unit<T>[] = [];
  let index = 0;
  if (Symbol.iterator in records) {
    for (const record of records) {
      units.push(new RecordUnit(record, index++));
      if (units.length === BATCH) {
        yield { units };
        units = [];
      }
    }
  } else {
    for await (const record of records) {
      units.push(new RecordUnit(record, index++));
      if (units.length === BATCH) {
        yield { units };
        units = [];
      }
    }
  }
  if (units.length) yield { units };
}
