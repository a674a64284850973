/**
 * Times as exports of all ages write them.
 *
 * `date` and `edited` are the local time of the computer that exported, without a zone; since app version 3.7.5 (2022)
 * `date_unixtime` and `edited_unixtime` (strings of seconds) stand beside them and say which moment it was.
 *
 * @module
 */

/** What a message says of a time. */
export interface Moment {
  /** Epoch milliseconds, where the source gives a moment. */
  at?: number;
  /** A time without a zone, verbatim. */
  local?: string;
}

/** The last millisecond that a date can hold. */
const MAX_TIME = 8.64e15;

const UNIX = /^\d{1,13}(?:\.\d{1,9})?$/;
const NAIVE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?$/;
const ZONED = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?\s?(?:Z|[+-]\d\d:?\d\d)$/;

/** Seconds since 1970, as a string or a number, in milliseconds; undefined for anything else, and for 0. */
export function unixTime(value: unknown): number | undefined {
  let seconds = NaN;
  if (typeof value === "number") seconds = value;
  else if (typeof value === "string" && value.length <= 23 && UNIX.test(value)) seconds = Number(value);
  const at = Math.round(seconds * 1000);
  return at > 0 && at <= MAX_TIME ? at : undefined;
}

/** A local time read as if it were UTC, epoch ms: for what compares times of one computer. */
export function localAsUtc(value: unknown): number | undefined {
  if (typeof value !== "string") return undefined;
  if (!NAIVE.test(value)) return ZONED.test(value) ? parsed(value) : undefined;
  // Each message has one: what the pattern found stands at fixed places, and need not be text of its own.
  const year = twoDigits(value, 0) * 100 + twoDigits(value, 2);
  const month = twoDigits(value, 5);
  const day = twoDigits(value, 8);
  const hour = twoDigits(value, 11);
  const minute = twoDigits(value, 14);
  const second = value.length > 16 ? twoDigits(value, 17) : 0;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  // 30 February is no day.
  return (day <= 28 || new Date(at).getUTCDate() === day) && at > 0 ? at : undefined;
}

function twoDigits(text: string, at: number): number {
  return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30;
}

/** A time of a message, from its unix time and its date; whichever of the two is missing or makes no sense. */
export function readMoment(unix: unknown, date: unknown): Moment {
  const moment: Moment = {};
  let at = unixTime(unix);
  if (typeof date === "string") {
    if (localAsUtc(date) !== undefined && !ZONED.test(date)) moment.local = date;
    else if (at === undefined && ZONED.test(date)) at = parsed(date);
  }
  if (at !== undefined) moment.at = at;
  return moment;
}

/**
 * True for the `edited` of app versions that wrote the start of 1970, in their zone, for messages that were never
 * edited.
 */
export function isNeverEdited(value: unknown): boolean {
  return typeof value === "string" && /^(?:1969-12-31|1970-01-01)T/.test(value);
}

function parsed(iso: string): number | undefined {
  const at = Date.parse(iso.replace(" ", "T").replace(/T(\S+) /, "T$1").replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  return at > 0 ? at : undefined;
}
