/**
 * Text-like fields of an object whose form is unknown, so that a search can find it.
 *
 * @module
 */
import type { Json } from "../../../core/conversation.ts";
import { isObject } from "./raw.ts";

const TEXT_KEY =
  /text|content|title|summary|name|description|caption|message|result|output|snippet|body|label|prompt|parts|value/;
const NOT_TEXT = /type|mime|_id$|^id$|pointer|url/;
const MAX_DEPTH = 6;
const MAX_VALUES = 1000;

/** The strings under keys that sound like text, in order, a line each; undefined when there are none. */
export function searchText(raw: Json): string | undefined {
  const lines: string[] = [];
  const stack: { value: Json; wanted: boolean; depth: number }[] = [{ value: raw, wanted: true, depth: 0 }];
  let budget = MAX_VALUES;
  for (let at = stack.pop(); at !== undefined && budget-- > 0; at = stack.pop()) {
    const { value, wanted, depth } = at;
    if (typeof value === "string") {
      if (wanted && value.trim() !== "") lines.push(value);
    } else if (depth >= MAX_DEPTH) continue;
    else if (Array.isArray(value)) {
      for (let i = Math.min(value.length, MAX_VALUES) - 1; i >= 0; i--) {
        stack.push({ value: value[i], wanted, depth: depth + 1 });
      }
    } else if (isObject(value)) {
      const keys = Object.keys(value).slice(0, MAX_VALUES).reverse();
      for (const key of keys) {
        const sounds = TEXT_KEY.test(key) && !NOT_TEXT.test(key);
        if (sounds || typeof value[key] === "object") {
          stack.push({ value: value[key], wanted: sounds, depth: depth + 1 });
        }
      }
    }
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}
