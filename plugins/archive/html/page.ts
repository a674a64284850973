/**
 * A conversation as pages: one, or as many as a long one needs to open at once.
 *
 * @module
 */
import type { Conversation } from "../../../core/conversation.ts";
import { title } from "../../../core/text.ts";
import { pageName } from "../part_names.ts";
import { escapeHtml, escapeName } from "./escape.ts";
import { frame } from "./frame.ts";
import { looseFigure } from "./media.ts";
import { dealMessages, type Sheet } from "./sheets.ts";
import { hasContent } from "./standing.ts";
import { placeMessages } from "./thread.ts";
import { isoTime } from "./time.ts";
import { Media, type ShownFile } from "./view.ts";

/** The pages of a conversation. */
export interface Pages {
  /** Each in UTF-8, in pieces. */
  pages: Uint8Array<ArrayBuffer>[][];
  /** The number of the first message of each. */
  starts: number[];
}

const encoder = new TextEncoder();

/** The pages of a conversation; `files` are its media by asset id. */
export function conversationPages(conversation: Conversation, files: ReadonlyMap<string, ShownFile>): Pages {
  const media = new Media(conversation.assets, files);
  const sheets = dealMessages(placeMessages(conversation, hasContent), media);
  const starts = sheets.map(({ first }) => first);
  const shared = { name: title(conversation), facts: facts(conversation), loose: loose(conversation, media) };
  return { pages: sheets.map((sheet, index) => [...piecesOf(shared, sheet, index, starts)]), starts };
}

function* piecesOf(
  { name, facts, loose }: { name: string; facts: string; loose: string },
  { context, pieces }: Sheet,
  index: number,
  starts: readonly number[],
): Generator<Uint8Array<ArrayBuffer>> {
  const parts = starts.length === 1 ? "" : partsNav(index, starts);
  const part = starts.length === 1 ? "" : ` (part ${index + 1} of ${starts.length})`;
  const { start, end } = frame({ title: name + part, top: "../", scripts: ["conversation.js"] });
  yield encoder.encode(`${start}<header class="page">
<nav aria-label="Archive"><a href="../index.html">All conversations</a></nav>
<h1>${escapeName(name)}</h1>
<p class="facts">${facts}</p>
<div class="tools" role="group" aria-label="View" hidden>
<button type="button" data-do="fold" aria-pressed="false">Unfold all</button>
${
    context > 0
      ? `<button type="button" data-do="context" aria-pressed="false">Hidden messages (${context})</button>\n`
      : ""
  }\
<button type="button" data-do="theme">Light or dark</button>
</div>
${parts}</header>
<main>
`);
  for (const piece of pieces) yield typeof piece === "function" ? encoder.encode(piece(starts)) : piece;
  const rest = index === starts.length - 1 ? loose : "";
  const below = starts.length === 1
    ? ""
    : `\n<nav class="parts" aria-label="Parts, below">\n${partsLinks(index, starts)}</nav>`;
  yield encoder.encode(`\n${rest}</main>${below}${end}`);
}

/** Links to the other pages, and which message each begins with: an address of any message leads to its page. */
function partsNav(index: number, starts: readonly number[]): string {
  return `<nav class="parts" aria-label="Parts of this conversation" data-part="${index}" data-parts="${
    starts.join(" ")
  }">\n${partsLinks(index, starts)}</nav>\n`;
}

function partsLinks(index: number, starts: readonly number[]): string {
  const last = starts.length - 1;
  const link = (to: number, rel: string, words: string): string =>
    to === index || to < 0 || to > last
      ? `<span class="off" aria-hidden="true">${words}</span>`
      : `<a href="${pageName(to)}"${rel}>${words}</a>`;
  return `${link(0, "", "First")}
${link(index - 1, ' rel="prev"', "Previous")}
<span aria-current="page">Part ${index + 1} of ${starts.length}</span>
${link(index + 1, ' rel="next"', "Next")}
${link(last, "", "Last")}
`;
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
  for (const list of [messages, branches]) {
    for (const { parts } of list) {
      for (const part of parts) if ("assetId" in part && part.assetId !== undefined) shown.add(part.assetId);
    }
  }
  const rest = assets.filter(({ id }) => !shown.has(id) && media.file(id));
  if (rest.length === 0) return "";
  return `<section class="loose" aria-labelledby="loose">\n<h2 id="loose">${escapeHtml("Other files")}</h2>\n` +
    `${rest.map((asset) => looseFigure(asset, media)).join("\n")}\n</section>\n`;
}
