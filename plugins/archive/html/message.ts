/**
 * A message as HTML.
 *
 * @module
 */
import type { Message, Role } from "../../../core/conversation.ts";
import { escapeHtml, escapeName } from "./escape.ts";
import { partsHtml } from "./part.ts";
import { standing } from "./standing.ts";
import { isoTime } from "./time.ts";
import type { Placed } from "./thread.ts";
import type { Media } from "./view.ts";

const ROLES: { readonly [role in Role]: string } = {
  user: "User",
  assistant: "Assistant",
  system: "System",
  tool: "Tool",
};

/** A message as markup, in pieces: what leads to other messages stands between them, once it is known where these are. */
export interface MessageHtml {
  /** Up to where the links to its versions stand. */
  head: string;
  body: string;
  end: string;
}

/** The message as an article; off the canonical thread it is hidden until its version is chosen. */
export function messageHtml(placed: Placed, media: Media): MessageHtml {
  const { message, number, parent, canonical } = placed;
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
  ].filter((html) => html !== "").join("\n");
  const place = `id="m${number}" data-parent="${parent?.number ?? -1}"${canonical ? " data-canonical" : ""}`;
  const folded = stands === "context" ? " data-context" : "";
  return {
    head: `<article class="${known} ${stands}" ${place}${folded}${hidden}>\n<header>${head}`,
    body: `</header>\n<div class="body">\n${content}\n</div>\n`,
    end: "</article>",
  };
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

/** Links to the version before and after; nothing where there is one alone. `address` gives that of a message's number. */
export function versionsHtml({ versions, version: at }: Placed, address: (number: number) => string): string {
  if (versions.length < 2) return "";
  const link = (to: Placed | undefined, sign: string, words: string): string =>
    to
      ? `<a href="${address(to.number)}" aria-label="${words}">${sign}</a>`
      : `<span class="off" aria-hidden="true">${sign}</span>`;
  return `\n<nav class="versions" aria-label="${escapeHtml("Versions of this message")}">` +
    `${link(versions[at - 1], "‹", "Version before")} <span>${at + 1} / ${versions.length}</span> ` +
    `${link(versions[at + 1], "›", "Version after")}</nav>`;
}
