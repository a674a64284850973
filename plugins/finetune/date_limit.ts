/**
 * Limits in time, with and without a zone.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Message } from "../../core/conversation.ts";
import { naiveMs } from "./python.ts";

const ZONED = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?) ?(?:Z|z|([+-]\d\d):?(\d\d)?)$/;

/** True for ISO 8601 dates and times, with or without a zone. */
export function isDateLimit(text: string): boolean {
  return parse(text) !== undefined;
}

function parse(text: string): { at: number; zoned: boolean } | undefined {
  const written = extended(text.trim());
  if (!isDay(written.slice(0, 10))) return undefined;
  // What lies behind whole milliseconds is later than they are.
  const beyond = /[.,]\d{3}\d*[1-9]/.test(written) ? 1 : 0;
  const naive = naiveMs(written);
  if (naive !== undefined) return { at: naive + beyond, zoned: false };
  const found = ZONED.exec(written);
  const local = found ? naiveMs(found[1]) : undefined;
  if (!found || local === undefined) return undefined;
  const [, , hours = "+00", minutes = "00"] = found;
  const sign = hours.startsWith("-") ? -1 : 1;
  return { at: local + beyond - sign * (Math.abs(Number(hours)) * 60 + Number(minutes)) * 60_000, zoned: true };
}

const SHORT = /^(\d{4})(-?)(\d\d)\2(\d\d)(?:([T ])(\d\d)(?::?(\d\d)(?::?(\d\d)(?=[^\d:]|$))?)?(?=[^\d:]|$))?/;

/** The forms of ISO 8601 without signs or minutes (`20240501T1200`, `2024-05-01T12`) as the long one. */
function extended(written: string): string {
  return written.replace(
    SHORT,
    (_, year, _dash, month, day, between, hours, minutes = "00", seconds = "00") =>
      `${year}-${month}-${day}${hours === undefined ? "" : `${between}${hours}:${minutes}:${seconds}`}`,
  );
}

/** `Date.parse` takes the 30th of February for a day of March. */
function isDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(day);
}

/** Compares a message's time with a limit: below 0 before it, 0 at it. */
export type Compare = (message: Message, time: { at: number; local: boolean }) => number;

/**
 * A limit as something to compare with: one with a zone against the moment of a message where that is known, one
 * without against its local time. Undefined for a limit that is ignored: one in the future, or no time.
 */
export function limitOf(text: string, { clock, log }: Pick<Context, "clock" | "log">): Compare | undefined {
  const limit = parse(text);
  if (limit === undefined) {
    log.warn(`The limit ${text.slice(0, 40)} is no time and is ignored`);
    return undefined;
  }
  if (limit.at > clock.now()) {
    log.warn(`The limit ${text} lies in the future and is ignored`);
    return undefined;
  }
  return ({ createdAt, localTime }, { at }) => {
    const local = localTime === undefined ? undefined : naiveMs(localTime);
    return (limit.zoned ? createdAt ?? at : local ?? at) - limit.at;
  };
}
