/**
 * Several things at a time.
 *
 * @module
 */

/** Files in flight at a time: enough to share the waiting for the disk. */
const AT_A_TIME = 8;

/** Calls `work` for each item, a few at a time, in order of their start. A throw is passed on once the others are done. */
export async function each<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = items.values();
  const worker = async (): Promise<void> => {
    for (const item of rest) await work(item);
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(AT_A_TIME, items.length) }, worker));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}
