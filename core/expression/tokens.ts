/**
 * An expression's text, cut into tokens.
 *
 * @module
 */
import { MAX_LENGTH, shown } from "./syntax.ts";
import { timeOf } from "./times.ts";

/** One token; `at` is its first character's place, from 0. */
export type Token =
  | { kind: "name"; at: number; text: string; /** Between backticks: never a word of the language. */ quoted: boolean }
  | { kind: "text"; at: number; text: string; value: string }
  | { kind: "number"; at: number; text: string; value: number }
  | { kind: "time"; at: number; text: string; value: number }
  | { kind: "sign"; at: number; text: string }
  | { kind: "end"; at: number; text: "" };

const SPACE = /\s+/y;
const NAME = /[\p{L}_$][\p{L}\p{M}\p{N}_$]*/uy;
const TIME = /\d{4}-\d\d-\d\d(?:T[\d:.,]*(?:Z|[+-]\d\d:?\d\d)?)?/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SIGN = /!=|<=|>=|[=<>()[\],.]/y;

/** What people write who come from another language, and what is meant. */
const MEANT: Record<string, string> = {
  "==": `"=" compares`,
  "=~": `there are no regular expressions; "contains", "startsWith" and "endsWith" look into text`,
  "&&": `write "and"`,
  "||": `write "or"`,
  "<>": `write "!="`,
  "!": `write "not", or "!=" between two values`,
};

/**
 * The tokens of an expression, `end` last.
 *
 * @throws {SyntaxError} at what begins no token
 */
export function tokensOf(text: string): Token[] {
  if (text.length > MAX_LENGTH) {
    throw new SyntaxError(
      `Cannot parse expression "${shown(text)}": it has ${text.length} characters, expected at most ${MAX_LENGTH}`,
    );
  }
  const tokens: Token[] = [];
  for (let at = 0;;) {
    at += match(SPACE, text, at)?.length ?? 0;
    if (at === text.length) {
      tokens.push({ kind: "end", at, text: "" });
      return tokens;
    }
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.text.length;
  }
}

function tokenAt(text: string, at: number): Token {
  const first = text[at];
  if (first === `"` || first === "'") return quotedText(text, at, first);
  if (first === "`") return quotedName(text, at);
  const name = match(NAME, text, at);
  if (name !== undefined) return { kind: "name", at, text: name, quoted: false };
  const time = match(TIME, text, at);
  if (time !== undefined) {
    const value = timeOf(time);
    if (value === undefined) {
      throw fault(text, at, `"${time}"`, "a date and time that exist, such as 2025-01-31 or 2025-01-31T18:00:00Z");
    }
    return { kind: "time", at, text: time, value };
  }
  const number = match(NUMBER, text, at);
  if (number !== undefined) {
    const value = Number(number);
    if (!Number.isFinite(value)) throw fault(text, at, `"${number}"`, "a number below 1.8e308");
    return { kind: "number", at, text: number, value };
  }
  const pair = text.slice(at, at + 2);
  const meant = Object.hasOwn(MEANT, pair) ? pair : first === "!" && pair !== "!=" ? "!" : undefined;
  if (meant !== undefined) throw fault(text, at, `"${meant}"`, `an operator: ${MEANT[meant]}`);
  const sign = match(SIGN, text, at);
  if (sign !== undefined) return { kind: "sign", at, text: sign };
  throw fault(text, at, JSON.stringify(String.fromCodePoint(text.codePointAt(at)!)), "a value or an operator");
}

const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", '"': '"', "'": "'", "\\": "\\" };

function quotedText(text: string, at: number, quote: string): Token {
  let value = "";
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i];
    if (character === quote) return { kind: "text", at, text: text.slice(at, i + 1), value };
    if (character !== "\\") {
      value += character;
      continue;
    }
    const escape = text[++i] ?? "";
    const code = /^u([0-9a-fA-F]{4})/.exec(text.slice(i, i + 5))?.[1];
    if (code !== undefined) {
      value += String.fromCharCode(parseInt(code, 16));
      i += 4;
    } else if (Object.hasOwn(ESCAPES, escape)) value += ESCAPES[escape];
    else throw fault(text, i - 1, `"\\${escape}"`, `one of \\\\ \\" \\' \\n \\r \\t \\b \\f \\u0000`);
  }
  throw fault(text, at, `text that is never closed`, `a ${quote} behind it`);
}

function quotedName(text: string, at: number): Token {
  const end = text.indexOf("`", at + 1);
  if (end < 0) throw fault(text, at, "a field name that is never closed", "a ` behind it");
  return { kind: "name", at, text: text.slice(at, end + 1), quoted: true };
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** An error in the house's form. `at` counts from 0, the message from 1. */
export function fault(text: string, at: number, there: string, expected: string): SyntaxError {
  return new SyntaxError(
    `Cannot parse expression "${shown(text)}": at position ${at + 1} there is ${there}, expected ${expected}`,
  );
}
