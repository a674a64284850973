/**
 * Days that people write in filters.
 *
 * @module
 */
import { zoneOffsets } from "../time_zone.ts";

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
  const offset = offsetsOf(timeZone);
  // Twice: the first guess may lie on the other side of a change of the clock.
  const guess = midnight - offset(midnight);
  return midnight - offset(guess);
}

/** @throws {RangeError} when there is no such zone */
function offsetsOf(timeZone: string): (at: number) => number {
  try {
    return zoneOffsets(timeZone);
  } catch (error) {
    throw new RangeError(
      `Cannot search in time zone "${timeZone}": there is none of that name, one like "Europe/Paris" was expected`,
      { cause: error },
    );
  }
}
