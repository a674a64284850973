/**
 * Cuts the bytes of an export into tokens, also where they are not quite JSON.
 *
 * Telegram Desktop writes two things that JSON has no room for: control characters as `\x0B` (all versions), and in
 * app version 4.1.1 the path of a `document_id` without quotes, up to the end of its line; it may be empty.
 *
 * @module
 */
import { type Passed, Window } from "./window.ts";

/** What is told of the tokens, in order. All places are offsets in the stream. */
export interface Tokens {
  /** True when the value to come may be a path without quotes. */
  readonly lineValue: boolean;
  /** A string; `from` and `to` are its bytes between the quotes, both -1 where it is too long to be looked at. */
  string(bytes: Uint8Array, from: number, to: number, at: number): void;
  /** A number, `true`, `false`, `null`, or what stands in such a place. `valid`: it is one of these, or is repaired. */
  scalar(bytes: Uint8Array, from: number, to: number, at: number, valid: boolean): void;
  /** One of `{[]},:`. */
  sign(byte: number, at: number): void;
  /** Something that is no JSON and will be repaired. */
  repair(): void;
  /** Something that is no JSON and stays so. */
  problem(at: number, why: string): void;
  /** True when whole messages may be passed over where a `{` comes next: nothing but their number and time is wanted. */
  mayPass(): boolean;
  /** Messages that were passed over: nothing else is told of them. */
  pass(passed: Passed): void;
}

/** Bytes that end a scalar: white space, signs and quotes. */
const ENDS = new Uint8Array(256);
for (const c of ' \t\r\n{}[]:,"') ENDS[c.charCodeAt(0)] = 1;
/** Bytes inside a string that need no look: no quote, no backslash, no control character. */
const PLAIN = new Uint8Array(256).fill(1, 0x20);
PLAIN[0x22] = PLAIN[0x5c] = 0;
const ESCAPES = new Uint8Array(256);
for (const c of '"\\/bfnrtu') ESCAPES[c.charCodeAt(0)] = 1;

/** Longest token that is kept until it is whole; longer strings pass by unseen. */
const LONGEST = 1 << 20;

const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const latin1 = new TextDecoder("latin1");

/** True for the bytes of `0`-`9`, `a`-`f`, `A`-`F`. */
export function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

/**
 * The end of a path without quotes that begins at `from`, -1 where the value is JSON after all; undefined when more
 * bytes are needed.
 */
export function pathEnd(bytes: Uint8Array, from: number, final: boolean): number | undefined {
  let at = from;
  while (at < bytes.length && ENDS[bytes[at]] === 0) at++;
  let next = at;
  while (next < bytes.length && (bytes[next] === 0x20 || bytes[next] === 0x09)) next++;
  if (next >= bytes.length && !final) return undefined;
  if (SCALAR.test(latin1.decode(bytes.subarray(from, Math.min(at, from + 64))))) {
    const byte = next < bytes.length ? bytes[next] : 0x0a;
    if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte === 0x0a || byte === 0x0d) return -1;
  }
  let end = bytes.indexOf(0x0a, at);
  if (end < 0 && !final) return undefined;
  if (end < 0) end = bytes.length;
  while (end > from && (bytes[end - 1] === 0x0d || bytes[end - 1] === 0x20 || bytes[end - 1] === 0x09)) end--;
  return end > from && bytes[end - 1] === 0x2c ? end - 1 : end;
}

/** Cuts one stream into tokens. A token that a chunk ends in is looked at again with the next. */
export class Lexer {
  /** Offset in the stream of the byte that is read next. */
  at = 0;
  readonly #to: Tokens;
  readonly #window: Window;
  /** What the chunk before ended in. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Inside a string that is too long to be kept, and where it began. */
  #long = -1;

  constructor(to: Tokens, window: Window = new Window()) {
    this.#to = to;
    this.#window = window;
  }

  /**
   * Takes the next bytes; gives those that were read to their end, with what was left of the chunk before. They are good
   * until the next call.
   */
  push(chunk: Uint8Array, final: boolean): Uint8Array {
    const bytes = this.#window.fill(this.#rest, chunk);
    const read = this.#read(bytes, final);
    this.#rest = bytes.subarray(read);
    this.at += read;
    return bytes.subarray(0, read);
  }

  #read(bytes: Uint8Array, final: boolean): number {
    const base = this.at;
    let i = 0;
    if (this.#long >= 0) {
      i = this.#longString(bytes, 0, final);
      if (this.#long >= 0) return i;
    }
    while (i < bytes.length) {
      const byte = bytes[i];
      let next: number | undefined;
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
        i++;
        continue;
      } else if (byte === 0x22) {
        next = this.#string(bytes, i, final);
      } else if (byte === 0x7b && this.#to.mayPass() && (next = this.#window.pass(i)) > i) {
        this.#to.pass(this.#window.passed);
      } else if (ENDS[byte] === 1) {
        this.#to.sign(byte, base + i);
        next = i + 1;
      } else next = this.#scalar(bytes, i, final);
      if (next === undefined) {
        if (bytes.length - i <= LONGEST || byte !== 0x22) return i;
        this.#long = base + i;
        return this.#longString(bytes, i + 1, final);
      }
      i = next;
    }
    return i;
  }

  /** The byte behind the string at `open`; undefined when more bytes are needed. */
  #string(bytes: Uint8Array, open: number, final: boolean): number | undefined {
    const to = this.#to;
    let repairs = 0;
    let fault = -1;
    let i = open + 1;
    for (;;) {
      while (i < bytes.length && PLAIN[bytes[i]] === 1) i++;
      if (i >= bytes.length) break;
      const byte = bytes[i];
      if (byte === 0x22) {
        this.#tell(repairs, fault);
        to.string(bytes, open + 1, i, this.at + open);
        return i + 1;
      }
      if (byte === 0x0a || byte === 0x0d) {
        // Text has its line ends in escapes: a quote is missing.
        this.#tell(repairs, -1);
        to.problem(this.at + i, "a string has no end on its line");
        to.string(bytes, -1, -1, this.at + open);
        return i;
      }
      if (byte !== 0x5c) {
        fault = fault < 0 ? i : fault;
        i++;
      } else if (i + 1 >= bytes.length) break;
      else if (bytes[i + 1] === 0x78) {
        if (i + 3 >= bytes.length && !final) break;
        if (isHex(bytes[i + 2]) && isHex(bytes[i + 3])) repairs++;
        else fault = fault < 0 ? i : fault;
        i += 2;
      } else {
        if (ESCAPES[bytes[i + 1]] === 0 && fault < 0) fault = i;
        i += 2;
      }
    }
    if (!final) return undefined;
    this.#tell(repairs, fault);
    return bytes.length;
  }

  #tell(repairs: number, fault: number): void {
    for (; repairs > 0; repairs--) this.#to.repair();
    if (fault >= 0) this.#to.problem(this.at + fault, "a string holds what JSON does not allow");
  }

  #longString(bytes: Uint8Array, from: number, final: boolean): number {
    for (let i = from; i < bytes.length; i++) {
      if (bytes[i] === 0x5c) {
        if (i + 1 >= bytes.length && !final) return i;
        i++;
      } else if (bytes[i] === 0x22) {
        const at = this.#long;
        this.#long = -1;
        this.#to.string(bytes, -1, -1, at);
        return i + 1;
      }
    }
    return bytes.length;
  }

  #scalar(bytes: Uint8Array, from: number, final: boolean): number | undefined {
    const to = this.#to;
    if (to.lineValue) {
      const end = pathEnd(bytes, from, final || bytes.length - from > LONGEST);
      if (end === undefined) return undefined;
      if (end >= 0) {
        to.repair();
        to.scalar(bytes, from, end, this.at + from, true);
        return end;
      }
    }
    let i = from;
    while (i < bytes.length && ENDS[bytes[i]] === 0) i++;
    if (i >= bytes.length && !final && i - from < LONGEST) return undefined;
    const valid = i - from < 64 && SCALAR.test(latin1.decode(bytes.subarray(from, i)));
    to.scalar(bytes, from, i, this.at + from, valid);
    return i;
  }
}
