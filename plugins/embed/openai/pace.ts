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
  #rates: { limits: RateLimits; at: number } | undefined;

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

  /** Takes in what an answer says is left. */
  heard(limits: RateLimits, now: number): void {
    this.#rates = { limits, at: now };
  }

  /** Waits until a request with so many tokens may go, at least until `earliest`. */
  async wait(
    tokens: number,
    earliest: number,
    { clock, signal }: Pick<Context, "clock" | "signal">,
  ): Promise<void> {
    const now = clock.now();
    const until = Math.max(earliest, this.#until, this.#wholeAgain(tokens));
    if (until > now) await clock.sleep(Math.ceil(until - now), signal);
  }

  /** When there is enough left again, by what the last answer said; nothing is waited for twice. */
  #wholeAgain(tokens: number): number {
    const rates = this.#rates;
    if (!rates) return 0;
    this.#rates = undefined;
    const { limits: { requests, tokens: left }, at } = rates;
    const lacking = [
      requests.left === 0 ? requests.resetMs : undefined,
      left.left !== undefined && left.left < tokens ? left.resetMs : undefined,
    ];
    return at + Math.min(LONGEST_AHEAD, Math.max(0, ...lacking.map((ms) => ms ?? 0)));
  }
}
