/**
 * Small looks at a window.
 *
 * @module
 */
import { isSpace } from "./fields.ts";
import type { Window } from "./window.ts";

/** White space looked over between `{` and a key. */
const MOST_INDENT = 1000;
/** White space looked over to find out whether an array goes on: more of it is taken for the end of the input. */
const MOST_SPACE = 65_536;

/** The first byte from `at` on that is not white space, -1 for the end of input; undefined when more bytes are needed. */
export function nextByte(window: Window, at: number, final: boolean): { at: number; byte: number } | undefined {
  const limit = Math.min(window.end, at + MOST_SPACE);
  const more = limit === window.end && !final;
  while (at < limit && isSpace(window.byte(at))) at++;
  return at < limit ? { at, byte: window.byte(at) } : more ? undefined : { at, byte: -1 };
}

/** Length of the byte order mark at the start of the window, 0 without one. */
export function byteOrderMark(window: Window): number {
  return window.byte(0) === 0xef && window.byte(1) === 0xbb && window.byte(2) === 0xbf ? 3 : 0;
}

/** A byte for an error message. */
export function nameOf(byte: number): string {
  if (byte < 0) return "end of input";
  return byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `byte 0x${byte.toString(16).padStart(2, "0")}`;
}

/** The `{` of an object whose first key seems to begin right before `at`, not before `least`; else `at`. */
export function objectBefore(window: Window, at: number, least: number): number {
  if (window.byte(at - 1) !== 0x22) return at;
  const stop = Math.max(least, at - MOST_INDENT);
  let from = at - 1;
  while (from > stop && isSpace(window.byte(from - 1))) from--;
  return from > stop && window.byte(from - 1) === 0x7b ? from - 1 : at;
}

/** Whether the window ends with `}]`, an object around it (`}]}`), and white space. */
export function endsLikeArray(window: Window): boolean {
  const back = (at: number): number => {
    while (at > window.base && isSpace(window.byte(at - 1))) at--;
    return at;
  };
  let at = back(window.end);
  if (at - 1 > window.base && window.byte(at - 1) === 0x7d) at = back(at - 1);
  if (at - 1 <= window.base || window.byte(at - 1) !== 0x5d) return false;
  at = back(at - 1);
  return at > window.base && window.byte(at - 1) === 0x7d;
}
