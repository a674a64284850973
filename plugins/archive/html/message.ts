/**
 * A message as HTML.
 *
 * @module
 */
import type { Message, Role } from "../../../core/conversation.ts";
import { escapeHtml, escapeName } from "./escape.ts";
import { partsHtml } from "./part.ts";
import { isoTime } from "./time.ts";
import type { Placed } from "./thread.ts";
import type { Media } from "./view.ts";

const ROLES: { readonly [role in Role]: string } = {
  user: "User",
  assistant: "Assistant",
  system: "System",
  tool: "Tool",
};

/** How much a message is in the reader's way: what was said; thinking and tools, folded; what the source hides. */
export type Standing = "said" | "aside" | "context";

/** How a message stands on the page. */
export function standing({ hidden, role, parts }: Message): Standing {
  const works = parts.some(({ type }) => type === "thinking" || type === "tool_call" || type === "tool_result");
  if (hidden === undefined) return parts.every(isFolded) && works ? "aside" : "said";
  return works || (role === "tool" && parts.length > 0) ? "aside" : "context";
}

function isFolded({ type }: Message["parts"][number]): boolean {
  return type === "thinking" || type === "tool_call" || type === "tool_result" || type === "unknown";
}

/** True when there is something to show. */
export function hasContent({ parts }: Message): boolean {
  return parts.some((part) => {
    if (part.type === "text" || part.type === "code") return part.text.trim() !== "";
    if (part.type === "thinking") return part.text !== "" || Boolean(part.title);
    if (part.type === "tool_result") return part.text !== "";
    return true;
  });
}

/** The message as an article; off the canonical thread it is hidden until its version is chosen. */
export function messageHtml(placed: Placed, media: Media): string {
  const { message, number, parent, canonical, versions } = placed;
  const stands = standing(message);
  const { role } = message;
  const known = Object.hasOwn(ROLES, role) ? role : "tool";
  const content = partsHtml(message.parts, media, number, role === "user");
  const hidden = stands === "context" || !canonical ? " hidden" : "";
  const why = message.hidden === undefined || stands !== "context"
    ? ""
    : `<span class="why">hidden: ${escapeName(message.hidden, 100)}</span>`;
  const head = [
    `<h2>${nameOf(message)}</h2>`,
    message.model === undefined ? "" : `<span class="model">${escapeName(message.model, 100)}</span>`,
    why,
    timeHtml(message, number),
    versions.length > 1 ? versionsHtml(placed) : "",
  ].filter((html) => html !== "").join("\n");
  const place = `id="m${number}" data-parent="${parent?.number ?? -1}"${canonical ? " data-canonical" : ""}`;
  const folded = stands === "context" ? " data-context" : "";
  return `<article class="${known} ${stands}" ${place}${folded}${hidden}>\n<header>${head}</header>\n` +
    `<div class="body">\n${content}\n</div>\n</article>`;
}

function nameOf({ role, author }: Message): string {
  const name = escapeName(author ?? "", 100);
  const word = Object.hasOwn(ROLES, role) ? ROLES[role] : "Message";
  if (name === "") return word;
  return role === "tool" ? `Tool: ${name}` : name;
}

function timeHtml({ createdAt, localTime }: Message, number: number): string {
  const time = isoTime(createdAt);
  if (time !== undefined) {
    return `<a class="when" href="#m${number}"><time datetime="${time}">${
      time.slice(0, 16).replace("T", " ")
    } UTC</time></a>`;
  }
  return localTime === undefined ? "" : `<a class="when" href="#m${number}">${escapeName(localTime, 40)}</a>`;
}

/** Links to the version before and after, which are messages of this page. */
function versionsHtml({ versions, number }: Placed): string {
  const at = versions.findIndex((one) => one.number === number);
  const link = (to: Placed | undefined, sign: string, words: string): string =>
    to
      ? `<a href="#m${to.number}" aria-label="${words}">${sign}</a>`
      : `<span class="off" aria-hidden="true">${sign}</span>`;
  return `<nav class="versions" aria-label="${escapeHtml("Versions of this message")}">` +
    `${link(versions[at - 1], "‹", "Version before")} <span>${at + 1} / ${versions.length}</span> ` +
    `${link(versions[at + 1], "›", "Version after")}</nav>`;
}
