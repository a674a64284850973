/**
 * Looking at JSON that somebody else wrote: nothing is trusted to have its type, keys may be hostile.
 *
 * Values are handed on by reference, never copied deeply, so that depth and size of the input cost nothing here.
 *
 * @module
 */
import type { Json, JsonObject } from "./conversation.ts";

/** True for a JSON object, not for an array or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value if it is an object. */
export function asObject(value: unknown): JsonObject | undefined {
  return isObject(value) ? value : undefined;
}

/** The items if the value is an array, else none. */
export function asArray(value: unknown): Json[] {
  return Array.isArray(value) ? value : [];
}

/** The value if it is a string with something in it. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value if it is a number that counts something: finite and not negative. */
export function asCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;
}

/** Sets an own field, also for the key `__proto__`, which a plain assignment would take for the prototype. */
export function put(target: JsonObject, key: string, value: Json): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}

/** A shallow copy without the fields that `represented` names and says true for. */
export function rest(object: JsonObject, represented: (key: string, value: Json) => boolean): JsonObject {
  const kept: JsonObject = {};
  for (const key of Object.keys(object)) {
    if (!represented(key, object[key])) put(kept, key, object[key]);
  }
  return kept;
}

/** True when an object has no field of its own. */
export function isEmpty(object: JsonObject): boolean {
  for (const _ in object) return false;
  return true;
}

/** A name from the input fit for a metric: long or odd ones become `other`, so that hostile input makes no flood of names. */
export function metricName(name: unknown): string {
  return typeof name === "string" && /^[\w.\/-]{1,64}$/.test(name) ? name : name === undefined ? "none" : "other";
}
