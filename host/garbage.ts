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
<<<<<<< HEAD
 * With the 20 MB that a thread holds, more than V8 (15.0) lets grow before it collects. Where more is alive it may not be:
 * garbage is then the smaller part.
 */
const PRESSURE_BYTES = 128 * 2 ** 20;
/** So much that V8 (15.0) waits for the whole collection; it takes address space, no memory. */
const AT_ONCE_BYTES = 2 ** 30;

/**
=======
>>>>>>> archive
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
<<<<<<< HEAD

/**
 * The same for other work: called with the bytes of what was done, it collects now and then, and all at once. A thread
 * that works without a pause gives V8 no time to collect piece by piece.
 */
export function collector(everyBytes: number): (bytes: number) => void {
  let sum = everyBytes;
  return (bytes) => {
    sum += bytes;
    if (sum < everyBytes) return;
    sum = 0;
    press(AT_ONCE_BYTES);
  };
}

/**
 * Makes V8 collect. There is no way to ask it to, but it counts what lies outside of its heap: a large buffer that is
 * let go at once, and takes no memory as nothing is written to it.
 */
function press(bytes: number = PRESSURE_BYTES): void {
  try {
    new ArrayBuffer(bytes);
  } catch (error) {
    // Where address space is scarce there is pressure enough.
    if (!(error instanceof RangeError)) throw error;
  }
}
=======
>>>>>>> archive
