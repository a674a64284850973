/**
 * Text that comes from chats, made safe for each place of a page: every place has its own function.
 *
 * @module
 */

/** Controls but tab and line feed: no page may hold some of them, and none says anything to a reader. */
// deno-lint-ignore no-control-regex
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]/g;

/** Marks that turn the direction of what follows, or are not seen: in a name they make one thing look like another. */
const UNSEEN = /[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const ESCAPES: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text between tags or in a quoted attribute. Lone surrogates and controls become U+FFFD. */
export function escapeHtml(text: string): string {
  return readable(text).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}

/** Well-formed text with line feeds and without controls. */
export function readable(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, "\n").replace(CONTROLS, "\ufffd");
}

/** A name or title on one line, without marks that could make it look like another; not yet escaped. */
export function oneLine(text: string, maxLength = 300): string {
  const line = text.slice(0, maxLength * 4).toWellFormed().replace(/[\s\p{Cc}\p{Z}]+/gu, " ").replace(UNSEEN, "")
    .trim();
  const characters = [...line];
  return characters.length <= maxLength ? line : `${characters.slice(0, maxLength - 1).join("")}…`;
}

/** A name or title, escaped. */
export function escapeName(text: string, maxLength?: number): string {
  return escapeHtml(oneLine(text, maxLength));
}

/** The address of a link that a reader may follow: http, https and mailto only; not yet escaped. */
export function linkAddress(url: string): string | undefined {
  const text = url.trim().toWellFormed();
  if (text.length > 4_000 || !/^(?:https?:\/\/[^\s/]|mailto:[^\s])/i.test(text)) return undefined;
  return text.replace(/[\s<>"'`\\\p{C}\p{Z}]/gu, encodeURIComponent);
}

/** The address of a file below the page's folder, its segments encoded; not yet escaped. */
export function fileAddress(path: string): string {
  return path.split("/").map((segment) => encodeURIComponent(segment)).join("/");
}

/** A link to somewhere else, or only its words where the address is none to follow. */
export function outsideLink(words: string, url: string | undefined): string {
  const address = url === undefined ? undefined : linkAddress(url);
  const shown = escapeName(words || url || "");
  return address === undefined ? shown : `<a href="${escapeHtml(address)}" rel="${REL}">${shown}</a>`;
}

/** What links to somewhere else say of their relation: nobody there learns where the reader came from. */
export const REL = "noopener noreferrer nofollow";
