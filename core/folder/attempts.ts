/**
 * Entries of a batch, each judged by itself.
 *
 * @module
 */
import type { Context } from "../context.ts";
import type { EntryFailure } from "../sink.ts";

/** Does the work of one entry. False when it failed, which is noted: the others go on. */
export type Attempt = (
  unit: string,
  at: { scope: string; key: string },
  work: () => Promise<void>,
) => Promise<boolean>;

/** Attempts that note their failures in `failures`. A run that was told to stop is stopped by throwing its reason. */
export function openAttempts({ signal }: Pick<Context, "signal">, failures: EntryFailure[]): Attempt {
  return async (unit, { scope, key }, work) => {
    try {
      await work();
      return true;
    } catch (error) {
      signal.throwIfAborted();
      failures.push({ unit, scope, key, error });
      return false;
    }
  };
}
