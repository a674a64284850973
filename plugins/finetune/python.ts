/**
 * White space and times as Python has them: what files must be equal to that a Python program wrote.
 *
 * @module
 */

/** Where `str.isspace` is true (Python 3): the control characters U+001C to U+001F too, and not U+FEFF. */
const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
const START = new RegExp(`^${SPACE}+`);
const ONE = new RegExp(SPACE);

/** `str.strip()`. */
export function strip(text: string): string {
  let end = text.length;
  while (end > 0 && ONE.test(text[end - 1])) end--;
  return text.slice(0, end).replace(START, "");
}

const NAIVE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))?)?$/;

const WHOLE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/;

/** A time without a zone as `datetime.isoformat()` writes it; undefined where it is none. */
export function isoformat(local: string): string | undefined {
  // As exports have it.
  if (WHOLE.test(local)) return local;
  const found = NAIVE.exec(local);
  if (!found) return undefined;
  const [, day, minutes = "00:00", seconds = ":00", fraction = ""] = found;
  const micros = fraction.slice(0, 6).padEnd(6, "0");
  return `${day}T${minutes}${seconds}${micros === "000000" ? "" : `.${micros}`}`;
}

/** A moment, epoch ms, as `datetime.isoformat()` writes it in UTC; with or without its zone. */
export function isoformatUtc(at: number, zone: "+00:00" | ""): string {
  const iso = new Date(at).toISOString();
  return (iso.endsWith(".000Z") ? iso.slice(0, 19) : `${iso.slice(0, 23)}000`) + zone;
}

/** A time without a zone, read as if it were UTC, epoch ms: for what compares times of one clock. */
export function naiveMs(local: string): number | undefined {
  const iso = isoformat(local);
  const at = iso === undefined ? NaN : Date.parse(`${iso}Z`);
  return Number.isNaN(at) ? undefined : at;
}
