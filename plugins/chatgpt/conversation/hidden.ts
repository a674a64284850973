/**
 * Which messages a reader would not show, and why.
 *
 * @module
 */
import type { JsonObject, Part, Role } from "../../../core/conversation.ts";

/** What decides about a message. */
export interface Signals {
  role: Role;
  /** False for an author whose role is news: what cannot be judged is shown. */
  isSystem: boolean;
  author: string | undefined;
  /** The tool an assistant's message goes to. */
  tool: string | undefined;
  contentType: unknown;
  metadata: JsonObject | undefined;
  parts: Part[];
}

const BY_TYPE: ReadonlyMap<unknown, string> = new Map([
  ["thoughts", "thinking"],
  ["reasoning_recap", "thinking"],
  ["tether_browsing_display", "browsing"],
  ["sonic_webpage", "web page"],
  ["system_error", "error"],
]);

const CONTEXT = new Set<unknown>(["user_editable_context", "model_editable_context"]);
const SHOWN_FROM_TOOLS = new Set<unknown>(["execution_output", "tether_quote", "multimodal_text"]);

/**
 * The reason in a short phrase, undefined for a message that is shown: `thinking`, `browsing`, `web page`, `error`,
 * `context`, `system message`, `tool result`, `tool call`, `marked hidden`, `empty`; the first that holds.
 *
 * Shown are what users and the assistant say to each other, Python code, output of code, quotes and pictures of tools,
 * and custom instructions that the source marks as the user's own. Where a slim export left the signals out, only role
 * and content type decide.
 */
export function hiddenReason(
  { role, isSystem, author, tool, contentType, metadata, parts }: Signals,
): string | undefined {
  const byType = BY_TYPE.get(contentType);
  if (byType !== undefined) return byType;
  const isOwnContext = metadata?.is_user_system_message === true;
  const isMarked = metadata?.is_visually_hidden_from_conversation === true;
  if (CONTEXT.has(contentType) && (!isOwnContext || isMarked)) return "context";
  if (isSystem && !isOwnContext) return "system message";
  if (role === "tool" && !isShownFromTool(author, contentType, parts)) return "tool result";
  if (tool !== undefined && !(tool === "python" && contentType === "code")) return "tool call";
  if (isMarked) return "marked hidden";
  return parts.every(isEmptyPart) ? "empty" : undefined;
}

/** A picture tool's words without the picture are for the model. */
function isShownFromTool(author: string | undefined, contentType: unknown, parts: Part[]): boolean {
  if (!SHOWN_FROM_TOOLS.has(contentType)) return false;
  return !author?.startsWith("dalle") || parts.some((part) => "assetId" in part);
}

function isEmptyPart(part: Part): boolean {
  switch (part.type) {
    case "citation":
      return part.sources.length === 0;
    case "tool_call":
      return part.input.trim() === "";
    case "quote":
      return part.text.trim() === "" && part.title === undefined && part.url === undefined;
    case "error":
      return part.text.trim() === "" && part.name === undefined;
    case "image":
    case "audio":
    case "video":
    case "file":
      return part.assetId === undefined && !part.transcript;
    case "unknown":
      return false;
    default:
      return part.text.trim() === "";
  }
}
