/**
 * The scanner in plain TypeScript: for runtimes without WebAssembly vectors, and what `scan.wat` is tested against.
 *
 * @module
 */
import { MARKS, Stop } from "./scanner.ts";
import type { Scanner, StopCode } from "./scanner.ts";

const QUOTE = 1;
const SLASH = 2;
const OPEN = 3;
const CLOSE = 4;
const COMMA_OR_COLON = 5;

/** What a byte is outside of strings. */
const KIND = new Uint8Array(256);
KIND[0x22] = QUOTE;
KIND[0x5c] = SLASH;
KIND[0x5b] = KIND[0x7b] = OPEN;
KIND[0x5d] = KIND[0x7d] = CLOSE;
KIND[0x2c] = KIND[0x3a] = COMMA_OR_COLON;

/** 1 for bytes that may follow a closing quote. */
const FINE = new Uint8Array(256);
for (const c of " \t\r\n,:]}") FINE[c.charCodeAt(0)] = 1;

/** Scans byte by byte. */
export class PlainScanner implements Scanner {
  window: Uint8Array<ArrayBuffer>;
  position = 0;
  suspect = -1;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #afterQuote = false;
  #marking = false;
  #counting = false;
  #maxDepth = 0;
  #closers = new Uint8Array(64);
  #marks: number[] = [];

  /** `window`: scan these bytes, instead of a window of its own. */
  constructor(window: Uint8Array<ArrayBuffer> = new Uint8Array(65_536)) {
    this.window = window;
  }

  grow(capacity: number): void {
    if (capacity <= this.window.length) return;
    const larger = new Uint8Array(Math.max(capacity, Math.ceil(this.window.length * 1.5)));
    larger.set(this.window);
    this.window = larger;
  }

  begin(maxDepth: number, marking: boolean, inObject: boolean): void {
    this.position = 0;
    this.suspect = -1;
    this.#inString =
      this.#escaped =
      this.#afterQuote =
      this.#counting =
        false;
    this.#marking = marking;
    this.#maxDepth = maxDepth;
    this.#marks.length = 0;
    this.#depth = inObject ? 1 : 0;
    this.#closers[0] = 0x7d;
  }

  countOnly(marking: boolean): void {
    this.#counting = true;
    this.#marking = marking;
  }

  takeMarks(marks: number[], origin: number): void {
    for (const mark of this.#marks) marks.push(mark - origin);
    this.#marks.length = 0;
  }

  scan(from: number, to: number): StopCode {
    const window = this.window;
    const calm = this.suspect < 0;
    let at = from;
    while (at < to) {
      if (this.#inString) {
        at = this.#string(at, to);
        continue;
      }
      const byte = window[at];
      const kind = KIND[byte];
      if (this.#afterQuote) {
        this.#afterQuote = false;
        if (FINE[byte] === 0) this.#doubt(at);
      }
      const escaped = this.#escaped;
      this.#escaped = false;
      if (kind === QUOTE) {
        if (!escaped) this.#inString = true;
      } else if (kind === SLASH) {
        this.#escaped = !escaped;
      } else if (kind === COMMA_OR_COLON) {
        if (this.#marking && this.#depth === 1) {
          this.#marks.push(at);
          if (this.#marks.length >= MARKS) return this.#stop(at + 1, Stop.marks);
        }
      } else if (kind === OPEN) {
        if (!this.#counting && !this.#open(at, byte)) return this.#stop(at, Stop.deep);
        this.#depth++;
      } else if (kind === CLOSE) {
        if (!this.#counting && this.#closers[this.#depth - 1] !== byte) return this.#stop(at, Stop.mismatch);
        if (--this.#depth === 0) return this.#stop(at + 1, Stop.closed);
      }
      at++;
      if (calm && this.suspect >= 0) return this.#stop(at, Stop.suspect);
    }
    return this.#stop(to, Stop.limit);
  }

  /** Scans a string up to the byte after its closing quote. */
  #string(from: number, to: number): number {
    const window = this.window;
    let at = from;
    if (this.#escaped) {
      this.#escaped = false;
      at++;
    }
    for (; at < to; at++) {
      const byte = window[at];
      if (byte === 0x22) {
        this.#inString = false;
        this.#afterQuote = true;
        return at + 1;
      }
      if (byte === 0x5c && ++at >= to) this.#escaped = true;
    }
    return to;
  }

  /** Keeps what closes the bracket; false when it is one too many. */
  #open(at: number, byte: number): boolean {
    const depth = this.#depth;
    if (depth > 0) {
      const before = this.#before(at);
      const fits = this.#closers[depth - 1] === 0x7d ? before === 0x3a : before === 0x2c || before === 0x5b;
      if (!fits) this.#doubt(at);
    }
    if (depth >= this.#maxDepth) return false;
    if (depth >= this.#closers.length) {
      const larger = new Uint8Array(depth * 2);
      larger.set(this.#closers);
      this.#closers = larger;
    }
    this.#closers[depth] = byte + 2;
    return true;
  }

  /** The last byte before a bracket that is not white space. */
  #before(at: number): number {
    let byte = 0x20;
    while (at > 0 && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09)) byte = this.window[--at];
    return byte;
  }

  #doubt(at: number): void {
    if (this.suspect < 0) this.suspect = at;
  }

  #stop(at: number, code: StopCode): StopCode {
    this.position = at;
    if (code === Stop.deep || code === Stop.closed || code === Stop.mismatch) this.#escaped = this.#afterQuote = false;
    return code;
  }
}
