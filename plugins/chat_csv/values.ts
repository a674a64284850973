/**
 * Values of the input's JSON as cells.
 *
 * @module
 */
import { cleanText, isUnfit } from "./clean.ts";

/** In the runtime and not yet in the type checker's library. */
const json = JSON as unknown as {
  parse(text: string, reviver: (key: string, value: unknown, context: { source?: string }) => unknown): unknown;
  rawJSON(text: string): unknown;
};

/** Escapes of what cannot be written (D27). They also stand behind an escaped backslash, where they are text. */
const ESCAPE = /\\(?:u(0000|d[89a-f][0-9a-f]{2})|.)/g;

/** Is told what was noticed on the way. */
export type Raise = (flag: string) => void;

/** Parses JSON; integers beyond a number's reach become big ones, so that no digit is lost. */
export function parseExact(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return json.parse(text, (_, value, { source }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined) return value;
    return /^-?\d+$/.test(source) ? BigInt(source) : value;
  });
}

/** Deepest nesting that is taken: far less than the stack of any thread holds, so that each takes the same. */
export const DEEPEST = 1000;

/** True for what is nested deeper than anybody means it. */
export function isTooDeep(value: unknown): boolean {
  const waiting: [value: unknown, depth: number][] = [[value, 1]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [one, depth] = next;
    if (typeof one !== "object" || one === null) continue;
    if (depth > DEEPEST) return true;
    for (const inner of Object.values(one)) {
      if (typeof inner === "object" && inner !== null) waiting.push([inner, depth + 1]);
    }
  }
  return false;
}

/** Compact JSON; U+FFFD for NUL and lone surrogates. */
export function compactJson(value: unknown, raise: Raise): string {
  const text = isTexts(value)
    ? JSON.stringify(value)
    : JSON.stringify(value, (_, one) => typeof one === "bigint" ? json.rawJSON(one.toString()) : one);
  if (!text.includes("\\u0000") && !text.includes("\\ud")) return text;
  const clean = text.replace(ESCAPE, (escape, unfit) => unfit === undefined ? escape : "\uFFFD");
  if (clean !== text) raise("text_replaced");
  return clean;
}

/** True for a list of texts, as most are: it holds no big integer, and is written without asking for each element. */
function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** Text that can be written (D27). */
export function cleanCell(text: string, raise: Raise): string {
  if (!isUnfit(text)) return text;
  raise("text_replaced");
  return cleanText(text);
}

/** True for what says nothing: null, blank text, an empty list or object. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  if (typeof value !== "object") return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

/** One value as a cell: empty where there is none (D2), `true` and `false` (D3), lists and objects as compact JSON. */
export function scalarCell(value: unknown, raise: Raise): string {
  if (typeof value === "string") return cleanCell(value, raise);
  if (isBlank(value)) return "";
  if (typeof value !== "object") return String(value);
  raise("value_not_scalar");
  return compactJson(value, raise);
}

/** A value as an array's cell (D2, D15): null is `[]`, one value is one element, nothing is split at commas. */
export function arrayCell(value: unknown, raise: Raise): string {
  if (isBlank(value)) return "[]";
  if (!Array.isArray(value)) return compactJson([value], raise);
  return compactJson(value.filter((element) => element !== null), raise);
}

/** Sentinels that programs write for an absent label (D21). */
const SENTINELS = new Set(["none", "nan", "null", "n/a"]);

/** A label: trimmed, case kept, empty for a sentinel (D21, D22). */
export function labelCell(text: string, raise: Raise): string {
  const label = cleanCell(text.trim(), raise);
  return label.length <= 4 && SENTINELS.has(label.toLowerCase()) ? "" : label;
}

const LANGUAGES = new Set(["nl", "fr", "en"]);

/** A language (D23): `nl-NL` and `nl_BE` are `nl`; one that is none of the three is kept and flagged. */
export function languageCell(text: string, raise: Raise): string {
  const label = labelCell(text, raise);
  if (label === "") return "";
  const primary = label.split(/[-_]/, 1)[0].toLowerCase();
  if (LANGUAGES.has(primary)) return primary;
  raise("language_other");
  return label;
}

const TRUE = new Set(["true", "1", "yes", "y", "t", "1.0"]);
const FALSE = new Set(["false", "0", "no", "n", "f", "0.0"]);

/** `is test chat` (D3). */
export function testChatCell(text: string, raise: Raise): string {
  const word = text.trim().toLowerCase();
  if (word === "") {
    raise("is_test_chat_missing");
    return "false";
  }
  if (TRUE.has(word)) return "true";
  if (FALSE.has(word)) return "false";
  raise("is_test_chat_unreadable");
  return "";
}

const ADDRESS = /^[^\s@<>()[\],;:"]{1,64}@[^\s@<>()[\],;:".]+(?:\.[^\s@<>()[\],;:".]+)+$/;

/** Whether an email has the form of an address (D4). */
export function isAddress(email: string, raise: Raise): boolean {
  const text = email.trim();
  if (text === "") return false;
  if (text.length <= 320 && ADDRESS.test(text)) return true;
  raise(/^[[<{(].*[\])}>]$/s.test(text) ? "email_placeholder" : "email_malformed");
  return false;
}
