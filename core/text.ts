/**
 * A message as plain text, and a conversation's title: rendered in one place, so that every sink, search and report
 * says the same.
 *
 * @module
 */
import type { CitationPart, Conversation, MediaPart, Message, Part } from "./conversation.ts";

/** How a message is rendered as plain text. */
export interface TextOptions {
  /**
   * `links` writes each source with an address behind the words it belongs to, as ` ([title](url))`.
   * @default "none"
   */
  citations?: "none" | "links";
  /**
   * Whether reasoning is part of the text.
   * @default true
   */
  thinking?: boolean;
  /**
   * Whether tool calls and their results are part of the text.
   * @default true
   */
  tools?: boolean;
}

/**
 * Renders a message's parts as plain text.
 *
 * Text, code, quotes, errors, tool calls and results stand verbatim, a blank line between parts; text flows on without
 * one around a citation. A citation whose source has text alone stands for words of the sentence (an entity's name),
 * which are always written. Audio and video give what was spoken. Where nothing else gave any text, media stand as
 * `[image: name]`, or `[image]` without a name. A kind of content without a name gives the text found in it.
 */
export function text(message: Message, options: TextOptions = {}): string {
  const { citations = "none", thinking = true, tools = true } = options;
  let out = "";
  let gap = false;
  let before: Part["type"] | undefined;
  for (const part of message.parts) {
    const flows = before === "citation" ? part.type === "text" || part.type === "citation" : false;
    const cites = part.type === "citation" && before === "text";
    if (!flows && !cites) gap = true;
    before = part.type;
    const piece = render(part, citations, thinking, tools);
    if (piece === "") continue;
    if (gap && out !== "") out += "\n\n";
    gap = false;
    out += piece;
  }
  if (out.trim() !== "") return out;
  return message.parts.filter(isMedia).map(placeholder).join("\n\n") || out;
}

function render(part: Part, citations: "none" | "links", thinking: boolean, tools: boolean): string {
  switch (part.type) {
    case "citation":
      return cite(part, citations);
    case "thinking":
      return thinking ? [part.title, part.text].filter((line) => line).join("\n") : "";
    case "tool_call":
      return tools ? part.input : "";
    case "tool_result":
      return tools ? part.text : "";
    case "image":
    case "audio":
    case "video":
    case "file":
      return part.transcript ?? "";
    case "quote":
      return part.text || (part.title ?? "");
    case "error":
      return part.text || (part.name ?? "");
    case "unknown":
      return part.text ?? "";
    default:
      return part.text;
  }
}

function cite({ sources }: CitationPart, citations: "none" | "links"): string {
  let out = "";
  for (const { title, url, text: words } of sources) {
    if (title === undefined && url === undefined) out += words ?? "";
    else if (citations === "links" && url !== undefined) out += ` ([${title ?? url}](${url}))`;
  }
  return out;
}

function isMedia(part: Part): part is MediaPart {
  return part.type === "image" || part.type === "audio" || part.type === "video" || part.type === "file";
}

function placeholder({ type, text: name }: MediaPart): string {
  return name ? `[${type}: ${name}]` : `[${type}]`;
}

/** A conversation as plain text: its messages that a reader would show, a blank line between them. */
export function conversationText({ messages }: Conversation, options: TextOptions = {}): string {
  return messages.filter(({ hidden }) => hidden === undefined).map((message) => text(message, options))
    .filter((said) => said !== "").join("\n\n");
}

/** Longest title made of a message's first words, in characters. */
const MAX_TITLE = 60;

/**
 * A conversation's title: its own; else the first words of what the user said first, on one line; else `Untitled`.
 */
export function title(conversation: Conversation): string {
  if (conversation.title !== undefined && conversation.title.trim() !== "") return conversation.title;
  for (const message of conversation.messages) {
    if (message.role !== "user" || message.hidden !== undefined) continue;
    const words = firstWords(text(message));
    if (words !== "") return words;
  }
  return "Untitled";
}

/** On one line, cut between words where there is a place for it, never inside a character. */
function firstWords(said: string): string {
  const line = said.slice(0, 4 * MAX_TITLE).replace(/[\uD800-\uDBFF]$/, "").replace(/\s+/g, " ").trim();
  const characters = [...line];
  if (characters.length <= MAX_TITLE && said.length <= 4 * MAX_TITLE) return line;
  const cut = characters.slice(0, MAX_TITLE).join("");
  const space = cut.lastIndexOf(" ");
  return `${(space > MAX_TITLE / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}
