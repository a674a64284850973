/**
 * Canonical JSON, written as bytes: what fingerprints are made of.
 *
 * @module
 */

import { sortedKeys } from "./key_order.ts";

/** Deepest nesting that is written: far more than any chat format has, far less than the stack holds. */
const MAX_DEPTH = 1500;

/** Bytes a writer starts with; it grows with what it is given. */
const ROOM = 256 * 1024;

/** Longest text that is written character by character: calls into the runtime cost more than they save. */
const SHORT = 128;

const NOWHERE = [0, 0] as const;

const encoder = new TextEncoder();

/**
 * Writes values: keys sorted, no white space, well-formed text, no functions and no `undefined`. Bytes instead of text,
 * because every message of an import comes through here, and pieces of text are a lot of garbage.
 */
export class CanonicalWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(ROOM);
  #at = 0;
  readonly #digest: (bytes: Uint8Array) => string;
  /** An object whose place is noted, and the place. */
  #watched: object | undefined;
  #place: readonly [start: number, end: number] = NOWHERE;
  /** False once something was written that JSON.parse does not give back. */
  #exact = true;

  /** `digest` hashes binary fields, which stand as `"bytes:<hash>"`. */
  constructor(digest: (bytes: Uint8Array) => string) {
    this.#digest = digest;
  }

  /**
   * The bytes of a value, good until the next call.
   *
   * @throws {RangeError} when it is nested deeper than 1,500 levels
   */
  write(value: unknown): Uint8Array<ArrayBuffer> {
    if (this.#bytes.length > 4 * ROOM) this.#bytes = new Uint8Array(ROOM);
    this.#at = 0;
    this.#value(value, 0);
    return this.#bytes.subarray(0, this.#at);
  }

  /**
   * The same, and the bytes of an object in it where they are its JSON: the canonical form of some values (bytes, large
   * whole numbers) is none.
   */
  writeWith(value: unknown, watched: object): { bytes: Uint8Array<ArrayBuffer>; json?: Uint8Array<ArrayBuffer> } {
    this.#watched = watched;
    this.#place = NOWHERE;
    this.#exact = true;
    try {
      const bytes = this.write(value);
      const [start, end] = this.#exact ? this.#place : NOWHERE;
      return end > start ? { bytes, json: bytes.subarray(start, end) } : { bytes };
    } finally {
      this.#watched = undefined;
    }
  }

  #value(value: unknown, depth: number): void {
    switch (typeof value) {
      case "string":
        return this.#text(value);
      case "number":
        if (Number.isFinite(value)) return this.#ascii(String(value === 0 ? 0 : value));
        this.#exact = false;
        return this.#ascii(`"${value}"`);
      case "boolean":
        return this.#ascii(value ? "true" : "false");
      case "bigint":
        this.#exact = false;
        return this.#ascii(value.toString());
      case "object":
        return value === null ? this.#ascii("null") : this.#object(value, depth + 1);
      default:
        return this.#ascii("null");
    }
  }

  #object(value: object, depth: number): void {
    if (depth > MAX_DEPTH) throw new RangeError(`Cannot hash a value: it is nested deeper than ${MAX_DEPTH} levels`);
    if (Array.isArray(value)) {
      this.#byte(0x5b);
      for (let i = 0; i < value.length; i++) {
        if (i > 0) this.#byte(0x2c);
        this.#value(value[i], depth);
      }
      return this.#byte(0x5d);
    }
    if (value instanceof Date) return this.#ascii(JSON.stringify(value));
    if (ArrayBuffer.isView(value)) {
      this.#exact = false;
      const hash = this.#digest(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return this.#ascii(`"bytes:${hash}"`);
    }
    const start = this.#at;
    this.#byte(0x7b);
    let first = true;
    const { keys, json, ends } = sortedKeys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const field = (value as Record<string, unknown>)[key];
      if (field === undefined || typeof field === "function") continue;
      if (!first) this.#byte(0x2c);
      first = false;
      if (json) this.#copy(json, i > 0 ? ends[i - 1] : 0, ends[i]);
      else {
        this.#text(key);
        this.#byte(0x3a);
      }
      this.#value(field, depth);
    }
    this.#byte(0x7d);
    if (value === this.#watched) this.#place = [start, this.#at];
  }

  #text(text: string): void {
    const { length } = text;
    if (length > SHORT) return this.#anyText(text);
    this.#reserve(length + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = 0x22;
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit < 0x20 || unit === 0x22 || unit === 0x5c || unit >= 0x7f) return this.#anyText(text);
      bytes[at++] = unit;
    }
    bytes[at++] = 0x22;
    this.#at = at;
  }

  #anyText(text: string): void {
    const json = JSON.stringify(text.isWellFormed() ? text : text.toWellFormed());
    this.#reserve(json.length * 3);
    this.#at += encoder.encodeInto(json, this.#bytes.subarray(this.#at)).written;
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = start; i < end; i++) bytes[at++] = from[i];
    this.#at = at;
  }

  #ascii(text: string): void {
    const { length } = text;
    this.#reserve(length);
    const bytes = this.#bytes;
    const at = this.#at;
    for (let i = 0; i < length; i++) bytes[at + i] = text.charCodeAt(i);
    this.#at = at + length;
  }

  #byte(byte: number): void {
    if (this.#at === this.#bytes.length) this.#reserve(1);
    this.#bytes[this.#at++] = byte;
  }

  #reserve(more: number): void {
    if (this.#at + more <= this.#bytes.length) return;
    const grown = new Uint8Array(2 * (this.#at + more));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
  }
}
