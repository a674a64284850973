/**
 * Units of a source that knows all of them and what each came to, as the engine wants them.
 *
 * @module
 */
import type { Context } from "./context.ts";
import type { Unit, UnitBatch } from "./source.ts";

/** Units in a batch: enough to make a hop cheap, few enough to hold. */
const BATCH = 100;

/** The wanted units in batches; the last claims that these were all there are, as of the moment of the first. */
export async function* unitBatches<T>(
  units: Iterable<Unit<T>>,
  { clock, signal }: Pick<Context, "clock" | "signal">,
  wanted?: (key: string) => boolean,
): AsyncGenerator<UnitBatch<T>> {
  const asOf = clock.now();
  let batch: Unit<T>[] = [];
  for (const unit of units) {
    if (wanted && !wanted(unit.key as string)) continue;
    batch.push(unit);
    if (batch.length < BATCH) continue;
    signal.throwIfAborted();
    yield { units: batch };
    batch = [];
  }
  signal.throwIfAborted();
  yield { units: batch, claims: [{ asOf }] };
}
