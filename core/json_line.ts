/**
 * Records as lines of JSON.
 *
 * @module
 */
import type { Conversation } from "./conversation.ts";

/** In the runtime and not yet in the type checker's library: text that goes out as it stands. */
const raw = JSON as unknown as { rawJSON(text: string): unknown };

/** What `JSON.stringify` writes for a lone surrogate. It also stands behind an escaped backslash, which is no such thing. */
const SURROGATE_ESCAPE = "\\ud";

const ESCAPE = /\\(?:u(d[89a-f][0-9a-f]{2})|.)/g;

/**
 * The record as one line of JSON, keys in the record's own order. Functions are left out. Integers beyond a number's
 * reach are written with all their digits. Of a conversation `origin` is left out: it changes with every export. Vectors
 * are lists of numbers, with as many digits as a 32-bit float has.
 *
 * @throws {TypeError} when the record is nothing that JSON has a form for, or holds itself
 */
export function jsonLine(record: unknown): string {
  const line = isConversation(record)
    ? JSON.stringify({ ...record, origin: undefined }, holdsDerived(record) ? numbers : undefined)
    : stringify(record);
  if (line === undefined) {
    throw new TypeError(`Cannot write a record as JSON: it is ${typeof record}, expected a JSON value`);
  }
  return line;
}

/** Text of JSON with U+FFFD where a lone surrogate stood: what every store gives back for one. */
export function wellFormed(json: string): string {
  if (!json.includes(SURROGATE_ESCAPE)) return json;
  return json.replace(ESCAPE, (escape, surrogate) => surrogate === undefined ? escape : "\uFFFD");
}

function stringify(record: unknown): string | undefined {
  try {
    return JSON.stringify(record, holdsDerived(record) ? numbers : undefined);
  } catch (error) {
    // The one thing that JSON could say and this call does not: looked for only when it happens.
    if (!(error instanceof TypeError) || !/BigInt/.test(error.message)) throw error;
    return JSON.stringify(record, (_, value) => typeof value === "bigint" ? raw.rawJSON(value.toString()) : value);
  }
}

/** True where a derivation has added something: only then is looking for vectors worth its time. */
function holdsDerived(record: unknown): boolean {
  if (typeof record !== "object" || record === null) return false;
  if ("derived" in record && record.derived !== undefined) return true;
  return isConversation(record) &&
    [record.messages, record.branches].some((list) => list.some((one) => one?.derived !== undefined));
}

function numbers(_key: string, value: unknown): unknown {
  return value instanceof Float32Array ? Array.from(value, (number) => Number(number.toPrecision(9))) : value;
}

/** True for what chat sources hand over. */
export function isConversation(record: unknown): record is Conversation {
  return typeof record === "object" && record !== null && "messages" in record && Array.isArray(record.messages) &&
    "branches" in record && Array.isArray(record.branches) && "source" in record && typeof record.source === "string";
}
