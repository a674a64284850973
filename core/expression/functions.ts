/**
 * The functions that an expression may call.
 *
 * @module
 */
import { canonical } from "../fingerprint.ts";
import { holds, numberOf } from "./compare.ts";
import { textOf, titleOf } from "./words.ts";

/** How many more elements an evaluation may look at. */
export interface Budget {
  left: number;
}

/** The value of a part of an expression, for the record or element at hand. */
export type Evaluate = (it: unknown, budget: Budget) => unknown;

/** A function of the language. */
export interface FunctionOfRecord {
  /** Fewest and most values it takes. */
  least: number;
  most: number;
  /** How it is written, for messages. */
  usage: string;
  make(values: readonly Evaluate[]): Evaluate;
}

/**
 * Counts elements that were looked at.
 *
 * @throws {RangeError} when there were too many
 */
export function spend(budget: Budget, steps: number): void {
  budget.left -= steps;
  if (budget.left >= 0) return;
  throw new RangeError(
    "Cannot evaluate the expression: it takes more than 5,000,000 steps for this record, expected fewer; " +
      "look at shorter lists, or at fewer inside each other",
  );
}

/** Functions by name. */
export const FUNCTIONS: ReadonlyMap<string, FunctionOfRecord> = new Map(Object.entries({
  length: ofValue("length(x): characters of a text, elements of a list", lengthOf),
  lower: ofValue("lower(x): text in small letters", (x) => typeof x === "string" ? x.toLowerCase() : x),
  upper: ofValue("upper(x): text in capitals", (x) => typeof x === "string" ? x.toUpperCase() : x),
  trim: ofValue("trim(x): text without white space at its ends", (x) => typeof x === "string" ? x.trim() : x),
  text: ofValue("text(x): plain text of a message, of a conversation's messages, of a value", textOf),
  title: ofValue("title(x): a conversation's title, or its first words", titleOf),
  number: ofValue("number(x): the number a text writes, a time in epoch milliseconds", numberOf),
  day: ofValue("day(x): the date of a time, UTC, as 2025-01-31", (x) => isoOf(x)?.slice(0, 10)),
  time: ofValue("time(x): a time in ISO form, UTC", isoOf),
  exists: ofValue("exists(x): true for what is there and not null", (x) => x !== undefined && x !== null),
  empty: ofValue("empty(x): true for what is missing, null, blank text, a list or an object without anything", isEmpty),
  first: ofValue("first(list): its first element", (x) => Array.isArray(x) ? x[0] : undefined),
  last: ofValue("last(list): its last element", (x) => Array.isArray(x) ? x.at(-1) : undefined),
  any: ofList("any(list, condition): true when it holds for an element", (list, holdsFor) => list.some(holdsFor)),
  all: ofList("all(list, condition): true when it holds for every element", (list, holdsFor) => list.every(holdsFor)),
  count: ofList(
    "count(list, condition): for how many elements it holds",
    (list, holdsFor) => list.filter(holdsFor).length,
  ),
  where: ofList("where(list, condition): the elements for which it holds", (list, holdsFor) => list.filter(holdsFor)),
  each: {
    least: 2,
    most: 2,
    usage: "each(list, value): a value for each element",
    make: ([list, value]: readonly Evaluate[]): Evaluate => (it, budget) =>
      elements(list(it, budget), budget).map((element) => value(element, budget) ?? null),
  },
  unique: {
    least: 1,
    most: 1,
    usage: "unique(list): its elements, each once",
    make: ([list]: readonly Evaluate[]): Evaluate => (it, budget) => unique(elements(list(it, budget), budget)),
  },
  join: {
    least: 1,
    most: 2,
    usage: `join(list, "separator"): its elements as one text`,
    make: ([list, separator]: readonly Evaluate[]): Evaluate => (it, budget) =>
      elements(list(it, budget), budget).map(textOf).join(separator ? textOf(separator(it, budget)) : ", "),
  },
  either: {
    least: 1,
    most: 100,
    usage: "either(a, b, …): the first that is not empty",
    make: (values: readonly Evaluate[]): Evaluate => (it, budget) => {
      for (const value of values) {
        const found = value(it, budget);
        if (!isEmpty(found)) return found;
      }
      return undefined;
    },
  },
  if: {
    least: 3,
    most: 3,
    usage: "if(condition, a, b): a where it holds, else b",
    make: ([condition, yes, no]: readonly Evaluate[]): Evaluate => (it, budget) =>
      (holds(condition(it, budget)) ? yes : no)(it, budget),
  },
}));

function ofValue(usage: string, call: (value: unknown) => unknown): FunctionOfRecord {
  return { least: 1, most: 1, usage, make: ([value]) => (it, budget) => call(value(it, budget)) };
}

function ofList(
  usage: string,
  call: (list: readonly unknown[], holdsFor: (element: unknown) => boolean) => unknown,
): FunctionOfRecord {
  return {
    least: 2,
    most: 2,
    usage,
    make: ([list, condition]) => (it, budget) =>
      call(elements(list(it, budget), budget), (element) => holds(condition(element, budget))),
  };
}

/** A list's elements; nothing else has any. */
function elements(list: unknown, budget: Budget): readonly unknown[] {
  if (!Array.isArray(list)) return [];
  spend(budget, list.length);
  return list;
}

function unique(list: readonly unknown[]): unknown[] {
  const seen = new Set<unknown>();
  return list.filter((element) => {
    const mark = typeof element === "object" && element !== null ? `object ${canonical(element)}` : element;
    if (seen.has(mark)) return false;
    seen.add(mark);
    return true;
  });
}

function lengthOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value !== "string") return undefined;
  let characters = value.length;
  // A pair of surrogates is one character.
  for (let i = 0; i < value.length - 1; i++) {
    if ((value.charCodeAt(i) & 0xfc00) === 0xd800 && (value.charCodeAt(i + 1) & 0xfc00) === 0xdc00) characters--;
  }
  return characters;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && !(value instanceof Date) && Object.keys(value).length === 0;
}

function isoOf(value: unknown): string | undefined {
  const moment = numberOf(value);
  const date = new Date(moment === undefined ? NaN : Number(moment));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
