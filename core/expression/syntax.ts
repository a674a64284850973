/**
 * The tree of an expression.
 *
 * @module
 */

/** Operators that stand between two values. */
export const OPERATORS = [
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "contains",
  "startsWith",
  "endsWith",
  "in",
  "not in",
] as const;

/** One of them. */
export type Operator = typeof OPERATORS[number];

/** A part of an expression. */
export type Node =
  | { kind: "literal"; value: null | boolean | number | string }
  /** A date or time; `value` in epoch milliseconds. */
  | { kind: "time"; text: string; value: number }
  | { kind: "list"; items: Node[] }
  /** The record, or the element of a list inside `any` and its like. */
  | { kind: "it" }
  | { kind: "path"; of: Node; steps: (string | number)[] }
  | { kind: "call"; name: string; values: Node[] }
  | { kind: "compare"; operator: Operator; left: Node; right: Node }
  | { kind: "not"; of: Node }
  | { kind: "and" | "or"; items: Node[] };

/** Words that are no field names where a value begins; such a field is written between backticks. */
export const WORDS: ReadonlySet<string> = new Set(
  "and or not in contains startsWith endsWith true false null it".split(" "),
);

/** A name that needs no quotes. */
export const PLAIN_NAME = /^[\p{L}_$][\p{L}\p{M}\p{N}_$]*$/u;

/** Longest expression, in characters. */
export const MAX_LENGTH = 10_000;

/** Deepest nesting of parentheses, lists, calls and `not`. */
export const MAX_DEPTH = 50;

/** How an expression is named in messages: its beginning, on one line. */
export function shown(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}
