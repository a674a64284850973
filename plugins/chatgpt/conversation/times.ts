/**
 * Times as exports write them.
 *
 * @module
 */

/** A time with a zone as epoch milliseconds, or one without as it stands. */
export interface Time {
  at?: number;
  local?: string;
}

/** Numbers above this are milliseconds: as seconds they would lie 30,000 years ahead. */
const SECONDS_BELOW = 1e12;

/** The last millisecond that a date can hold. */
const MAX_TIME = 8.64e15;

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?)?\s?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?$/;
const DECIMAL = /^\d{1,16}(?:\.\d{1,9})?$/;

/**
 * Reads float seconds, milliseconds (above 10^12), either as a string, and ISO 8601.
 *
 * null, 0, negative and unreadable values give `{}`. An ISO time without a zone gives `local`, verbatim.
 */
export function readTime(value: unknown): Time {
  if (typeof value === "number") return fromNumber(value);
  if (typeof value !== "string") return {};
  if (DECIMAL.test(value)) return fromNumber(Number(value));
  const iso = ISO.exec(value);
  if (iso === null) return {};
  const [, day, clock, fraction = "0", zone] = iso;
  const known = zone === undefined ? "Z" : zonedSuffix(zone);
  const time = clock === undefined ? "00:00:00" : clock.length === 5 ? `${clock}:00` : clock;
  const start = Date.parse(`${day}T${time}${known}`);
  if (Number.isNaN(start)) return {};
  if (zone === undefined) return { local: value };
  const at = start + Math.round(Number(`0.${fraction}`) * 1000);
  return at > 0 ? { at } : {};
}

function fromNumber(value: number): Time {
  if (!(value > 0)) return {};
  const at = Math.round(value > SECONDS_BELOW ? value : value * 1000);
  return at > 0 && at <= MAX_TIME ? { at } : {};
}

function zonedSuffix(zone: string): string {
  if (!/\d/.test(zone)) return "Z";
  const digits = zone.slice(1).replace(":", "");
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2) || "00"}`;
}
