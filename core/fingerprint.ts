/**
 * Fingerprints: stable hashes over canonical content, equal on every machine and runtime.
 *
 * @module
 */
import { hash } from "node:crypto";
import { CanonicalWriter } from "./canonical.ts";
import { rememberJson } from "./known_json.ts";

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
  if (typeof record !== "object" || record === null) return canonicalDigest(record);
  const known = cache.get(record);
  if (known !== undefined) return known;
  const made = hashOf(record, fingerprint);
  cache.set(record, made);
  return made;
}

/** The same without remembering it: for records that may still be changed. */
export function fingerprintNow(record: unknown): string {
  return typeof record === "object" && record !== null ? hashOf(record, fingerprintNow) : canonicalDigest(record);
}

function hashOf(record: object, inner: (record: unknown) => string): string {
  if (Array.isArray(record)) return canonicalDigest(record);
  const content = contentOf(record, inner);
  const { metadata } = content;
  // What may still be changed is not remembered.
  if (inner !== fingerprint || typeof metadata !== "object" || metadata === null) return canonicalDigest(content);
  return withWriter((writer) => {
    const { bytes, json } = writer.writeWith(content, metadata);
    if (json) rememberJson(metadata, json);
    return digest(bytes);
  });
}

/**
 * A record's fields, with what stands in lists and has an id (the messages of a conversation) as its own fingerprint:
 * these are remembered, so a store that asks for a message's fingerprint does not pay for it again.
 */
function contentOf(record: object, inner: (record: unknown) => string): Record<string, unknown> {
  const content: Record<string, unknown> = {};
  const elementOf = (element: unknown) => hasId(element) ? inner(element) : element;
  for (const key of Object.keys(record)) {
    const field = (record as Record<string, unknown>)[key];
    if (key === "origin" && isOrigin(field)) continue;
    define(content, key, Array.isArray(field) && field.some(hasId) ? field.map(elementOf) : field);
  }
  return content;
}

function hasId(element: unknown): element is object {
  return typeof element === "object" && element !== null && typeof (element as { id?: unknown }).id === "string";
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

let idle: CanonicalWriter | undefined;

/** What `use` makes of a writer, whose bytes are good only meanwhile. */
function withWriter<T>(use: (writer: CanonicalWriter) => T): T {
  // A field that is worked out when it is read may ask for a fingerprint, too.
  const writer = idle ?? new CanonicalWriter(digest);
  idle = undefined;
  try {
    return use(writer);
  } finally {
    idle = writer;
  }
}

function canonicalDigest(value: unknown): string {
  return withWriter((writer) => digest(writer.write(value)));
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Canonical JSON: keys sorted, no white space, well-formed text, no functions and no `undefined`.
 *
 * @throws {RangeError} when it is nested deeper than 1,500 levels
 */
export function canonical(value: unknown): string {
  return withWriter((writer) => decoder.decode(writer.write(value)));
}
