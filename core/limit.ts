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

/**
 * Works on all things, in any order, `most` at once and within the limit. A thing is taken only when it can be worked on, so
 * that no more is in memory than is under way. One failure does not leave the others behind: it is thrown when all have
 * ended.
 */
export async function workThrough<T>(
  things: Iterable<T>,
  { most, limited }: { most: number; limited: Limit },
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const taken = things[Symbol.iterator]();
  let over = false;
  const takeAll = async (): Promise<void> => {
    while (!over) {
      await limited(async () => {
        const { value, done } = taken.next();
        if (done) over = true;
        else await work(value);
      });
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: most }, takeAll));
  for (const one of ended) if (one.status === "rejected") throw one.reason;
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
