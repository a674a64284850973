/**
 * Trying again: transient failures only, with backoff and full jitter, honouring what the server asks.
 *
 * @module
 */
import type { Context } from "../context.ts";
import { describe, transience } from "../errors.ts";
import type { RetryOptions } from "./options.ts";

/** Who tries, and how often. */
export interface Attempts {
  plugin: string;
  limits: RetryOptions;
  context: Pick<Context, "clock" | "random" | "signal">;
  onRetry(event: { plugin: string; attempt: number; waitMs: number; error: string }): void;
}

/** Calls `work` until it resolves, fails for good, or the attempts are used up. */
export async function attempt<T>(work: () => Promise<T>, attempts: Attempts): Promise<T> {
  for (let n = 1;; n++) {
    try {
      return await work();
    } catch (error) {
      if (!await waitFor(error, n, attempts)) throw error;
    }
  }
}

/** Waits before attempt `n + 1`; false when there is none. */
export async function waitFor(error: unknown, n: number, attempts: Attempts): Promise<boolean> {
  const { attempts: most = 5, baseMs = 200, maxMs = 30_000 } = attempts.limits;
  const again = transience(error);
  const { clock, random, signal } = attempts.context;
  if (!again || n >= most || signal.aborted) return false;
  const backoff = random.next() * Math.min(maxMs, baseMs * 2 ** (n - 1));
  const waitMs = Math.round(Math.max(backoff, again.retryAfterMs ?? 0));
  attempts.onRetry({ plugin: attempts.plugin, attempt: n, waitMs, error: describe(error) });
  await clock.sleep(waitMs, signal);
  return true;
}
