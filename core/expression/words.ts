/**
 * Any value as plain text: what `text(x)` gives.
 *
 * @module
 */
import type { Conversation, Message, Part } from "../conversation.ts";
import { canonical } from "../fingerprint.ts";
import { conversationText, text, title } from "../text.ts";

/**
 * Plain text of a value: of a message its parts, of a conversation its messages that are shown, a blank line between
 * them; nothing for null; numbers and truth values as they are written; lists and objects as compact JSON.
 */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (isMessage(value)) return text(value);
  if (isConversation(value)) return conversationText(value);
  return typeof value === "object" ? canonical(value) : String(value);
}

/** A conversation's title, or the first words of it; a field `title` of anything else. */
export function titleOf(value: unknown): string | undefined {
  if (isConversation(value)) return title(value);
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "title")) return undefined;
  const { title: own } = value as { title: unknown };
  return typeof own === "string" ? own : undefined;
}

function isConversation(value: unknown): value is Conversation {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "messages")) return false;
  const { messages, title: own } = value as { messages: unknown; title?: unknown };
  return Array.isArray(messages) && messages.every(isMessage) && (own === undefined || typeof own === "string");
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "parts")) return false;
  const { parts } = value as { parts: unknown };
  return Array.isArray(parts) && parts.every(isPart);
}

/** Records may come from anywhere: what is rendered has to have the form that rendering takes for granted. */
function isPart(value: unknown): value is Part {
  if (typeof value !== "object" || value === null) return false;
  const { type, text, sources, input } = value as { [field: string]: unknown };
  switch (type) {
    case "text":
    case "code":
    case "tool_result":
    case "thinking":
    case "quote":
    case "error":
      return typeof text === "string";
    case "tool_call":
      return typeof input === "string";
    case "citation":
      return Array.isArray(sources) && sources.every((source) => typeof source === "object" && source !== null);
    default:
      return typeof type === "string" && (text === undefined || typeof text === "string");
  }
}
