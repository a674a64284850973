/**
 * Field expressions: small questions to one record, written as text where no code can stand, as in a config file.
 *
 * ```
 * role = "user" and text(it) contains "sourdough"
 * any(messages, role = "user" and lower(text(it)) contains "kyoto")
 * createdAt >= 2025-01-01 and not (title startsWith "Draft" or metadata["odd key"] in [1, 2])
 * ```
 *
 * An expression reads own fields of plain data and nothing else: it calls no code of the record's, knows no regular
 * expressions, and ends after a bounded number of steps. `plugins/transforms/README.md` describes the language.
 *
 * @module
 */
import { compile } from "./compile.ts";
import { holds } from "./compare.ts";
import { parse } from "./parse.ts";
import { print } from "./print.ts";

/** An expression, ready to be asked. */
export interface Expression {
  /**
   * Its value for a record; missing fields are `undefined`. Pure: the record is not changed.
   *
   * @throws {RangeError} when it takes more than 5 million steps, or compares lists nested deeper than 1,500 levels
   */
  evaluate(record: unknown): unknown;
  /** Whether its value holds: anything but false, null, missing, 0, empty text and the empty list. */
  holds(record: unknown): boolean;
  /** The expression in one way of writing it: equal for texts that differ in white space, quotes and parentheses only. */
  readonly text: string;
}

/**
 * Reads an expression.
 *
 * @throws {SyntaxError} with the position (from 1), what stands there and what may stand there
 */
export function parseExpression(text: string): Expression {
  const tree = parse(text);
  const run = compile(tree);
  const evaluate = (record: unknown): unknown => run(record, { left: MAX_STEPS });
  return { evaluate, holds: (record) => holds(evaluate(record)), text: print(tree) };
}

/** Elements that one evaluation may look at: far more than a conversation has, a second's work at most. */
const MAX_STEPS = 5_000_000;
