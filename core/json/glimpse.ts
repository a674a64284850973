/**
 * The outline of a JSON text, from its first bytes.
 *
 * @module
 */

import { detectEncoding } from "./encoding.ts";

/** Bytes that are enough to see what a JSON file holds. */
export const GLIMPSE_BYTES: number = 1024 * 1024;

/** The keys near the root. */
export interface JsonGlimpse {
  root: "array" | "object";
  /** Of the root object. */
  keys: Set<string>;
  /** Of the objects in a root array, or in arrays directly under a root object. */
  itemKeys: Set<string>;
}

/** Deeper than this nothing is noted. */
const DEPTH = 3;

/** The outline of a JSON text that begins with these bytes, or `undefined` where they begin no array and no object. */
export function glimpseJson(first: Uint8Array): JsonGlimpse | undefined {
  const text = new TextDecoder(detectEncoding(first)).decode(first.subarray(0, GLIMPSE_BYTES)).trimStart();
  if (text[0] !== "[" && text[0] !== "{") return undefined;
  const glimpse: JsonGlimpse = { root: text[0] === "[" ? "array" : "object", keys: new Set(), itemKeys: new Set() };
  const kinds: string[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    if (sign === "{" || sign === "[") {
      if (depth < DEPTH) kinds[depth] = sign;
      depth++;
    } else if (sign === "}" || sign === "]") {
      if (--depth <= 0) break;
    } else if (sign === '"') {
      const end = stringEnd(text, at + 1);
      if (depth <= DEPTH && isKey(text, end)) note(glimpse, kinds.slice(0, depth).join(""), text.slice(at + 1, end));
      at = end;
    }
  }
  return glimpse;
}

/** Where the closing quote stands; the end of the text where there is none. */
function stringEnd(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (before > from && text[before - 1] === "\\") before--;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (at < text.length && (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t")) at++;
  return text[at] === ":";
}

function note(glimpse: JsonGlimpse, kinds: string, key: string): void {
  if (kinds === "{") glimpse.keys.add(key);
  else if (kinds === "[{" || kinds === "{[{") glimpse.itemKeys.add(key);
}
