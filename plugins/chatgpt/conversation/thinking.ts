/**
 * What stands beside the talk: reasoning, and context that a person or the model wrote down.
 *
 * @module
 */
import type { Json, JsonObject, Part } from "../../../core/conversation.ts";
import { asArray, asText, isEmpty, isObject, rest } from "./raw.ts";
import { leftOf, type Mapped } from "./scope.ts";

const HELD = new Set(["summary", "content", "chunks", "finished"]);

/** `thoughts[{summary, content, chunks[], finished}]`, one part each. */
export function mapThoughts(content: JsonObject): Mapped {
  const parts: Part[] = [];
  const left: Json[] = [];
  for (const thought of asArray(content.thoughts)) {
    if (typeof thought === "string" && thought !== "") parts.push({ type: "thinking", text: thought });
    if (!isObject(thought)) continue;
    const chunks = asArray(thought.chunks);
    const joined = chunks.filter((chunk) => typeof chunk === "string").join("");
    const text = asText(thought.content) ?? joined;
    const title = asText(thought.summary);
    if (text !== "" || title !== undefined) {
      parts.push(title === undefined ? { type: "thinking", text } : { type: "thinking", text, title });
    }
    const odd = (value: Json) => value !== null && typeof value !== "string";
    const whole = joined === "" || joined === text;
    const kept = rest(
      thought,
      (key, value) => HELD.has(key) && (key === "chunks" ? whole : key === "finished" || !odd(value)),
    );
    if (!isEmpty(kept)) left.push(kept);
  }
  const raw = Array.isArray(content.thoughts) ? { thoughts: left } : undefined;
  return { parts, left: leftOf(content, [], raw) };
}

/** Custom instructions and memory: one text part for each field that says something. */
export function mapUserContext(content: JsonObject, keys: readonly string[]): Mapped {
  const parts: Part[] = [];
  for (const key of keys) {
    const text = asText(content[key]);
    if (text !== undefined) parts.push({ type: "text", text });
  }
  return { parts, left: leftOf(content, keys) };
}
