/**
 * Requests at an even pace.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";

/** Lets requests through one after the other, at most so many a second. */
export class Pace {
  readonly #gapMs: number;
  #next = 0;

  constructor(readonly context: Pick<Context, "clock" | "signal">, perSecond: number) {
    this.#gapMs = 1000 / perSecond;
  }

  /** Resolves when the next request may be made. */
  async turn(): Promise<void> {
    const { clock, signal } = this.context;
    signal.throwIfAborted();
    const now = clock.now();
    const at = Math.max(this.#next, now);
    this.#next = at + this.#gapMs;
    if (at > now) await clock.sleep(at - now, signal);
  }
}
