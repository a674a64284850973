/**
 * Times as NocoDB gives them: `2025-01-01 02:24:00+00:00` of a DateTime, `2025-01-01` of a Date, anything of a text.
 *
 * @module
 */
import type { Json } from "../../core/conversation.ts";

/** A time that was read. */
export interface ReadTime {
  /** Epoch ms; absent where the text names no zone. */
  at?: number;
  /** The same, taken for UTC where no zone is named: for choosing by day, never told as a fact. */
  assumed: number;
  /** The text, where it names no zone. */
  local?: string;
}

const FORM =
  /^\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?)?\s*$/;

/** Below it a number counts seconds: as milliseconds it would lie before March 1973. */
const LEAST_MS = 100_000_000_000;
const MOST_MS = 8_640_000_000_000_000;

/** Reads a time; undefined where the value is none. A number is an epoch time, in seconds or milliseconds. */
export function readTime(value: Json | undefined): ReadTime | undefined {
  if (typeof value === "number") {
    const at = Math.trunc(Math.abs(value) < LEAST_MS ? value * 1000 : value);
    return Math.abs(at) <= MOST_MS ? { at, assumed: at } : undefined;
  }
  if (typeof value !== "string") return undefined;
  const found = FORM.exec(value);
  if (!found) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = found;
  const start = Date.UTC(+year, +month - 1, +day);
  const date = new Date(start);
  if (+year < 100 || date.getUTCMonth() !== +month - 1 || date.getUTCDate() !== +day) return undefined;
  if (+hour > 23 || +minute > 59 || +second > 59) return undefined;
  const ms = start + +hour * 3_600_000 + +minute * 60_000 + +second * 1000 +
    Number(fraction.slice(0, 3).padEnd(3, "0"));
  if (zone === undefined) return { assumed: ms, local: value.trim() };
  const at = ms - minutesEast(zone) * 60_000;
  return { at, assumed: at };
}

function minutesEast(zone: string): number {
  const [, sign, hours, minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** First moment of a UTC day written `YYYY-MM-DD`, epoch ms; undefined where there is no such day. */
export function dayStart(day: string): number | undefined {
  return /^\d{4}-\d\d-\d\d$/.test(day) ? readTime(day)?.assumed : undefined;
}
