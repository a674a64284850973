/**
 * Letting signals in.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { OpenSource, Source, UnitBatch } from "../../core/source.ts";

/** Longest time a run may keep the event loop to itself. Milliseconds. */
const BREATH = 100;

/**
 * The source, with a pause for the event loop between two batches where the last pause was a while ago: files are at
 * hand and SQLite works in this thread, so a run may wait for nothing else and would not hear of Ctrl-C before its end.
 */
export function breathing<T>(source: Source<T>): Source<T> {
  return {
    ...source,
    async open(context) {
      const opened = await source.open(context);
      return new Proxy(opened, {
        get(target, name) {
          if (name === "read") return (...args: Parameters<typeof target.read>) => paced(target, args, context);
          const value = Reflect.get(target, name);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  };
}

async function* paced<T>(
  opened: OpenSource<T>,
  args: Parameters<OpenSource<T>["read"]>,
  { clock }: Context,
): AsyncGenerator<UnitBatch<T>> {
  await clock.sleep(0);
  let last = clock.now();
  for await (const batch of opened.read(...args)) {
    yield batch;
    if (clock.now() - last < BREATH) continue;
    await clock.sleep(0);
    last = clock.now();
  }
}
