/**
 * Policy as wrappers: how often to try again, how fast, how many at once.
 *
 * @module
 */
import type { Context } from "./context.ts";
import type { RetryOptions } from "./engine/options.ts";
import type { FileSink, Store } from "./sink.ts";
import type { Transformed, TransformFunction } from "./transform.ts";

/** The same store, tried again by these limits in the place of the engine's. */
export function retry<S extends Store<never> | FileSink<never>>(sink: S, limits: RetryOptions): S {
  // The sink stays what it is, its methods keep their `this`.
  return Object.create(sink, { retry: { value: limits, enumerable: true } }) as S;
}

/** The same transform, called at most so many times a second, evenly. */
export function rateLimit<T, U>(
  options: { perSecond: number },
  transform: TransformFunction<T, U>,
): TransformFunction<T, U> {
  if (!(options.perSecond > 0)) {
    throw new RangeError(`Cannot limit the rate to ${options.perSecond} a second: expected more than 0`);
  }
  const gapMs = 1000 / options.perSecond;
  let next = 0;
  return named(transform, async (record: T, context: Context): Promise<Transformed<U>> => {
    const now = context.clock.now();
    const at = Math.max(next, now);
    next = at + gapMs;
    if (at > now) await context.clock.sleep(at - now, context.signal);
    return await transform(record, context);
  });
}

/** Up to `count` calls of an asynchronous transform at once, over the units of a batch. */
export function concurrency<T, U>(count: number, transform: TransformFunction<T, U>): TransformFunction<T, U> {
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(`Cannot run ${count} at once: expected a whole number, 1 or more`);
  }
  return Object.assign(named(transform, (record: T, context: Context) => transform(record, context)), {
    concurrency: count,
  });
}

function named<T, U>(transform: TransformFunction<T, U>, call: TransformFunction<T, U>): TransformFunction<T, U> {
  Object.defineProperty(call, "name", { value: transform.name });
  const { concurrency } = transform as { concurrency?: number };
  return Object.assign(call, { toString: () => String(transform) }, concurrency === undefined ? {} : { concurrency });
}
