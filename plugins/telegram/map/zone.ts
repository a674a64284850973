/**
 * Local times of a named zone as moments.
 *
 * @module
 */
import { localAsUtc } from "./times.ts";

const DAY = 86_400_000;
/** Hours whose offset is remembered. */
const REMEMBERED = 50_000;

/** Reads local times; undefined for what is no time. */
export type Clockwork = (local: string) => number | undefined;

/**
 * Reads local times of a zone (an IANA name such as `Europe/Berlin`).
 *
 * A time that came twice, when clocks were put back, is taken for the first of the two; one that never was, when they
 * were put forward, for the moment at which a clock that was not put forward would have shown it.
 *
 * @throws {RangeError} for a zone nobody knows
 */
export function zoneClock(timeZone: string): Clockwork {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const offsets = new Map<number, number>();

  /** What the zone's clocks show less UTC, in milliseconds; offsets change on quarters of an hour. */
  function offsetAt(at: number): number {
    const quarter = Math.floor(at / 900_000);
    const known = offsets.get(quarter);
    if (known !== undefined) return known;
    const parts = new Map(format.formatToParts(quarter * 900_000).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
    const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    const offset = shown - quarter * 900_000;
    if (offsets.size >= REMEMBERED) offsets.clear();
    offsets.set(quarter, offset);
    return offset;
  }

  return function read(local) {
    const shown = localAsUtc(local);
    if (shown === undefined) return undefined;
    const before = offsetAt(shown - DAY);
    const after = offsetAt(shown + DAY);
    const fitting = [shown - before, shown - after].filter((at) => shown - at === offsetAt(at));
    return fitting.length > 0 ? Math.min(...fitting) : shown - before;
  };
}

/** True for the name of a zone that this runtime knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
