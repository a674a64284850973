/**
 * What answers say about when to ask again.
 *
 * @module
 */

/** What is left of a rate, and when it is whole again. */
export interface Rate {
  /** Requests or tokens left; undefined where the server does not say (or says what cannot be: -1). */
  readonly left?: number;
  /** Milliseconds until it is whole again. */
  readonly resetMs?: number;
}

/** What the headers of an answer say. */
export interface RateLimits {
  /** Milliseconds to wait, where the server asks for it (`retry-after-ms`, `retry-after`). */
  readonly retryAfterMs?: number;
  readonly requests: Rate;
  readonly tokens: Rate;
}

/**
 * Reads `retry-after` (seconds, or a date, which is taken against the answer's own `date` where it has one),
 * `retry-after-ms`, and `x-ratelimit-remaining-*` and `x-ratelimit-reset-*`, whose times are durations (`1s`, `6m0s`,
 * `20ms`) or seconds.
 *
 * @param now epoch milliseconds
 */
export function rateLimits(headers: Headers, now: number): RateLimits {
  const rate = (of: "requests" | "tokens"): Rate => ({
    left: count(headers.get(`x-ratelimit-remaining-${of}`)),
    resetMs: durationMs(headers.get(`x-ratelimit-reset-${of}`)),
  });
  return { retryAfterMs: retryAfterMs(headers, now), requests: rate("requests"), tokens: rate("tokens") };
}

/**
 * How long to wait after a refusal: what the server asks for, else until the rates that are used up are whole again (the
 * longer of them; of all of them where it does not say which is used up). Undefined where it says nothing.
 */
export function waitAfterRefusal({ retryAfterMs, requests, tokens }: RateLimits): number | undefined {
  if (retryAfterMs !== undefined) return retryAfterMs;
  const told = [requests, tokens].filter((rate) => rate.resetMs !== undefined);
  const times = told.map(({ resetMs }) => resetMs!);
  return times.length === 0 ? undefined : Math.max(...times);
}

function retryAfterMs(headers: Headers, now: number): number | undefined {
  const exact = number(headers.get("retry-after-ms"));
  if (exact !== undefined) return exact;
  const said = headers.get("retry-after")?.trim();
  if (!said) return undefined;
  const seconds = number(said);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  const until = Date.parse(said);
  if (Number.isNaN(until)) return durationMs(said);
  const sent = Date.parse(headers.get("date") ?? "");
  return Math.max(0, until - (Number.isNaN(sent) ? now : sent));
}

const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|us|µs|ns|d|h|m|s))+$/;
const UNITS: { readonly [unit: string]: number } = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

/** Milliseconds of a duration as `1h2m3.5s` or `20ms`; a bare number is seconds. Undefined for anything else. */
export function durationMs(said: string | null): number | undefined {
  const text = said?.trim() ?? "";
  const seconds = number(text);
  if (seconds !== undefined) return Math.ceil(seconds * 1000);
  if (text.length > 64 || !DURATION.test(text)) return undefined;
  let ms = 0;
  for (const [, value, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|ns|d|h|m|s)/g)) {
    ms += Number(value) * UNITS[unit];
  }
  return Math.ceil(ms);
}

function number(said: string | null): number | undefined {
  return said !== null && /^\d+(\.\d+)?$/.test(said.trim()) ? Number(said) : undefined;
}

function count(said: string | null): number | undefined {
  const value = number(said);
  return value === undefined ? undefined : Math.floor(value);
}
