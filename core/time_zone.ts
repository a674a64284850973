/**
 * Time zones by their IANA names (`Europe/Amsterdam`, `UTC`).
 *
 * @module
 */

/** Offsets change at whole quarters of an hour, UTC. */
const QUARTER_MS = 900_000;
/** Quarters whose offset is remembered: 28 years. */
const MOST_REMEMBERED = 1_000_000;

/**
 * How far a zone's clocks are ahead of UTC at a moment (epoch milliseconds), in milliseconds. Fast: an offset is worked
 * out once a quarter of an hour.
 *
 * @throws {RangeError} for a zone that this runtime does not know
 */
export function zoneOffsets(timeZone: string): (at: number) => number {
  if (timeZone === "UTC") return () => 0;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
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

/** Whether this runtime knows a zone of that name. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
