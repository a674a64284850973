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
  const written = text.trim();
  if (!isDay(written.slice(0, 10))) return undefined;
  const naive = naiveMs(written);
  if (naive !== undefined) return { at: naive, zoned: false };
  const found = ZONED.exec(written);
  const local = found ? naiveMs(found[1]) : undefined;
  if (!found || local === undefined) return undefined;
  const [, , hours = "+00", minutes = "00"] = found;
  const sign = hours.startsWith("-") ? -1 : 1;
  return { at: local - sign * (Math.abs(Number(hours)) * 60 + Number(minutes)) * 60_000, zoned: true };
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
