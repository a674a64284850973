/**
 * Days that people write in filters.
 *
 * @module
 */

const FORM = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;

/**
 * The first moment of a year, month or day (`2024`, `2024-02`, `2024-02-29`) in epoch milliseconds; undefined where
 * the text is none of these or there is no such day.
 */
export function startOf(text: string, timeZone: string): number | undefined {
  const [, year, month = "01", day = "01"] = FORM.exec(text) ?? [];
  if (year === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.toISOString().slice(0, 10) !== `${year}-${month}-${day}`) return undefined;
  const midnight = date.getTime();
  if (timeZone === "UTC") return midnight;
  const clock = zoneClock(timeZone);
  // Twice: the first guess may lie on the other side of a change of the clock.
  const guess = midnight - offset(clock, midnight);
  return midnight - offset(clock, guess);
}

/** @throws {RangeError} when there is no such zone */
function zoneClock(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
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
  } catch (error) {
    throw new RangeError(
      `Cannot search in time zone "${timeZone}": there is none of that name, one like "Europe/Paris" was expected`,
      {
        cause: error,
      },
    );
  }
}

/** How far the zone's clocks are ahead of UTC at a moment, in milliseconds. */
function offset(clock: Intl.DateTimeFormat, moment: number): number {
  const parts = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const year = parts.get("era") === "BC" ? 1 - number("year") : number("year");
  const local = new Date(0);
  local.setUTCFullYear(year, number("month") - 1, number("day"));
  local.setUTCHours(number("hour"), number("minute"), number("second"));
  return local.getTime() - Math.floor(moment / 1000) * 1000;
}
