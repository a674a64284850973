/**
 * Finds where the next element probably begins, when the one before is so broken that its end cannot be told: an
 * object behind a comma or an opening bracket, whose first two keys are those that elements of this input begin with.
 *
 * @module
 */
import { isSpace } from "./fields.ts";

/** The first two keys of an object, raw. */
export interface Head {
  first: Uint8Array;
  /** `null`: the object has one key. Absent: the second key lies behind a value too long or too deep to pass. */
  second?: Uint8Array | null;
}

/** A place at which an element probably begins. */
export interface Border {
  /** Its `{`. */
  at: number;
  /** End of what is before it, without the comma and white space between. */
  end: number;
}

/** What a search came to: a border, the place from which more bytes are needed, or nothing up to the end. */
export type Search = { border: Border } | { needs: number } | undefined;

/** White space looked over between a comma and a bracket, and bytes looked at for the second key. */
const MOST_SPACE = 1000;
const MOST_HEAD = 65_536;
/** Different heads remembered. */
const MOST_HEADS = 16;

/** Bytes before a place from which `findBorder` is asked to search that it may look at. */
export const LOOK_BACK: number = 2 * MOST_SPACE + 4;

/** The heads that elements of one input begin with. */
export class Heads {
  readonly #heads: Head[] = [];
  #inside = false;

  get known(): boolean {
    return this.#heads.length > 0;
  }

  /** Some are known, and no part of an element began like one. */
  get distinct(): boolean {
    return this.known && !this.#inside;
  }

  /** Remembers the head of a whole element. */
  learn(bytes: Uint8Array): void {
    const head = readHead(bytes, 0, bytes.length, true);
    if (head === undefined || head === "short") return;
    if (!this.match(head, true)) this.#add(head);
    this.#inside ||= findBorder(bytes, 1, bytes.length, bytes.length, true, this, undefined) !== undefined;
  }

  #add(head: Head): void {
    if (this.#heads.length === MOST_HEADS) this.#heads.shift();
    this.#heads.push(copyHead(head));
  }

  /** Whether an element began like this. `exact`: an unknown second key fits only an unknown one. */
  match(head: Head, exact = false): boolean {
    return this.#heads.some((known) => sameHead(known, head, exact));
  }
}

/** A head that stays good when the bytes it was read from are gone. */
export function copyHead(head: Head): Head {
  return { first: head.first.slice(), second: head.second?.slice() ?? head.second };
}

function sameHead(a: Head, b: Head, exact: boolean): boolean {
  if (!sameBytes(a.first, b.first)) return false;
  if (a.second === undefined || b.second === undefined) return !exact || a.second === b.second;
  if (a.second === null || b.second === null) return a.second === b.second;
  return sameBytes(a.second, b.second);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The head of the object whose `{` is at `at`; undefined when there is none, `"short"` when it does not end before
 * `end` and the input goes on behind it (`final` is false).
 */
export function readHead(bytes: Uint8Array, at: number, end: number, final: boolean): Head | "short" | undefined {
  const limit = Math.min(end, at + MOST_HEAD);
  const more = limit === end && !final ? "short" : undefined;
  const key = readKey(bytes, at + 1, limit);
  if (key === undefined) return undefined;
  if (key === "short") return more;
  let i = skipSpace(bytes, key.next, limit);
  if (i < limit && bytes[i] === 0x22) {
    i = stringEnd(bytes, i, limit);
  } else if (i < limit && (bytes[i] === 0x7b || bytes[i] === 0x5b)) {
    return { first: key.raw };
  } else {
    while (i < limit && bytes[i] !== 0x2c && bytes[i] !== 0x7d && !isSpace(bytes[i])) i++;
  }
  i = skipSpace(bytes, i, limit);
  if (i >= limit) return more ?? { first: key.raw };
  if (bytes[i] === 0x7d) return { first: key.raw, second: null };
  if (bytes[i] !== 0x2c) return undefined;
  const second = readKey(bytes, i + 1, limit);
  if (second === "short") return more ?? { first: key.raw };
  return second && { first: key.raw, second: second.raw };
}

/** A key with its colon. */
function readKey(
  bytes: Uint8Array,
  from: number,
  limit: number,
): { raw: Uint8Array; next: number } | "short" | undefined {
  const open = skipSpace(bytes, from, limit);
  if (open >= limit) return "short";
  if (bytes[open] !== 0x22) return undefined;
  const close = stringEnd(bytes, open, limit);
  const colon = skipSpace(bytes, close, limit);
  if (colon >= limit) return "short";
  return bytes[colon] === 0x3a ? { raw: bytes.subarray(open + 1, close - 1), next: colon + 1 } : undefined;
}

function skipSpace(bytes: Uint8Array, from: number, limit: number): number {
  while (from < limit && isSpace(bytes[from])) from++;
  return from;
}

/** The byte after a string's closing quote, or `limit`. */
function stringEnd(bytes: Uint8Array, open: number, limit: number): number {
  for (let i = open + 1; i < limit; i++) {
    if (bytes[i] === 0x5c) i++;
    else if (bytes[i] === 0x22) return i + 1;
  }
  return limit;
}

/**
 * The first border at or behind `from` and before `limit`, of the bytes up to `end`. `own`: the head of the broken element itself, for
 * when nothing was learned yet; without any head, every object behind `},` will do. `final`: no bytes come after `end`.
 */
export function findBorder(
  bytes: Uint8Array,
  from: number,
  limit: number,
  end: number,
  final: boolean,
  heads: Heads,
  own: Head | undefined,
): Search {
  const area = bytes.subarray(0, limit);
  for (let at = area.indexOf(0x7b, from); at >= 0; at = area.indexOf(0x7b, at + 1)) {
    const before = borderBefore(bytes, at);
    if (before < 0) continue;
    const head = readHead(bytes, at, end, final);
    if (head === "short") return { needs: at };
    if (head === undefined) continue;
    const fits = heads.known ? heads.match(head) : own ? sameHead(own, head, false) : bytes[before - 1] === 0x7d;
    if (fits) return { border: { at, end: before } };
  }
  return undefined;
}

/** The end of what stands before `,` or `[` and an element at `at`; -1 when neither is there. */
function borderBefore(bytes: Uint8Array, at: number): number {
  let i = spaceBefore(bytes, at);
  if (i < 1 || (bytes[i - 1] !== 0x2c && bytes[i - 1] !== 0x5b)) return -1;
  if (bytes[i - 1] === 0x5b) return i;
  i = spaceBefore(bytes, i - 1);
  return i;
}

/** The start of the white space before `at`, or -1 when it is too long. */
function spaceBefore(bytes: Uint8Array, at: number): number {
  const least = at - MOST_SPACE;
  let i = at;
  while (i > 0 && i > least && isSpace(bytes[i - 1])) i--;
  return i === least ? -1 : i;
}
