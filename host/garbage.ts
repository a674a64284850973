/**
 * Memory that stays flat however long a reading goes on.
 *
 * @module
 */
import { press } from "../core/garbage.ts";
import type { UnitBatch } from "../core/source.ts";

/** Bytes of units after which old garbage is collected; they leave some ten megabytes of it. */
const EVERY_BYTES = 128e6;
/**
 * The batches, and a collection of old garbage before the first and every now and then. What parsing leaves behind
 * (names of keys, shapes of objects) outlives the quick collections, and V8 lets it grow to several times of what is
 * alive before it looks at it: more than a hundred megabytes, where a thread holds twenty.
 */
export async function* collecting<T>(batches: AsyncIterable<UnitBatch<T>>): AsyncGenerator<UnitBatch<T>> {
  let bytes = EVERY_BYTES;
  for await (const batch of batches) {
    for (const unit of batch.units) bytes += unit.bytes;
    if (bytes >= EVERY_BYTES) {
      bytes = 0;
      press();
    }
    yield batch;
  }
}
