/**
 * The first page: every conversation, newest first, and a search over titles and texts.
 *
 * @module
 */
import type { Held } from "./held.ts";
import { escapeHtml, escapeName, fileAddress } from "./html/escape.ts";
import { isoTime } from "./html/time.ts";
import { page } from "./html/frame.ts";
import { monthOf } from "./search_chunks.ts";

const MONTHS = "January February March April May June July August September October November December".split(" ");

/** The page; `chunks` are the names of the search's texts. */
export function indexPage(held: readonly Held[], chunks: readonly string[]): string {
  const months = Map.groupBy(held.toSorted(newestFirst), monthOf);
  const sections = [...months].sort(([a], [b]) => a === "undated" ? 1 : b === "undated" ? -1 : a < b ? 1 : -1);
  const body = `<header class="page">
<h1>Conversations</h1>
<form class="search" role="search" data-chunks="${escapeHtml(chunks.join(" "))}" data-needs-script hidden>
<label for="words">Search titles and texts</label>
<input id="words" type="search" autocomplete="off" spellcheck="false">
<button type="button" data-do="theme">Light or dark</button>
<span class="facts" role="status"></span>
</form>
</header>
<main>
${sections.map(([month, members]) => section(month, members)).join("\n")}
</main>`;
  return page({ title: "Conversations", top: "", scripts: ["index.js"], body });
}

function newestFirst(a: Held, b: Held): number {
  const [first, second] = [a.facts.createdAt ?? 0, b.facts.createdAt ?? 0];
  return second - first || (a.folder < b.folder ? 1 : -1);
}

function section(month: string, members: Held[]): string {
  return `<section class="month" aria-labelledby="${month}">\n<h2 id="${month}">${nameOf(month)}</h2>\n<ul>\n` +
    `${members.map(row).join("\n")}\n</ul>\n</section>`;
}

function nameOf(month: string): string {
  const [year, number] = month.split("-");
  return month === "undated" ? "Undated" : `${MONTHS[Number(number) - 1] ?? number} ${year}`;
}

function row({ folder, facts: { title, messages, createdAt }, media }: Held): string {
  const day = isoTime(createdAt)?.slice(0, 10);
  const facts = [
    day === undefined ? "" : `<time datetime="${day}">${day}</time>`,
    `${messages} ${messages === 1 ? "message" : "messages"}`,
    media.length === 0 ? "" : `${media.length} ${media.length === 1 ? "file" : "files"}`,
  ].filter((text) => text !== "").join(" · ");
  const address = escapeHtml(fileAddress(`${folder}/conversation.html`));
  return `<li><a href="${address}">${
    escapeName(title, 200) || "Untitled"
  }</a> <span class="facts">${facts}</span></li>`;
}
