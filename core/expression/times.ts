/**
 * Dates and times as ISO 8601 writes them.
 *
 * @module
 */

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d:?\d\d)?)?$/;

/** Longest text that is looked at. */
const LONGEST = 40;

/**
 * Epoch milliseconds of an ISO date (its first moment, UTC) or time (UTC unless it names a zone); undefined for
 * anything else, and for days and hours that do not exist. What is finer than a millisecond is cut off.
 */
export function timeOf(text: string): number | undefined {
  if (text.length > LONGEST) return undefined;
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, date, minutes = "00:00", seconds = "00", fraction = "", zone = "Z"] = found;
  const day = Date.parse(`${date}T00:00:00Z`);
  // The runtime takes the 31st of February for a day in March.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return undefined;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
  const time = Date.parse(`${date}T${minutes}:${seconds}.${fraction.padEnd(3, "0").slice(0, 3)}${offset}`);
  return Number.isNaN(time) ? undefined : time;
}
