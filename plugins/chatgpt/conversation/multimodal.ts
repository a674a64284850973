/**
 * The items of `parts[]`: strings, and the objects of `multimodal_text`.
 *
 * @module
 */
import type { Json, JsonObject, MediaPart, Part, QuotePart } from "../../../core/conversation.ts";
import { joinTranscripts, liveParts, mediaPart, type Taken } from "./media.ts";
import { asArray, asText, isEmpty, isObject, metricName, rest } from "./raw.ts";
import type { Scope } from "./scope.ts";
import { searchText } from "./search_text.ts";
import { addText } from "./text_parts.ts";

/** Parts of all items, and what is left of those that the parts do not hold whole. */
export function mapItems(items: Json[], scope: Scope): { parts: Part[]; left: Json[] } {
  const parts: Part[] = [];
  const left: Json[] = [];
  for (const item of items) {
    if (typeof item === "string") addText(item, parts, scope);
    else if (item !== null) {
      const taken = mapItem(item, scope);
      for (const part of taken.parts) parts.push(part);
      if (taken.left !== undefined) left.push(taken.left);
    }
  }
  return { parts: joinTranscripts(parts), left };
}

function mapItem(item: Json, scope: Scope): Taken {
  if (!isObject(item)) return unknownItem(item, typeof item, scope);
  switch (item.content_type) {
    case "image_asset_pointer":
      return mediaPart(item, "image", scope) ?? { parts: [{ type: "image" }], left: item };
    case "audio_asset_pointer":
      return mediaPart(item, "audio", scope) ?? { parts: [{ type: "audio" }], left: item };
    case "video_asset_pointer":
    case "video_container_asset_pointer":
      return mediaPart(item, "video", scope) ?? { parts: [{ type: "video" }], left: item };
    case "real_time_user_audio_video_asset_pointer":
      return liveParts(item, scope);
    case "audio_transcription":
      return transcription(item);
    case "text": {
      const parts: Part[] = [];
      if (typeof item.text !== "string") break;
      addText(item.text, parts, scope);
      return withLeft(parts, rest(item, (key) => key === "text" || key === "content_type"));
    }
  }
  const kind = item.content_type ?? item.type;
  if (kind === "search_result" || kind === "search_result_group") return searchResult(item);
  if (asText(item.asset_pointer) !== undefined) return mediaPart(item, "file", scope)!;
  return unknownItem(item, kind, scope);
}

function transcription(item: JsonObject): Taken {
  const part: MediaPart = { type: "audio", transcript: asText(item.text) ?? "" };
  return withLeft([part], rest(item, (key, value) => key === "text" && typeof value === "string"));
}

/** The result, or the entries of a group of results, as quotes. */
function searchResult(item: JsonObject): Taken {
  const results = Array.isArray(item.entries) ? asArray(item.entries) : [item];
  const parts: Part[] = results.filter(isObject).map((result) => {
    const quote: QuotePart = { type: "quote", text: asText(result.snippet) ?? asText(result.text) ?? "" };
    if (asText(result.title) !== undefined) quote.title = asText(result.title);
    if (asText(result.url) !== undefined) quote.url = asText(result.url);
    return quote;
  });
  return { parts, left: item };
}

function unknownItem(item: Json, kind: unknown, scope: Scope): Taken {
  scope.count(`unknown part type: ${metricName(kind)}`);
  const text = searchText(item);
  const named = typeof kind === "string" ? kind : "part";
  return { parts: [{ type: "unknown", kind: named, raw: item, ...(text === undefined ? {} : { text }) }] };
}

function withLeft(parts: Part[], left: JsonObject): Taken {
  return isEmpty(left) ? { parts } : { parts, left };
}
