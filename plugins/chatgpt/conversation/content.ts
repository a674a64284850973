/**
 * Every content type to parts.
 *
 * @module
 */
import type { Json, JsonObject, Part } from "../../../core/conversation.ts";
import { mapItems } from "./multimodal.ts";
import { asText, isEmpty, isObject, metricName, rest } from "./raw.ts";
import { leftOf, type Mapped, type Scope } from "./scope.ts";
import { searchText } from "./search_text.ts";
import { languageOf, toolCall, toolResult } from "./text_parts.ts";
import { mapThoughts, mapUserContext } from "./thinking.ts";
import { mapAppPairing, mapBrowsing, mapCitableOutput, mapComputerOutput, mapQuote } from "./tool_content.ts";

/** The parts of a message's content, whatever form it has. */
export function mapContent(content: Json | undefined, scope: Scope): Mapped {
  if (content === undefined || content === null) return { parts: [] };
  if (typeof content === "string") return mapStrings(undefined, [content], scope);
  if (!isObject(content)) return mapUnknown(content, typeof content, scope, true);
  switch (content.content_type) {
    case "text":
      return mapStrings(content, itemsOf(content), scope);
    case "multimodal_text":
      return mapStrings(content, itemsOf(content), scope);
    case "code":
      return mapCode(content, scope);
    case "execution_output":
      return { parts: result(content.text, scope), left: leftOf(content, ["text"]) };
    case "tether_browsing_display":
      return mapBrowsing(content, scope);
    case "tether_quote":
    case "sonic_webpage":
      return mapQuote(content);
    case "system_error":
      return mapError(content);
    case "user_editable_context":
      return mapUserContext(content, ["user_profile", "user_instructions"]);
    case "model_editable_context":
      return mapUserContext(content, ["model_set_context"]);
    case "thoughts":
      return mapThoughts(content);
    case "reasoning_recap": {
      const recap = asText(content.content);
      return {
        parts: recap === undefined ? [] : [{ type: "thinking", text: recap }],
        left: leftOf(content, ["content"]),
      };
    }
    case "computer_output":
      return mapComputerOutput(content, scope);
    case "citable_code_output":
      return mapCitableOutput(content, scope);
    case "app_pairing_content":
      return mapAppPairing(content);
    case "tether_browsing_code":
      if (typeof content.text === "string") return mapCode(content, scope);
      return mapUnknown(content, "tether_browsing_code", scope, false);
    case "super_widget":
      return mapUnknown(content, "super_widget", scope, false);
    case undefined:
    case null:
      if (Array.isArray(content.parts) || typeof content.text === "string") {
        return mapStrings(content, itemsOf(content), scope);
      }
      return isEmpty(content) ? { parts: [] } : mapUnknown(content, undefined, scope, true);
    default:
      return mapUnknown(content, content.content_type, scope, true);
  }
}

/** `parts` as a list; a lone value in its place, or `text` where there are no parts, counts as one item. */
function itemsOf(content: JsonObject): Json[] {
  if (Array.isArray(content.parts)) return content.parts;
  if (content.parts !== undefined) return [content.parts];
  return typeof content.text === "string" ? [content.text] : [];
}

const PLAIN = new Set(["content_type", "parts"]);

function mapStrings(content: JsonObject | undefined, items: Json[], scope: Scope): Mapped {
  const { parts, left } = mapItems(items, scope);
  if (content === undefined) return { parts };
  const isPlain = content.content_type === "text" && left.length === 0;
  if (isPlain && Object.keys(content).every((key) => PLAIN.has(key))) return { parts };
  const more = rest(content, (key) => key === "parts" || (key === "text" && content.parts === undefined));
  if (left.length > 0) more.parts = left;
  return { parts, left: more };
}

function mapCode(content: JsonObject, scope: Scope): Mapped {
  const language = languageOf(content.language);
  const held = language === undefined ? ["text"] : ["text", "language"];
  const left = leftOf(content, held);
  const text = asText(content.text);
  if (text === undefined) return { parts: [], left: leftOf(content, ["text"]) };
  if (scope.tool !== undefined) return { parts: toolCall(scope.tool, text, language), left };
  const code: Part = language === undefined ? { type: "code", text } : { type: "code", text, language };
  return { parts: [code], left };
}

function result(text: unknown, scope: Scope): Part[] {
  const output = asText(text);
  return output === undefined ? [] : [toolResult(scope.author, output)];
}

function mapError(content: JsonObject): Mapped {
  const name = asText(content.name);
  const text = asText(content.text) ?? "";
  return {
    parts: [name === undefined ? { type: "error", text } : { type: "error", text, name }],
    left: leftOf(content, ["name", "text"]),
  };
}

/** Kept raw and, where its name is news, counted. */
function mapUnknown(content: Json, kind: unknown, scope: Scope, count: boolean): Mapped {
  if (count) scope.count(`unknown content type: ${metricName(kind)}`);
  const text = searchText(content);
  const named = typeof kind === "string" ? kind : "content";
  return { parts: [{ type: "unknown", kind: named, raw: content, ...(text === undefined ? {} : { text }) }] };
}
