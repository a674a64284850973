/**
 * JSON with mistakes told by line and column.
 *
 * @module
 */
import { ConfigError } from "./mistakes.ts";

/**
 * Parses JSON.
 *
 * @throws {ConfigError} when it is none, or when an object has a key twice (of which one value would be lost unseen)
 */
export function parseJson(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    const offset = offsetOf(said, text);
    const message = text.trim() === ""
      ? 'the file is empty, expected { "pipelines": { … } }'
      : `${lowerFirst(said.replace(TOLD, "$1").replace(/ (in JSON )?at position.*$/, "").replace(/ in JSON$/, ""))}${
        hint(text, offset)
      }`;
    throw new ConfigError(file, [{ path: place(text, offset), message }], { cause });
  }
  const twice = repeatedKeys(text);
  if (twice.length === 0) return value;
  throw new ConfigError(
    file,
    twice.map(({ key, at }) => ({
      path: place(text, at),
      message: `the key ${JSON.stringify(key)} is there twice in one object, expected once`,
    })),
  );
}

/** What V8 says of a token that begins nothing: with what stands around it in the place of a position. */
const TOLD = /^(Unexpected token '(.+?)'), (\.{3})?"(.*)"(\.{3})? is not valid JSON$/su;
/** So many UTF-16 units of it on each side, cut where the text begins or ends. */
const AROUND = 10;

/** Where in the text the error stands; its end, where the error does not say. */
function offsetOf(said: string, text: string): number {
  const at = /at position (\d+)/.exec(said);
  if (at) return Number(at[1]);
  const told = TOLD.exec(said);
  if (!told) return text.length;
  const [, , token, cutBefore, around, cutBehind] = told;
  const from = cutBefore ? (cutBehind ? text.indexOf(around) : text.length - around.length) : 0;
  const offset = cutBefore ? from + AROUND : cutBehind ? around.length - AROUND : text.indexOf(token);
  return text.startsWith(token, offset) ? offset : text.length;
}

function hint(text: string, offset: number): string {
  return /^\s*(\/\/|\/\*)/.test(text.slice(offset)) ? "; JSON has no comments, YAML has" : "";
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** `line 3, column 5`, from 1, of a place in a text. */
export function place(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return `line ${line}, column ${offset - (before.lastIndexOf("\n") + 1) + 1}`;
}

/** Keys that an object has twice, in valid JSON, each at the place of its second time. */
function repeatedKeys(text: string): { key: string; at: number }[] {
  const found: { key: string; at: number }[] = [];
  const open: (Set<string> | undefined)[] = [];
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g)) {
    const [written, colon] = token;
    if (written === "{") open.push(new Set());
    else if (written === "[") open.push(undefined);
    else if (written === "}" || written === "]") open.pop();
    else if (colon !== undefined) {
      const key: string = JSON.parse(written.slice(0, written.length - colon.length));
      const keys = open.at(-1);
      if (keys?.has(key)) found.push({ key, at: token.index });
      keys?.add(key);
    }
  }
  return found;
}
