/**
 * Days, weeks and hours in a time zone.
 *
 * @module
 */

/** Where a moment lies in the zone. */
export interface Place {
  /** Days since 1970-01-01. */
  day: number;
  /** 0 to 23. */
  hour: number;
}

/** A time zone: places of moments. */
export interface Zone {
  readonly name: string;
  place(at: number): Place;
  /** Epoch milliseconds at which a day begins. */
  startOf(day: number): number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Offsets change at whole quarters of an hour, UTC. */
const QUARTER_MS = 900_000;
/** Quarters whose offset is remembered: 28 years. */
const MOST_REMEMBERED = 1_000_000;

/** The zone of an IANA name (`Europe/Amsterdam`, `UTC`). Fast: an offset is worked out once a quarter of an hour. */
export function zoneOf(name: string): Zone {
  const offset = offsets(name);
  return {
    name,
    place(at) {
      const local = at + offset(at);
      const day = Math.floor(local / DAY_MS);
      return { day, hour: Math.floor((local - day * DAY_MS) / HOUR_MS) };
    },
    startOf(day) {
      // Midnight may be skipped: the first quarter of an hour that lies in the day.
      const dayOf = (at: number): number => Math.floor((at + offset(at)) / DAY_MS);
      let [before, found] = [day * 96 - 108, day * 96 + 108];
      while (found - before > 1) {
        const middle = Math.floor((before + found) / 2);
        if (dayOf(middle * QUARTER_MS) >= day) found = middle;
        else before = middle;
      }
      return found * QUARTER_MS;
    },
  };
}

function offsets(name: string): (at: number) => number {
  if (name === "UTC") return () => 0;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    era: "short",
  });
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS);
    const found = known.get(quarter);
    if (found !== undefined) return found;
    if (known.size >= MOST_REMEMBERED) known.clear();
    const made = offsetAt(format, quarter * QUARTER_MS);
    known.set(quarter, made);
    return made;
  };
}

function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = parts.get("era")?.startsWith("B") ? 1 - number("year") : number("year");
  const local = new Date(0);
  local.setUTCFullYear(year, number("month") - 1, number("day"));
  local.setUTCHours(number("hour"), number("minute"), number("second"), 0);
  return local.getTime() - at;
}

/** Whether a zone of that name is known. */
export function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A day as `2026-03-01`. */
export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().replace(/T.*$/, "");
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: number): number {
  return ((day + 3) % 7 + 7) % 7 + 1;
}
