/**
 * How many requests at once, and when: what a server says of its limits holds for all of them.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { RateLimits } from "../../../core/http/rate_limits.ts";

/** Longest wait for a rate that was not yet exceeded, milliseconds. */
const LONGEST_AHEAD = 60_000;

/** Lets requests go. */
export class Pace {
  readonly #waiting: (() => void)[] = [];
  #free: number;
  /** Epoch milliseconds before which nothing is sent. */
  #until = 0;
  /** Tokens that the last answer said are left, and when all are again (epoch milliseconds). */
  #tokens: { left: number; until: number } | undefined;

  constructor(concurrency: number) {
    this.#free = concurrency;
  }

  /** Does `work` when there is room for one request more. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  /** Nobody sends before `until`, epoch milliseconds. */
  pause(until: number): void {
    this.#until = Math.max(this.#until, until);
  }

  /** Takes in what an answer says is left: without requests nobody sends, with few tokens not the large ones. */
  heard({ requests, tokens }: RateLimits, now: number): void {
    const until = (ms = 0) => now + Math.min(LONGEST_AHEAD, ms);
    if (requests.left === 0) this.pause(until(requests.resetMs));
    this.#tokens = tokens.left === undefined ? undefined : { left: tokens.left, until: until(tokens.resetMs) };
  }

  /** Waits until a request with so many tokens may go, at least until `earliest`. */
  async wait(
    tokens: number,
    earliest: number,
    { clock, signal }: Pick<Context, "clock" | "signal">,
  ): Promise<void> {
    const now = clock.now();
    const lacking = this.#tokens && this.#tokens.left < tokens ? this.#tokens.until : 0;
    const until = Math.max(earliest, this.#until, lacking);
    if (until > now) await clock.sleep(Math.ceil(until - now), signal);
  }
}
