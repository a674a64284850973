/**
 * How a JSON file holds conversations, from its outline.
 *
 * @module
 */
import type { JsonGlimpse } from "../../../core/json/glimpse.ts";

export { GLIMPSE_BYTES, glimpseJson, type JsonGlimpse } from "../../../core/json/glimpse.ts";

/** How a JSON file holds conversations: an array, an older wrapped array, one conversation; `undefined`: not at all. */
export function conversationShape(glimpse: JsonGlimpse): "array" | "wrapped" | "single" | undefined {
  if (glimpse.root === "array") return glimpse.itemKeys.has("mapping") ? "array" : undefined;
  if (glimpse.keys.has("mapping")) return "single";
  return glimpse.keys.has("conversations") && glimpse.itemKeys.has("mapping") ? "wrapped" : undefined;
}
