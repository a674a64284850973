/**
 * Doing several things at once, but not too many.
 *
 * @module
 */

/** Runs work when less than so many others are at it; the rest waits in turn. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a limit of `most` at once. */
export function openLimit(most: number): Limit {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async function limited(work) {
    if (running < most) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** Works on `most` things at once, and gives the results in order. What it has begun has ended when it ends. */
export async function* inOrder<T, R>(
  things: readonly T[],
  most: number,
  work: (thing: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  let next = 0;
  try {
    for (let done = 0; done < things.length; done++) {
      while (running.length < most && next < things.length) {
        const one = work(things[next++]);
        // It is told where it is awaited, which may be later than it fails.
        one.catch(() => {});
        running.push(one);
      }
      yield await running.shift()!;
    }
  } finally {
    await Promise.allSettled(running);
  }
}
