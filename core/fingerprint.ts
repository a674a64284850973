/**
 * Fingerprints: stable hashes over canonical content, equal on every machine and runtime.
 *
 * @module
 */
import { hash } from "node:crypto";

/** First 128 bits of a SHA-256, in hexadecimal: enough for 10^17 records before a collision is likely. */
const LENGTH = 32;

const cache = new WeakMap<object, string>();

const encoder = new TextEncoder();
/** Used again by every call: most texts are shorter than a third of it. */
const scratch = new Uint8Array(192 * 1024);

/** Hash of a string's UTF-8 bytes or of bytes, as 32 hexadecimal digits. */
export function digest(data: string | Uint8Array): string {
  // Never a string: Deno 2.9 hands it to native code that may collect garbage where V8 forbids it, which ends the
  // process ("Lazy deopt after a fast API call").
  return hash("sha256", typeof data === "string" ? utf8(data) : data, "hex").slice(0, LENGTH);
}

/** Bytes of a text, good until the next call. Lone surrogates become U+FFFD. */
function utf8(text: string): Uint8Array {
  if (text.length * 3 > scratch.length) return encoder.encode(text);
  return scratch.subarray(0, encoder.encodeInto(text, scratch).written);
}

/**
 * Hash of a record's content. Independent of key order, of where it was read (an `origin` with a `file` at its top
 * level; a field of that name that holds anything else is content), of `undefined` values and functions; lone surrogates count as U+FFFD, which is what any store gives back for them.
 *
 * The hash of an object is remembered as long as the object lives: do not change a record after asking.
 */
export function fingerprint(record: unknown): string {
  if (typeof record !== "object" || record === null) return digest(canonical(record));
  const known = cache.get(record);
  if (known !== undefined) return known;
  const made = hashOf(record, fingerprint);
  cache.set(record, made);
  return made;
}

/** The same without remembering it: for records that may still be changed. */
export function fingerprintNow(record: unknown): string {
  return typeof record === "object" && record !== null ? hashOf(record, fingerprintNow) : digest(canonical(record));
}

function hashOf(record: object, inner: (record: unknown) => string): string {
  return digest(Array.isArray(record) ? canonical(record) : canonicalRecord(record, inner));
}

/**
 * A record's fields, with objects that stand in lists (the messages of a conversation) as their own fingerprints:
 * these are remembered, so a store that asks for a message's fingerprint does not pay for it again.
 */
function canonicalRecord(record: object, inner: (record: unknown) => string): string {
  const content: Record<string, unknown> = {};
  const elementOf = (element: unknown) =>
    typeof element === "object" && element !== null && !Array.isArray(element) ? inner(element) : element;
  for (const [key, field] of Object.entries(record)) {
    if (key === "origin" && isOrigin(field)) continue;
    define(content, key, Array.isArray(field) ? field.map(elementOf) : field);
  }
  return canonical(content);
}

const ORIGIN_FIELDS = new Set(["file", "entry", "range", "sha256"]);

/** True for what says where a record was read; a table may have a column of that name. */
function isOrigin(field: unknown): boolean {
  return typeof field === "object" && field !== null && typeof (field as { file?: unknown }).file === "string" &&
    Object.keys(field).every((key) => ORIGIN_FIELDS.has(key));
}

/** Sets a field whatever its name: `__proto__` is data here. */
function define(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, enumerable: true });
  else object[key] = value;
}

/** Deepest nesting that is hashed: far more than any chat format has, far less than the stack holds. */
const MAX_DEPTH = 1500;

/**
 * Canonical JSON: keys sorted, no white space, well-formed text, no functions and no `undefined`.
 *
 * @throws {RangeError} when it is nested deeper than 1,500 levels
 */
export function canonical(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value.isWellFormed() ? value : value.toWellFormed());
    case "number":
      return Number.isFinite(value) ? (Object.is(value, -0) ? "0" : String(value)) : `"${value}"`;
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return value.toString();
    case "object":
      return value === null ? "null" : writeObject(value, depth + 1);
    default:
      return "null";
  }
}

function writeObject(value: object, depth: number): string {
  if (depth > MAX_DEPTH) throw new RangeError(`Cannot hash a value: it is nested deeper than ${MAX_DEPTH} levels`);
  if (Array.isArray(value)) {
    let text = "[";
    for (let i = 0; i < value.length; i++) text += (i ? "," : "") + write(value[i], depth);
    return text + "]";
  }
  if (value instanceof Date) return JSON.stringify(value);
  if (ArrayBuffer.isView(value)) {
    return `"bytes:${digest(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}"`;
  }
  const keys = Object.keys(value);
  if (keys.length > 1) keys.sort();
  let text = "{";
  for (const key of keys) {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined || typeof field === "function") continue;
    text += (text.length > 1 ? "," : "") + JSON.stringify(key.isWellFormed() ? key : key.toWellFormed()) + ":" +
      write(field, depth);
  }
  return text + "}";
}
