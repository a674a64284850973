/**
 * Reading a source side by side: for work that looks at every record and gives a small result.
 *
 * @module
 */
import { breathe } from "../breathe.ts";
import type { Context } from "../context.ts";
import { CannotRunError, describe } from "../errors.ts";
import type { Helper, Loss, Shard, ShardModule, Source, Unit } from "../source.ts";
import { indexBatches, isCopy } from "./copies.ts";
import { positionText } from "./state.ts";

/** Sees records; a new one is made for each piece. */
export interface Visitor<T, R> {
  visit(record: T): void;
  /** The piece's result; it must be something that can be cloned. */
  end(): R;
}

/** What came of a piece. */
export interface PieceResult<R> {
  result: R;
  read: number;
  dropped: number;
  /** What could not be parsed. */
  dead: { unit: string; error: string }[];
}

/** Reads one piece with a visitor. `ahead` is told the bytes of each unit before it is parsed. */
export async function visitShard<T, R>(
  shard: Shard,
  loaded: ShardModule<T>,
  visitor: Visitor<T, R>,
  context: Context,
  ahead?: (bytes: number) => void,
): Promise<PieceResult<R>> {
  const counts: Omit<PieceResult<R>, "result"> = { read: 0, dropped: 0, dead: [] };
  let breathed = context.clock.now();
  for await (const { units } of loaded.openShard(shard.part, context)) {
    breathed = await breathe(context, breathed);
    for (const unit of units) {
      context.signal.throwIfAborted();
      counts.read++;
      ahead?.(unit.bytes);
      let records;
      try {
        records = await unit.parse();
      } catch (error) {
        counts.dead.push({ unit: unit.key ?? positionText(unit.position), error: describe(error) });
        continue;
      }
      if (!Array.isArray(records)) counts.dropped++;
      else for (const record of records) visitor.visit(record);
    }
  }
  return { ...counts, result: visitor.end() };
}

/** A source cut for workers. */
export interface Cut {
  shards: Shard[];
  /** Copies left out because another one won. */
  merged: number;
  losses: Loss[];
}

/** Scans a source once, with `helpers`, lets one copy of each unit win, and cuts the winners into a piece for each thread. */
export async function cutSource<T>(source: Source<T>, helpers: Helper[], context: Context): Promise<Cut> {
  const opened = await source.open(context);
  try {
    if (!opened.shards) throw new CannotRunError("Cannot read the source side by side: it cannot be cut into shards");
    if (helpers.length > 0) await opened.share?.(helpers);
    let merged = 0;
    const { units, losses } = await indexBatches(opened.read(), {
      merged: () => void merged++,
      onBatch: () => (context.signal.throwIfAborted(), true),
    });
    const taken = new Set<string>();
    const select = (unit: Unit<T>) => {
      const key = unit.key ?? "";
      if (taken.has(key) || !isCopy(units.get(key)!.at(-1)!, unit)) return false;
      taken.add(key);
      return true;
    };
    return { shards: await opened.shards(helpers.length + 1, select), merged, losses };
  } finally {
    await opened.close();
  }
}
