/**
 * What a content type's mapping is told of the message around it, and what it gives back.
 *
 * @module
 */
import type { Json, JsonObject, Part, Role } from "../../../core/conversation.ts";
import type { Place } from "./media.ts";
import { isEmpty, put, rest } from "./raw.ts";
import type { References } from "./references.ts";

/** Counts something of the input that this code does not know, by name. */
export type Count = (name: string, n?: number) => void;

/** The message whose content is mapped. */
export interface Scope extends Place {
  role: Role;
  author: string | undefined;
  /** The tool an assistant's message goes to; undefined when it goes to everybody. */
  tool: string | undefined;
  references: References | undefined;
  count: Count;
}

/** The parts of a content object, and what of it they (and the assets) do not hold. */
export interface Mapped {
  parts: Part[];
  left?: JsonObject;
}

/**
 * What is left of a content object: all but the strings (and nulls) under the keys that the parts hold, and all but
 * what `replaced` gives instead. The content type always stays, as parts do not name it.
 */
export function leftOf(content: JsonObject, held: readonly string[], replaced?: { [key: string]: Json }): JsonObject {
  const left = rest(content, (key, value) => {
    if (replaced !== undefined && Object.hasOwn(replaced, key)) return true;
    return held.includes(key) && (typeof value === "string" || value === null);
  });
  for (const key of Object.keys(replaced ?? {})) {
    const value = replaced![key];
    const nothing = Array.isArray(value) ? value.length === 0 : isEmpty(value as JsonObject);
    if (!nothing) put(left, key, value);
  }
  return left;
}
