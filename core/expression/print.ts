/**
 * A tree as text, in one way of writing.
 *
 * @module
 */
import { type Node, PLAIN_NAME, WORDS } from "./syntax.ts";

/** The text of a tree; reading it gives the same tree. */
export function print(node: Node): string {
  switch (node.kind) {
    case "literal":
      return JSON.stringify(node.value);
    case "time":
      return node.text;
    case "list":
      return `[${node.items.map(print).join(", ")}]`;
    case "it":
      return "it";
    case "path":
      return path(node.of, node.steps);
    case "call":
      return `${node.name}(${node.values.map(print).join(", ")})`;
    case "compare":
      return `${operand(node.left)} ${node.operator} ${operand(node.right)}`;
    case "not":
      return `not ${node.of.kind === "and" || node.of.kind === "or" ? `(${print(node.of)})` : print(node.of)}`;
    default:
      return node.items.map((item) => joined(item, node.kind)).join(` ${node.kind} `);
  }
}

/** `and` binds closer than `or`. */
function joined(item: Node, within: "and" | "or"): string {
  return within === "and" && item.kind === "or" ? `(${print(item)})` : print(item);
}

function operand(node: Node): string {
  const loose = node.kind === "and" || node.kind === "or" || node.kind === "not" || node.kind === "compare";
  return loose ? `(${print(node)})` : print(node);
}

function path(of: Node, [first, ...rest]: (string | number)[]): string {
  const start = of.kind === "it" && typeof first === "string" ? rootName(first) : `${operand(of)}${step(first)}`;
  return start + rest.map(step).join("");
}

function rootName(name: string): string {
  if (PLAIN_NAME.test(name) && !WORDS.has(name)) return name;
  return /[`\p{C}]/u.test(name) ? `it${step(name)}` : `\`${name}\``;
}

function step(name: string | number): string {
  return typeof name === "string" && PLAIN_NAME.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
