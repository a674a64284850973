/**
 * Messages as Markdown.
 *
 * @module
 */
import type { Asset, CitationPart, Conversation, MediaPart, Message, Part, Role } from "../conversation.ts";
import { title } from "../text.ts";
import { block, callout, fenced, inline, link, quote } from "./escape.ts";

/** What is shown. */
export interface Shown {
  thinking: boolean;
  tools: boolean;
  hidden: boolean;
  timestamps: boolean;
  /** Where the bytes of assets lie, by asset id: addresses relative to the file. */
  files?: ReadonlyMap<string, string>;
}

const ROLES: { readonly [role in Role]: string } = {
  user: "User",
  assistant: "Assistant",
  system: "System",
  tool: "Tool",
};

/** The messages of the canonical thread that are shown, each below a heading of the second level. */
export function body(conversation: Conversation, shown: Shown): string {
  return [...bodyPieces(conversation, shown)].join("");
}

function* bodyPieces(conversation: Conversation, shown: Shown): Generator<string> {
  const messages = conversation.messages.filter((message) => isShown(message, shown));
  const headings = new Set(messages.map(headingOf));
  const assets = new Map(conversation.assets.map((asset) => [asset.id, asset]));
  let gap = "";
  for (const message of messages) {
    const content = blocks(message.parts, { headings, assets, files: shown.files });
    if (content.length === 0) continue;
    const time = shown.timestamps ? timeOf(message) : undefined;
    const sections = [`## ${headingOf(message)}`, ...(time === undefined ? [] : [`*${inline(time)}*`]), ...content];
    yield gap + sections.join("\n\n");
    gap = "\n\n";
  }
}

/** What the source hides is shown when its kind is asked for, or everything is. */
function isShown({ hidden, role, parts }: Message, shown: Shown): boolean {
  if (hidden === undefined || shown.hidden) return true;
  if (shown.thinking && parts.some((part) => part.type === "thinking")) return true;
  return shown.tools &&
    (role === "tool" || parts.some((part) => part.type === "tool_call" || part.type === "tool_result"));
}

function headingOf({ role, author }: Message): string {
  const name = author === undefined ? "" : inline(author, 100);
  if (name === "") return ROLES[role] ?? "Message";
  return role === "tool" ? `Tool: ${name}` : name;
}

function timeOf({ createdAt, localTime }: Message): string | undefined {
  const date = new Date(createdAt ?? NaN);
  if (Number.isNaN(date.getTime())) return localTime;
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

interface Place {
  headings: ReadonlySet<string>;
  assets: ReadonlyMap<string, Asset>;
  files?: ReadonlyMap<string, string>;
}

/** Text and the citations inside it flow together; everything else is a block of its own. */
function blocks(parts: Part[], place: Place): string[] {
  const done: string[] = [];
  let flow = "";
  const end = (): void => {
    const text = block(flow, place.headings);
    if (text !== "") done.push(text);
    flow = "";
  };
  for (const part of parts) {
    if (part.type === "citation") {
      flow += citation(part, flow);
    } else if (part.type === "text") {
      flow += part.text;
    } else {
      end();
      const text = blockOf(part, place);
      if (text !== "") done.push(text);
    }
  }
  end();
  return done;
}

function blockOf(part: Exclude<Part, { type: "text" | "citation" }>, place: Place): string {
  const { headings, assets } = place;
  switch (part.type) {
    case "code":
      return part.text === "" ? "" : fenced(part.text, part.language);
    case "thinking":
      if (part.text === "" && !part.title) return "";
      return callout("note", titled("Thinking", part.title), block(part.text, headings));
    case "tool_call":
      return callout("example", titled("Tool call", part.name), fenced(part.input, part.language));
    case "tool_result":
      return part.text === "" ? "" : callout("example", titled("Tool result", part.name), fenced(part.text));
    case "quote":
      return quotation(part.text, link(part.title, part.url), headings);
    case "error":
      return callout("error", titled("Error", part.name), block(part.text, headings));
    case "unknown":
      return callout("question", titled("Unknown content", part.kind), fenced(part.text ?? JSON.stringify(part.raw)));
    default:
      return media(part, part.assetId === undefined ? undefined : assets.get(part.assetId), place);
  }
}

function titled(what: string, name: string | undefined): string {
  const words = inline(name ?? "");
  return words === "" ? what : `${what}: ${words}`;
}

function quotation(text: string, from: string, headings: ReadonlySet<string>): string {
  const words = block(text, headings);
  return quote([words, from === "" ? "" : `— ${from}`].filter((line) => line !== "").join("\n\n"));
}

/** A line says what stood here, and leads to the bytes where they are known; spoken words follow as a quotation. */
function media(part: MediaPart, asset: Asset | undefined, { headings, files }: Place): string {
  const kind = part.type[0].toUpperCase() + part.type.slice(1);
  const name = inline(asset?.name || part.text || part.assetId || "");
  const file = asset && files?.get(asset.id);
  const words = name === "" ? kind : `${kind}: ${name}`;
  const missing = asset?.missing === undefined || file !== undefined ? "" : ` (missing: ${inline(asset.missing)})`;
  const line = file === undefined
    ? `*${words}${missing}*`
    : `${part.type === "image" ? "!" : ""}[${words}](<${file.replace(/[<>\\]/g, encodeURIComponent)}>)`;
  return part.transcript ? `${line}\n\n${quotation(part.transcript, "", headings)}` : line;
}

/**
 * Links in parentheses, set off from the word before; nothing where it could not be resolved. A source that is text
 * alone stands for words of the sentence.
 */
function citation({ sources }: CitationPart, before: string): string {
  const words = sources.flatMap(({ title, url, text }) =>
    title === undefined && url === undefined && text ? [text] : []
  );
  const links = new Set(sources.map(({ title, url }) => link(title, url)));
  links.delete("");
  if (links.size === 0) return words.join("");
  const gap = words.length > 0 || (before !== "" && !/\s$/.test(before)) ? " " : "";
  return `${words.join("")}${gap}(${[...links].join(", ")})`;
}

/** The whole file below its front matter. */
export function content(conversation: Conversation, shown: Shown): string {
  return [...contentPieces(conversation, shown)].join("");
}

/** The same, a message at a time. */
export function* contentPieces(conversation: Conversation, shown: Shown): Generator<string> {
  yield `\n# ${inline(title(conversation)) || "Untitled"}\n`;
  let before = "\n";
  for (const piece of bodyPieces(conversation, shown)) {
    yield before + piece;
    before = "";
  }
  if (before === "") yield "\n";
}
