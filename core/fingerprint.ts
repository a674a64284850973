/**
 * Fingerprints: stable hashes over canonical content, equal on every machine and runtime.
 *
 * @module
 */
import { hash } from "node:crypto";

/** First 128 bits of a SHA-256, in hexadecimal: enough for 10^17 records before a collision is likely. */
const LENGTH = 32;

const cache = new WeakMap<object, string>();

/** Hash of a string's UTF-8 bytes or of bytes, as 32 hexadecimal digits. */
export function digest(data: string | Uint8Array): string {
  return hash("sha256", data, "hex").slice(0, LENGTH);
}

/**
 * Hash of a record's content. Independent of key order, of `origin` at its top level, of `undefined` values and
 * functions; lone surrogates count as U+FFFD, which is what any store gives back for them.
 *
 * The hash of an object is remembered as long as the object lives: do not change a record after asking.
 */
export function fingerprint(record: unknown): string {
  if (typeof record !== "object" || record === null) return digest(canonical(record));
  const known = cache.get(record);
  if (known !== undefined) return known;
  const { origin: _, ...content } = record as { origin?: unknown };
  const made = digest(canonical(Array.isArray(record) ? record : content));
  cache.set(record, made);
  return made;
}

/** Canonical JSON: keys sorted, no white space, well-formed text, no functions and no `undefined`. */
export function canonical(value: unknown): string {
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
      return value === null ? "null" : canonicalObject(value);
    default:
      return "null";
  }
}

function canonicalObject(value: object): string {
  if (Array.isArray(value)) {
    let text = "[";
    for (let i = 0; i < value.length; i++) text += (i ? "," : "") + canonical(value[i]);
    return text + "]";
  }
  if (value instanceof Date) return JSON.stringify(value);
  if (ArrayBuffer.isView(value)) {
    return `"bytes:${digest(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}"`;
  }
  const keys = Object.keys(value).sort();
  let text = "{";
  for (const key of keys) {
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined || typeof field === "function") continue;
    text += (text.length > 1 ? "," : "") + canonical(key) + ":" + canonical(field);
  }
  return text + "}";
}
