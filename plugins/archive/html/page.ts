/**
 * A conversation as a page.
 *
 * @module
 */
import type { Conversation } from "../../../core/conversation.ts";
import { title } from "../../../core/text.ts";
import { escapeHtml, escapeName } from "./escape.ts";
import { page } from "./frame.ts";
import { looseFigure } from "./media.ts";
import { hasContent, messageHtml, standing } from "./message.ts";
import { placeMessages } from "./thread.ts";
import { isoTime } from "./time.ts";
import { Media, type ShownFile } from "./view.ts";

/** The page of a conversation; `files` are its media by asset id. */
export function conversationPage(conversation: Conversation, files: ReadonlyMap<string, ShownFile>): string {
  const name = title(conversation);
  const media = new Media(conversation.assets, files);
  const placed = placeMessages(conversation, hasContent);
  const messages = placed.map((one) => messageHtml(one, media));
  const context = placed.filter(({ message }) => standing(message) === "context").length;
  const body = `<header class="page">
<nav aria-label="Archive"><a href="../index.html">All conversations</a></nav>
<h1>${escapeName(name)}</h1>
<p class="facts">${facts(conversation)}</p>
<div class="tools" role="group" aria-label="View" hidden>
<button type="button" data-do="fold" aria-pressed="false">Unfold all</button>
${
    context > 0
      ? `<button type="button" data-do="context" aria-pressed="false">Hidden messages (${context})</button>\n`
      : ""
  }\
<button type="button" data-do="theme">Light or dark</button>
</div>
</header>
<main>
${messages.join("\n")}
${loose(conversation, media)}</main>`;
  return page({ title: name, top: "../", scripts: ["conversation.js"], body });
}

function facts({ source, createdAt, updatedAt, localTime, messages }: Conversation): string {
  const models = [...new Set(messages.flatMap(({ model }) => model === undefined ? [] : [model]))];
  const time = (words: string, at: number | undefined): string => {
    const iso = isoTime(at);
    return iso === undefined ? "" : `${words} <time datetime="${iso}">${iso.slice(0, 10)}</time>`;
  };
  const day = time("begun", createdAt) || (localTime === undefined ? "" : `begun ${escapeName(localTime, 40)}`);
  return [
    escapeName(source, 60),
    day,
    time("last changed", updatedAt),
    `${messages.length} ${messages.length === 1 ? "message" : "messages"}`,
    models.slice(0, 6).map((model) => escapeName(model, 60)).join(", "),
  ].filter((text) => text !== "").join(" · ");
}

/** Assets that no part shows: the reader finds them all the same. */
function loose({ assets, messages, branches }: Conversation, media: Media): string {
  const shown = new Set<string>();
  for (const { parts } of [...messages, ...branches]) {
    for (const part of parts) if ("assetId" in part && part.assetId !== undefined) shown.add(part.assetId);
  }
  const rest = assets.filter(({ id }) => !shown.has(id) && media.file(id));
  if (rest.length === 0) return "";
  return `<section class="loose" aria-labelledby="loose">\n<h2 id="loose">${escapeHtml("Other files")}</h2>\n` +
    `${rest.map((asset) => looseFigure(asset, media)).join("\n")}\n</section>\n`;
}
