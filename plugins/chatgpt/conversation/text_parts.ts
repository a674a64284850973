/**
 * Strings of a message: what is said, what is handed to a tool, what a tool answers.
 *
 * @module
 */
import type { CodePart, Part, ToolCallPart, ToolResultPart } from "../../../core/conversation.ts";
import { referSandbox } from "./assets.ts";
import { splitCitations } from "./citations.ts";
import { sandboxLinks } from "./pointer.ts";
import { asText, isObject } from "./raw.ts";
import type { Scope } from "./scope.ts";

/**
 * Adds one source string to the parts: a tool call or result by who speaks to whom, else text with its citations.
 *
 * Where a citation would touch the text of another source string, an empty text part keeps the two apart, so that
 * whoever renders them knows which text flows on.
 */
export function addText(text: string, parts: Part[], scope: Scope): void {
  if (text === "") return;
  if (scope.tool !== undefined) {
    parts.push(...toolCall(scope.tool, text));
    return;
  }
  if (scope.role !== "user" && text.includes("sandbox:/")) {
    referSandbox(sandboxLinks(text), scope.messageId, scope.assets);
  }
  if (scope.role === "tool") {
    parts.push(toolResult(scope.author, text));
    return;
  }
  const split = splitCitations(text, scope.references, scope.role !== "user");
  const before = parts.at(-1)?.type;
  const joins = before === "citation" || (before === "text" && split[0].type === "citation");
  if (joins && (split[0].type === "text" || split[0].type === "citation")) parts.push({ type: "text", text: "" });
  for (const part of split) parts.push(part);
}

/** What a tool answered. */
export function toolResult(name: string | undefined, text: string): ToolResultPart {
  return name === undefined ? { type: "tool_result", text } : { type: "tool_result", name, text };
}

/** A call of a tool, verbatim; where it creates a canvas document, the document follows as code. */
export function toolCall(name: string, input: string, language?: string): Part[] {
  const call: ToolCallPart = { type: "tool_call", name, input };
  if (language !== undefined) call.language = language;
  const document = name === "canmore.create_textdoc" ? canvasDocument(input) : undefined;
  return document === undefined ? [call] : [call, document];
}

/** The document in `{name, type: "document" | "code/<language>", content}`; undefined when the JSON was cut off. */
function canvasDocument(input: string): CodePart | undefined {
  let made: unknown;
  try {
    made = JSON.parse(input);
  } catch {
    // Cut off on its way: the call keeps what there is.
    return undefined;
  }
  const content = isObject(made) ? asText(made.content) : undefined;
  if (!isObject(made) || content === undefined) return undefined;
  const [kind, language] = (asText(made.type) ?? "").split("/", 2);
  if (kind === "document") return { type: "code", text: content, language: "markdown" };
  return language ? { type: "code", text: content, language } : { type: "code", text: content };
}

/** A language as the source names it; `unknown` and nothing are none. */
export function languageOf(value: unknown): string | undefined {
  const language = asText(value);
  return language === "unknown" ? undefined : language;
}
