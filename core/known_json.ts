/**
 * JSON of objects that were hashed: a store that keeps them as JSON need not write it again.
 *
 * @module
 */
import { keepBytes } from "./kept_bytes.ts";

const known = new WeakMap<object, Uint8Array<ArrayBuffer>>();

/** Keeps a copy of an object's JSON as long as the object lives. */
export function rememberJson(object: object, json: Uint8Array): void {
  known.set(object, keepBytes(json));
}

/** An object's JSON in UTF-8, keys sorted, if it was hashed since it was made. */
export function knownJson(object: object): Uint8Array<ArrayBuffer> | undefined {
  return known.get(object);
}
