/**
 * Work side by side, with a limit.
 *
 * @module
 */

/**
 * Calls `work` for each, at most `limit` at a time. When one fails no other is begun; those that run are waited for, so
 * that what they got is kept.
 */
export async function sideBySide<T>(all: readonly T[], limit: number, work: (one: T) => Promise<void>): Promise<void> {
  let next = 0;
  let failure: { error: unknown } | undefined;
  const lane = async (): Promise<void> => {
    while (next < all.length && !failure) {
      const one = all[next++];
      try {
        await work(one);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, lane));
  if (failure) throw failure.error;
}
