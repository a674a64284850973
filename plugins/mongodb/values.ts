/**
 * Values of any input as MongoDB takes them.
 *
 * @module
 */
import type { Driver } from "../../deps/mongodb.ts";
import type { Json, JsonObject } from "../../core/conversation.ts";
import { put } from "../../core/raw.ts";

/** Deepest nesting that is kept as it is: servers take about a hundred levels of a document. */
const DEEPEST = 60;

/** True where a value can lie in a document as it is: not too deep, no name with U+0000. */
export function canNest(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return false;
    const next: unknown[] = [];
    for (const one of level) {
      if (typeof one !== "object" || one === null || ArrayBuffer.isView(one)) continue;
      for (const key of Object.keys(one)) {
        if (key.includes("\0")) return false;
        const inner = (one as Record<string, unknown>)[key];
        if (typeof inner === "object" && inner !== null) next.push(inner);
      }
    }
    level = next;
  }
  return true;
}

/** A value under its name; as JSON under `<name>Json` where it cannot be nested. Nothing where there is nothing. */
export function nested(name: string, value: unknown): { [name: string]: unknown } {
  if (value === undefined) return {};
  return canNest(value) ? { [name]: value } : { [`${name}Json`]: JSON.stringify(value) };
}

/** Vectors become binary of 32-bit floats, a third of the size of lists. */
export function toBson(driver: Driver, value: unknown): unknown {
  return mapped(value, (one) => one instanceof Float32Array ? driver.Binary.fromFloat32Array(one) : undefined);
}

/** The value that `toBson` was given. */
export function fromBson(driver: Driver, value: unknown): unknown {
  return mapped(value, (one) => {
    if (!(one instanceof driver.Binary)) return undefined;
    return one.sub_type === driver.Binary.SUBTYPE_VECTOR ? one.toFloat32Array() : one.buffer;
  });
}

/** A copy in which `change` has replaced what it gives something for. Values are shallow here: `canNest` holds. */
function mapped(value: unknown, change: (one: object) => unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return value;
  const changed = change(value);
  if (changed !== undefined) return changed;
  if (Array.isArray(value)) return value.map((one) => mapped(one, change, depth + 1));
  if (value instanceof Date) return value;
  const made: JsonObject = {};
  for (const key of Object.keys(value)) {
    put(made, key, mapped((value as Record<string, unknown>)[key], change, depth + 1) as Json);
  }
  return made;
}
