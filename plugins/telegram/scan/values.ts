/**
 * Reads the few keys and values that are needed before anything is parsed.
 *
 * @module
 */
import { repairText } from "../repair.ts";

/** Keys that are looked for. */
const KNOWN = (
  "name type id messages chats left_chats list personal_information user_id first_name last_name document_id " +
  "date date_unixtime edited edited_unixtime"
).split(" ");
const LONGEST = Math.max(...KNOWN.map((key) => key.length));
const BY_LENGTH: string[][] = Array.from({ length: LONGEST + 1 }, (_, n) => KNOWN.filter((key) => key.length === n));

/** The key between two quotes if it is one that is looked for, else `""`. */
export function keyOf(bytes: Uint8Array, from: number, to: number): string {
  const length = to - from;
  if (from < 0 || length > LONGEST) return "";
  search: for (const key of BY_LENGTH[length]) {
    for (let i = 0; i < length; i++) if (bytes[from + i] !== key.charCodeAt(i)) continue search;
    return key;
  }
  return "";
}

const decoder = new TextDecoder();

/** A string (with its quotes), number, boolean or null; undefined for what is none of them. */
export function valueOf(
  bytes: Uint8Array,
  from: number,
  to: number,
  quoted: boolean,
): string | number | boolean | null | undefined {
  const text = decoder.decode(bytes.subarray(from, to));
  try {
    return JSON.parse(quoted ? repairText(text) : text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
