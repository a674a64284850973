/**
 * From a tree to functions: what is known of the expression is worked out once, not for each record.
 *
 * @module
 */
import { equal, holds, order } from "./compare.ts";
import { type Budget, type Evaluate, FUNCTIONS, spend } from "./functions.ts";
import type { Node, Operator } from "./syntax.ts";

/** The function that evaluates a tree. */
export function compile(node: Node): Evaluate {
  switch (node.kind) {
    case "literal":
    case "time": {
      const { value } = node;
      return () => value;
    }
    case "list": {
      const items = node.items.map(compile);
      return (it, budget) => {
        spend(budget, items.length);
        return items.map((item) => item(it, budget) ?? null);
      };
    }
    case "it":
      return (it) => it;
    case "path": {
      const { steps } = node;
      const start = compile(node.of);
      return (it, budget) => follow(start(it, budget), steps);
    }
    case "call":
      return FUNCTIONS.get(node.name)!.make(node.values.map(compile));
    case "compare":
      return comparison(node.operator, compile(node.left), compile(node.right));
    case "not": {
      const of = compile(node.of);
      return (it, budget) => !holds(of(it, budget));
    }
    case "and": {
      const items = node.items.map(compile);
      return (it, budget) => items.every((item) => holds(item(it, budget)));
    }
    case "or": {
      const items = node.items.map(compile);
      return (it, budget) => items.some((item) => holds(item(it, budget)));
    }
  }
}

/** Own fields only: a prototype is nobody's data. A list has elements and a length; a negative index counts from its end. */
function follow(start: unknown, steps: readonly (string | number)[]): unknown {
  let value = start;
  for (const step of steps) {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value)) {
      if (typeof step === "number") value = value.at(step);
      else if (step === "length") value = value.length;
      else return undefined;
    } else if (Object.hasOwn(value, step)) value = (value as { [name: string]: unknown })[step];
    else return undefined;
  }
  return value;
}

function comparison(operator: Operator, left: Evaluate, right: Evaluate): Evaluate {
  const compare = (test: (a: unknown, b: unknown, budget: Budget) => boolean): Evaluate => (it, budget) =>
    test(left(it, budget), right(it, budget), budget);
  const ordered = (test: (order: number) => boolean): Evaluate =>
    compare((a, b) => {
      const found = order(a, b);
      return found !== undefined && test(found);
    });
  switch (operator) {
    case "=":
      return compare(equal);
    case "!=":
      return compare((a, b) => !equal(a, b));
    case "<":
      return ordered((n) => n < 0);
    case "<=":
      return ordered((n) => n <= 0);
    case ">":
      return ordered((n) => n > 0);
    case ">=":
      return ordered((n) => n >= 0);
    case "contains":
      return compare((a, b, budget) => Array.isArray(a) ? isAmong(b, a, budget) : within(a, b, "includes"));
    case "startsWith":
      return compare((a, b) => within(a, b, "startsWith"));
    case "endsWith":
      return compare((a, b) => within(a, b, "endsWith"));
    case "in":
      return compare(isAmong);
    case "not in":
      return compare((a, b, budget) => !isAmong(a, b, budget));
  }
}

/** Nothing lies in anything but text, and nothing but text and numbers is looked for in it. */
function within(text: unknown, part: unknown, how: "includes" | "startsWith" | "endsWith"): boolean {
  if (typeof text !== "string") return false;
  return typeof part === "string" || typeof part === "number" ? text[how](String(part)) : false;
}

function isAmong(value: unknown, list: unknown, budget: Budget): boolean {
  if (!Array.isArray(list)) return false;
  spend(budget, list.length);
  return list.some((one) => equal(value, one));
}
