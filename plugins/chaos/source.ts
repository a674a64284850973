/**
 * A source that fails as told.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { PLUGIN } from "../../core/plugin.ts";
import type { Bookmark, Loss, OpenSource, Source, Unit, UnitBatch } from "../../core/source.ts";
import type { Drop } from "../../core/transform.ts";
import { type ChaosPlan, stampOf, type Strikes, strikesOf, type Struck } from "./plan.ts";

/** A source that fails as told, and what has gone wrong so far. */
export interface ChaosSource<T> extends Source<T> {
  readonly struck: Struck[];
}

/**
 * Wraps a source. `cut` and `abort` strike after so many units; `transient`, `terminal` and `slow` strike where `at`
 * says: `open`, `read` (before its first batch; `slow` before each), `parse` (by unit key); `loss` takes units away.
 *
 * @throws {TypeError} naming every mistake in the plan
 */
export function chaosSource<T>(source: Source<T>, plan: ChaosPlan): ChaosSource<T> {
  const strikes = strikesOf(plan, "chaosSource", ["open", "read", "parse"], "read");
  return {
    kind: "source",
    [PLUGIN]: stampOf(source),
    struck: strikes.struck,
    async open(context) {
      await strikes.strike("open", context);
      return openChaos(await source.open(context), context, strikes);
    },
  };
}

function openChaos<T>(inner: OpenSource<T>, context: Context, strikes: Strikes): OpenSource<T> {
  async function* read(options?: { after?: Bookmark; wanted?: (key: string) => boolean }) {
    for await (const batch of inner.read(options)) {
      await strikes.strike("read", context);
      const { passed, cut } = sift(batch, context, strikes);
      // A batch that is cut says nothing of what comes after it.
      yield cut ? { units: passed.units, losses: passed.losses } : passed;
      if (cut) throw cut;
      context.signal.throwIfAborted();
    }
  }
  return {
    mode: inner.mode,
    keyed: inner.keyed,
    unique: inner.unique,
    once: inner.once,
    unite: inner.unite && ((copies) => inner.unite?.(copies) ?? []),
    read,
    close: () => inner.close(),
  };
}

function sift<T>(batch: UnitBatch<T>, context: Context, strikes: Strikes): { passed: UnitBatch<T>; cut?: Error } {
  const units: Unit<T>[] = [];
  const losses: Loss[] = [...batch.losses ?? []];
  for (const unit of batch.units) {
    const cut = strikes.due("read", ["cut"]);
    if (cut) return { passed: { ...batch, units, losses }, cut: strikes.error(cut, "read") };
    strikes.abort("read");
    const loss = strikes.due("read", ["loss"], unit.key);
    if (loss) losses.push({ position: unit.position, error: strikes.error(loss, "read", unit.key) });
    else units.push(wrapUnit(unit, context, strikes));
  }
  return { passed: losses.length > 0 ? { ...batch, units, losses } : { ...batch, units } };
}

function wrapUnit<T>(unit: Unit<T>, context: Context, strikes: Strikes): Unit<T> {
  const { key, version, exportedAt, account, whole, position } = unit;
  return {
    key,
    version,
    exportedAt,
    account,
    whole,
    position,
    get bytes() {
      return unit.bytes;
    },
    // May be dear: asked for when it is asked for.
    get fingerprint() {
      return unit.fingerprint;
    },
    async parse(): Promise<T[] | Drop> {
      await strikes.strike("parse", context, key);
      return await unit.parse();
    },
    rank: unit.rank && (() => unit.rank?.() ?? []),
    raw: unit.raw && (() => unit.raw?.() ?? ""),
  };
}
