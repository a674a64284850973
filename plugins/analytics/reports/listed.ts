/**
 * The conversations of a period, by topic: where bars lead to.
 *
 * @module
 */
import { shortId } from "../../../core/names.ts";
import type { Listed } from "../analyze/listing.ts";
import type { PeriodReport } from "../analyze/record.ts";
import { sentimentLabel } from "../categorize/value.ts";
import { type Cell, escape, formatNumber, table } from "./html.ts";
import { isoTime } from "./tables.ts";

/** The address of a conversation; undefined where there is none. */
export type LinkOf = (id: string) => string | undefined;

/** Makes it of a template in which `{id}` stands for the conversation's id. */
export function linkOf(template: string | undefined): LinkOf {
  return (id) => template?.replaceAll("{id}", encodeURIComponent(id.toWellFormed()));
}

/** The anchor of a topic: names may hold anything. */
export function topicAnchor(topic: string | null): string {
  return `topic-${shortId(topic ?? "")}`;
}

/** A list for each topic, closed at first; the whole as CSV. */
export function conversationGroups(report: PeriodReport, link: LinkOf, file: string): string {
  const groups = new Map<string | null, Listed[]>(report.topics.map(({ label }) => [label, []]));
  for (const one of report.listed) groups.set(one.topic, [...groups.get(one.topic) ?? [], one]);
  const left = report.conversations - report.listed.length;
  const lists = [...groups].map(([topic, listed]) =>
    `<details${listed.length > 0 && groups.size <= 3 ? " open" : ""}><summary>${escape(topic ?? "No topic")} (${
      formatNumber(listed.length)
    })</summary><div id="${topicAnchor(topic)}">${
      listed.length === 0 ? "<p>None of those listed has it as its main topic.</p>" : ""
    }${
      listed.length === 0
        ? ""
        : table(`Conversations: ${topic ?? "no topic"}`, HEAD, listed.map((one) => rowOf(one, link)))
    }</div></details>`
  );
  return `<section><h2>Conversations</h2><p class="note">By main topic, the longest first.${
    left > 0 ? ` ${formatNumber(left)} shorter ones are not listed.` : ""
  } <a href="${escape(file)}" download>Table as CSV</a></p>${lists.join("\n")}</section>`;
}

const HEAD = ["Conversation", "Began (UTC)", "User", "Messages", "Sentiment", "Language", "Status"];

function rowOf(one: Listed, link: LinkOf): Cell[] {
  const href = link(one.id);
  const name = `${escape(one.title)}<br><small>${escape(one.id)}</small>`;
  return [
    { html: href === undefined ? name : `<a href="${escape(href)}">${name}</a>` },
    isoTime(one.at)?.replace("T", " ").slice(0, 16) ?? "–",
    one.user ?? "–",
    one.messages,
    sentimentLabel(one.sentiment) ?? "–",
    one.language,
    one.status ?? "–",
  ];
}
