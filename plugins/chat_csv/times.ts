/**
 * Times as the input writes them (D17): the text goes out unchanged, what is computed from it goes into the metrics.
 *
 * @module
 */

/** A time that could be read. */
export interface ReadTime {
  /** Microseconds since 1970, of the time as written where it names no zone, of UTC where it does. */
  micros: number;
  /** True when it names a zone. */
  zoned: boolean;
}

const FORM =
  /^\s*(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?)?\s*$/;

/** Reads an ISO 8601 time, or a day; `undefined` where the text is neither, or there is no such time. */
export function readTime(text: string): ReadTime | undefined {
  return usualTime(text) ?? anyTime(text);
}

/** Places of the digits of `2025-05-28T02:40:00.000000`, as nearly all times are written: read without the search. */
const USUAL = "dddd-dd-ddTdd:dd:dd.dddddd";

function usualTime(text: string): ReadTime | undefined {
  if (text.length !== USUAL.length) return undefined;
  for (let i = 0; i < USUAL.length; i++) {
    const code = text.charCodeAt(i);
    const expected = USUAL.charCodeAt(i);
    if (expected === 0x64 ? code < 0x30 || code > 0x39 : code !== expected) return undefined;
  }
  const [year, month, day] = [number(text, 0, 4), number(text, 5, 7), number(text, 8, 10)];
  const [hour, minute, second] = [number(text, 11, 13), number(text, 14, 16), number(text, 17, 19)];
  // What may not be a day of its month is looked at more closely.
  if (year < 100 || month < 1 || month > 12 || day < 1 || day > 28 || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  return { micros: Date.UTC(year, month - 1, day, hour, minute, second) * 1000 + number(text, 20, 26), zoned: false };
}

/** The number that stands there in digits. */
function number(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 0x30;
  return value;
}

function anyTime(text: string): ReadTime | undefined {
  const found = FORM.exec(text);
  if (found === null) return undefined;
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", zone] = found;
  const ms = Date.UTC(+year, +month - 1, +day, +hour, +minute, +second);
  const date = new Date(ms);
  // Before the year 100 Date.UTC means the 20th century; such a time is no time of a chat.
  if (+year < 100 || date.getUTCMonth() !== +month - 1 || date.getUTCDate() !== +day) return undefined;
  if (+hour > 23 || +minute > 59 || +second > 59) return undefined;
  const micros = ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, "0"));
  if (zone === undefined) return { micros, zoned: false };
  const offset = offsetOf(zone);
  return offset === undefined ? undefined : { micros: micros - offset * 60_000_000, zoned: true };
}

/** Minutes east of UTC. */
function offsetOf(zone: string): number | undefined {
  if (!/^[+-]/.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3).replace(":", "") || 0)];
  if (hours > 14 || minutes > 59) return undefined;
  return (zone[0] === "-" ? -1 : 1) * (hours * 60 + minutes);
}

/** The parts of a time that metrics show. */
export interface TimeParts {
  /** `2025-05-28` */
  date: string;
  hour: number;
  weekday: string;
  /** `2025-W22` (ISO 8601). */
  isoWeek: string;
  weekend: boolean;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const DAY_MS = 86_400_000;

let lastDay = NaN;
let lastParts: Omit<TimeParts, "hour"> | undefined;

/** Date, hour, weekday and ISO week: of UTC where the time names a zone, else as it is written. */
export function timeParts({ micros }: ReadTime): TimeParts {
  const ms = Math.floor(micros / 1000);
  const day = Math.floor(ms / DAY_MS);
  // Exports hold many chats of one day; a pure function's last answer is kept.
  if (day !== lastDay || lastParts === undefined) {
    lastParts = dayParts(day);
    lastDay = day;
  }
  return { ...lastParts, hour: Math.floor((ms - day * DAY_MS) / 3_600_000) };
}

function dayParts(day: number): Omit<TimeParts, "hour"> {
  const date = new Date(day * DAY_MS);
  const weekday = date.getUTCDay();
  // The week belongs to the year that its Thursday lies in.
  const thursday = new Date((day + 3 - (weekday + 6) % 7) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1;
  return {
    date: date.toISOString().slice(0, 10),
    weekday: WEEKDAYS[weekday],
    isoWeek: `${year}-W${String(week).padStart(2, "0")}`,
    weekend: weekday === 0 || weekday === 6,
  };
}
