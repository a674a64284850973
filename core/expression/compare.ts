/**
 * How values are compared: numbers, text, truth values and lists, and text with the other kinds, since a table's cells
 * are text.
 *
 * @module
 */
import { canonical } from "../fingerprint.ts";
import { timeOf } from "./times.ts";

const NUMBER = /^\s*-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?\s*$/;

/** Longest text that is taken for a number. */
const LONGEST = 40;

/** Whether a value counts as true: anything but false, null, missing, 0, empty text and the empty list. */
export function holds(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** The number a value stands for: a number, a moment, or text that is a number or an ISO time (epoch milliseconds). */
export function numberOf(value: unknown): number | bigint | undefined {
  if (typeof value === "number") return Number.isNaN(value) ? undefined : value;
  if (typeof value === "bigint") return value;
  if (value instanceof Date) return numberOf(value.getTime());
  if (typeof value !== "string" || value.length > LONGEST) return undefined;
  return NUMBER.test(value) ? Number(value) : timeOf(value.trim());
}

/**
 * Whether two values are the same. A missing value is null. Text is the same as a number or a moment that it writes,
 * and as `true` and `false` in any case; lists and objects are the same when their content is.
 */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNothing(a) || isNothing(b)) return isNothing(a) && isNothing(b);
  if (typeof a === "string" && typeof b === "string") return false;
  if (typeof a === "boolean" || typeof b === "boolean") return truthOf(a) === truthOf(b) && truthOf(a) !== undefined;
  const [left, right] = [numberOf(a), numberOf(b)];
  // A whole number of any size may stand against a fraction: the loose comparison is the one that knows both.
  if (left !== undefined && right !== undefined) return !(left < right) && !(left > right);
  return typeof a === "object" && typeof b === "object" && canonical(a) === canonical(b);
}

/** Below 0, 0 or above 0, as `a` comes before, with or after `b`; undefined where they have no order. */
export function order(a: unknown, b: unknown): number | undefined {
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left === undefined || right === undefined) return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function truthOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string" || value.length > LONGEST) return undefined;
  const word = value.trim().toLowerCase();
  return word === "true" ? true : word === "false" ? false : undefined;
}
