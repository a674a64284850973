/**
 * Finds depth-1 fields of one JSON object from the marks a scanner made, without parsing the object.
 *
 * @module
 */
import { MARKS } from "./scanner.ts";
import { PlainScanner } from "./plain_scanner.ts";

/** First byte of a raw value and the byte after its last one. */
export type Range = [start: number, end: number];

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Names of fields, ready to be compared with raw keys. */
export class Names {
  readonly list: readonly string[];
  readonly #raw: Uint8Array[];
  /** Bytes of the longest name written in escapes: six for one byte. */
  readonly #longest: number;

  constructor(names: readonly string[]) {
    this.list = names;
    this.#raw = names.map((name) => encoder.encode(name));
    this.#longest = 6 * Math.max(0, ...this.#raw.map((name) => name.length));
  }

  /** Which of the names the key between the quotes `from` and `to` (both exclusive of them) is, -1 for none. */
  match(bytes: Uint8Array, from: number, to: number): number {
    const length = to - from;
    for (let n = 0; n < this.#raw.length; n++) {
      const name = this.#raw[n];
      if (name.length !== length) continue;
      let i = 0;
      while (i < length && bytes[from + i] === name[i]) i++;
      if (i === length) return n;
    }
    if (length > this.#longest || !hasEscape(bytes, from, to)) return -1;
    const key = scalarOf(bytes.subarray(from - 1, to + 1));
    return typeof key === "string" ? this.list.indexOf(key) : -1;
  }
}

function hasEscape(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] === 0x5c) return true;
  return false;
}

/** True for the four bytes that are white space in JSON. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Index of the wanted name whose key ends before the colon at `colon` and begins behind `from`; -1 for none. */
export function keyBefore(bytes: Uint8Array, from: number, colon: number, names: Names): number {
  let start = from;
  while (start < colon && isSpace(bytes[start])) start++;
  let end = colon - 1;
  while (end > start && isSpace(bytes[end])) end--;
  return end > start && bytes[start] === 0x22 && bytes[end] === 0x22 ? names.match(bytes, start + 1, end) : -1;
}

/**
 * The raw values of the wanted fields of an object, by name; of a name that comes twice the last one, as `JSON.parse`
 * has it. `marks` are the positions of the object's depth-1 commas and colons.
 */
export function findFields(bytes: Uint8Array, marks: readonly number[], names: Names): Map<string, Range> {
  const found = new Map<string, Range>();
  const walk = new Walk(bytes, names, found);
  walk.take(marks);
  walk.end();
  return found;
}

/** The same for an object whose marks were too many to be kept. */
export function walkFields(bytes: Uint8Array<ArrayBuffer>, names: Names): Map<string, Range> {
  const found = new Map<string, Range>();
  const walk = new Walk(bytes, names, found);
  const scanner = new PlainScanner(bytes);
  scanner.begin(bytes.length, true, false);
  let at = 0;
  const marks: number[] = [];
  while (at < bytes.length) {
    scanner.scan(at, Math.min(bytes.length, at + MARKS));
    if (scanner.position === at) break;
    at = scanner.position;
    scanner.takeMarks(marks, 0);
    walk.take(marks);
    marks.length = 0;
  }
  walk.end();
  return found;
}

/** Goes over the marks of one object, in order. */
class Walk {
  /** Where the next key may begin. */
  #key = 1;
  /** The wanted name whose value is being passed, -1 for none. */
  #name = -1;
  #value = 0;
  /** A colon was seen since the last comma. */
  #colon = false;

  constructor(readonly bytes: Uint8Array, readonly names: Names, readonly found: Map<string, Range>) {}

  take(marks: readonly number[]): void {
    for (const mark of marks) {
      if (this.bytes[mark] === 0x2c) {
        this.#close(mark);
        this.#key = mark + 1;
        this.#colon = false;
      } else if (!this.#colon) {
        this.#colon = true;
        this.#name = keyBefore(this.bytes, this.#key, mark, this.names);
        this.#value = mark + 1;
      }
    }
  }

  end(): void {
    this.#close(this.bytes.length - 1);
  }

  #close(mark: number): void {
    if (this.#name < 0) return;
    let start = this.#value;
    let end = mark;
    while (start < end && isSpace(this.bytes[start])) start++;
    while (end > start && isSpace(this.bytes[end - 1])) end--;
    this.found.set(this.names.list[this.#name], [start, end]);
    this.#name = -1;
  }
}

/** The value of raw JSON that is a string, number, boolean or null; undefined for anything else. */
export function scalarOf(raw: Uint8Array): string | number | boolean | null | undefined {
  if (raw.length === 0 || raw[0] === 0x7b || raw[0] === 0x5b) return undefined;
  try {
    return JSON.parse(shortAscii(raw) ?? decoder.decode(raw));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The text of an id or a number: quicker than a decoder, which is made for more. */
function shortAscii(raw: Uint8Array): string | undefined {
  if (raw.length > 64) return undefined;
  let text = "";
  for (const byte of raw) {
    if (byte >= 0x80) return undefined;
    text += String.fromCharCode(byte);
  }
  return text;
}
