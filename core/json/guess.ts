/**
 * Guesses where an element of a huge array begins, without reading what is before it.
 *
 * @module
 */
import { findBorder, type Head, Heads, LOOK_BACK, readHead } from "./borders.ts";
import { detectEncoding } from "./encoding.ts";
import { isSpace } from "./fields.ts";

/** Bytes looked at, at first and at most: elements are rarely longer. */
const FIRST_LOOK = 2 ** 20;
const MOST_LOOK = 2 ** 25;

/**
 * How elements of an array begin, from the first bytes of the file (65,536 are enough); undefined where it is no array
 * of objects in UTF-8.
 */
export function firstHead(bytes: Uint8Array): Head | undefined {
  if (detectEncoding(bytes) !== "utf-8") return undefined;
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (isSpace(bytes[at])) at++;
  if (bytes[at++] !== 0x5b) return undefined;
  while (isSpace(bytes[at])) at++;
  const head = bytes[at] === 0x7b ? readHead(bytes, at, bytes.length, true) : undefined;
  return head === "short" ? undefined : head;
}

/**
 * The first place at or behind `from` where an object with this head stands behind a comma or `[`: most likely an
 * element of the array, though nothing is certain. Undefined when there is none within 32 MiB.
 */
export async function guessBorder(
  read: (from: number, to: number) => Promise<Uint8Array>,
  size: number,
  from: number,
  head: Head,
): Promise<number | undefined> {
  const base = Math.max(0, from - LOOK_BACK);
  for (let look = FIRST_LOOK; look <= MOST_LOOK; look *= 4) {
    const end = Math.min(size, from + look);
    const bytes = await read(base, end);
    const found = findBorder(bytes, from - base, bytes.length, bytes.length, end === size, new Heads(), head);
    if (found !== undefined && "border" in found) return base + found.border.at;
    if (end === size) return undefined;
  }
  return undefined;
}
