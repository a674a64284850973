/**
 * What values of flags must look like.
 *
 * @module
 */
import { isTimeZone } from "../core/time_zone.ts";

/** A whole number, 0 or more. */
export function checkCount(value: string): void {
  if (!/^\d{1,15}$/.test(value)) throw new RangeError("expected a whole number, 0 or more");
}

/** A whole number, 1 or more. */
export function checkPositive(value: string): void {
  if (!/^\d{1,15}$/.test(value) || Number(value) === 0) throw new RangeError("expected a whole number, 1 or more");
}

/** A number of entries or a percentage. */
export function checkCountOrPercentage(value: string): void {
  const percentage = /^(\d+(?:\.\d+)?)%$/.exec(value);
  if (percentage ? Number(percentage[1]) > 100 : !/^\d{1,15}$/.test(value)) {
    throw new RangeError("expected a number of entries (100) or a percentage up to 100% (30%)");
  }
}

/** A number: `3`, `-0.5`, `1e6`. */
export function checkNumber(value: string): void {
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(value) || !Number.isFinite(Number(value))) {
    throw new RangeError("expected a number");
  }
}

/** A place in S3. */
export function checkRemote(value: string): void {
  if (!/^s3:\/\/[A-Za-z0-9][^/]+(?:\/|$)/.test(value)) throw new RangeError("expected s3://bucket/prefix");
}

/** The name of a time zone: `Europe/Brussels`. */
export function checkTimeZone(value: string): void {
  if (!isTimeZone(value)) throw new RangeError("expected the name of a time zone, such as Europe/Brussels");
}

/** A day: `2026-03-01`. */
export function checkDay(value: string): void {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN;
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== value) {
    throw new RangeError("expected a day, YYYY-MM-DD");
  }
}
