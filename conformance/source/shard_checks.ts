/**
 * The check of a source that can cut its reading into pieces for workers.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Context } from "../../core/context.ts";
import type { OpenSource, Shard, ShardModule, Unit } from "../../core/source.ts";
import type { Check } from "../check.ts";
import type { SourceOptions } from "./options.ts";
import { contentOf, prepare, unitsOf } from "./reading.ts";

/** The check of `shards`; a source without it passes. */
export function shardChecks<T>(): Check<SourceOptions<T>>[] {
  return [{
    id: "shards",
    promise: "cuts its reading into pieces that hold, together, each unit once",
    async run(options, bench) {
      const source = await (await prepare(options, bench)).open();
      if (!source.shards) return;
      const all = await contentsOf(await unitsOf(source));
      const half = all.filter((_, i) => i % 2 === 0);
      for (const [wanted, counts] of [[all, [1, 3]], [half, [2]], [[], [2]]] as const) {
        const select = selecting(new Set(wanted.map(([name]) => name)));
        for (const count of counts) {
          const shards = await source.shards(count, select);
          assert.ok(shards.length <= count, `shards(${count}) gives ${shards.length} pieces`);
          assert.deepEqual(
            await source.shards(count, select),
            shards,
            `shards(${count}) gives other pieces when asked again`,
          );
          const read: [string, string][] = [];
          for (const shard of shards) read.push(...await contentsOf(await unitsIn(shard, bench.context())));
          assert.deepEqual(
            read.sort(byName),
            wanted.toSorted(byName),
            `${count} pieces hold other units than were selected`,
          );
        }
      }
    },
  }];
}

/** Name and content of each unit; the name is what a piece gives again. */
async function contentsOf(units: Unit<unknown>[]): Promise<[name: string, content: string][]> {
  const contents: [string, string][] = [];
  for (const unit of units) contents.push([nameOf(unit), await contentOf(unit)]);
  return contents;
}

function nameOf({ key, fingerprint, position: { entry, index, line, range } }: Unit<unknown>): string {
  return JSON.stringify([key, fingerprint, entry, index, line, range]);
}

function selecting(names: Set<string>): Parameters<NonNullable<OpenSource<unknown>["shards"]>>[1] {
  return (unit) => names.has(nameOf(unit));
}

/** Reads a piece as a worker would: with nothing but a clone of what it is given. */
async function unitsIn<T>({ module, part }: Shard, context: Context): Promise<Unit<T>[]> {
  const { openShard }: ShardModule<T> = await import(module);
  const units: Unit<T>[] = [];
  for await (const batch of openShard(structuredClone(part), context)) {
    // While the piece is open: a worker parses as it reads.
    for (const unit of batch.units) {
      const content = await unit.parse();
      units.push({ ...pick(unit), parse: () => content });
    }
  }
  return units;
}

function pick<T>({ key, fingerprint, bytes, position }: Unit<T>): Omit<Unit<T>, "parse"> {
  return { key, fingerprint, bytes, position };
}

function byName([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
