/**
 * The page of a period, and the tables beside its charts.
 *
 * @module
 */
import type { PeriodReport } from "../analyze/record.ts";
import { bars, columns, curve, heatmap, MOST_BARS, stack } from "./charts.ts";
import type { Drawing } from "./drawing.ts";
import { escape, page, table } from "./html.ts";
import { conversationGroups, type LinkOf, topicAnchor } from "./listed.ts";
import { sentiments, tablesOf } from "./period_tables.ts";
import { tiles } from "./tiles.ts";

/** A file of the site, below its folder. */
export interface PageFile {
  path: string;
  text: string;
}

/** What lies around a period's page. */
export interface Around {
  title: string;
  drawing: Drawing;
  link: LinkOf;
  /** Ids of all reports that have a page. */
  known: ReadonlySet<string>;
  previous?: PeriodReport;
  next?: PeriodReport;
}

const NAMES = { daily: "Day", weekly: "Week", monthly: "Month" } as const;

/** Where a period's page is, below the folder. */
export function pagePath({ kind, start }: Pick<PeriodReport, "kind" | "start">): string {
  return `${kind}/${start}.html`;
}

/** The page and its tables. */
export function periodFiles(report: PeriodReport, around: Around): PageFile[] {
  const base = `${report.kind}/${report.start}`;
  const tables = tablesOf(report);
  const files = [...tables].map(([name, text]) => ({ path: `${base}-${name}.csv`, text }));
  return [{ path: `${base}.html`, text: pageOf(report, around) }, ...files];
}

function pageOf(report: PeriodReport, around: Around): string {
  const { drawing } = around;
  const name = `${report.start}`;
  const beside = (heading: string, chart: string, aside: string, file: string, note = ""): string =>
    `<section><h2>${escape(heading)}</h2>${
      note ? `<p class="note">${note}</p>` : ""
    }<div class="beside"><figure>${chart}<figcaption><a href="${name}-${file}.csv" download>Table as CSV</a></figcaption></figure>${aside}</div></section>`;
  const heading = `${NAMES[report.kind]} ${report.label}`;
  const body = [
    navigation(around),
    `<main><h1>${escape(heading)}</h1>`,
    `<p class="note">${escape(report.start)} to ${escape(report.end)}, ${
      escape(report.timeZone)
    }. Conversations that began in this period, each with all its messages.</p>`,
    tiles(report),
    report.kind === "daily" ? "" : volume(report, around, beside),
    beside(
      "Topics",
      bars(
        drawing,
        "Messages and users by topic",
        report.topics.map(({ label, messages, users }) => ({
          name: label,
          value: messages,
          second: users,
          href: `#${topicAnchor(label)}`,
        })),
      ),
      table(
        "Topics",
        ["Topic", "Messages", "Users", "Conversations"],
        report.topics.slice(0, 3 * MOST_BARS).map((
          { label, messages, users, conversations },
        ) => [label, messages, users, conversations]),
      ),
      "topics",
      "Messages of users by topic; the thin bar is how many different users. A bar leads to its conversations.",
    ),
    beside(
      "Sentiment",
      stack(drawing, "Messages by sentiment", sentiments(report)),
      table("Sentiment", ["Sentiment", "Messages"], sentiments(report).map(({ name, value }) => [name, value])),
      "sentiment",
    ),
    beside(
      "Intents",
      bars(
        drawing,
        "Messages by intent",
        report.intents.map(({ label, messages }) => ({ name: label, value: messages })),
      ),
      table(
        "Intents",
        ["Intent", "Messages", "Users"],
        report.intents.map((one) => [one.label, one.messages, one.users]),
      ),
      "intents",
    ),
    beside(
      "Languages",
      bars(
        drawing,
        "Conversations by language",
        report.languages.map((one) => ({ name: one.language, value: one.conversations })),
      ),
      table(
        "Languages",
        ["Language", "Conversations", "Messages", "Users"],
        report.languages.slice(0, 3 * MOST_BARS).map((
          one,
        ) => [one.language, one.conversations, one.messages, one.users]),
      ),
      "languages",
    ),
    beside(
      "Hours",
      heatmap(drawing, "Messages of users by weekday and hour", report.hours),
      table("Busiest hours", ["Hour", "Messages"], busiest(report)),
      "hours",
      `Messages of users, by the clock of ${escape(report.timeZone)}.`,
    ),
    proposals(report, name),
    conversationGroups(report, around.link, `${name}-conversations.csv`),
    `</main>`,
  ];
  return page(`${heading} · ${around.title}`, body.join("\n"));
}

function navigation({ title, previous, next }: Around): string {
  const to = (other: PeriodReport | undefined, before: string, after: string): string =>
    other ? `<a href="${other.start}.html">${before}${escape(other.label)}${after}</a>` : "";
  return `<nav aria-label="Reports"><a href="../index.html">${escape(title)}</a>${to(previous, "← ", "")}${
    to(next, "", " →")
  }</nav>`;
}

function volume(
  report: PeriodReport,
  { drawing, known }: Around,
  beside: (heading: string, chart: string, aside: string, file: string, note?: string) => string,
): string {
  const href = (date: string): string | undefined => known.has(`daily:${date}`) ? `../daily/${date}.html` : undefined;
  const named = (date: string): string | { html: string } => {
    const to = href(date);
    return to === undefined ? date : { html: `<a href="${escape(to)}">${escape(date)}</a>` };
  };
  return beside(
    "Days",
    columns(
      drawing,
      "Conversations by day",
      report.days.map(({ date, conversations }) => ({
        name: date,
        value: conversations,
        href: href(date),
      })),
    ) +
      curve(drawing, "Sentiment by day", report.days.map(({ date, sentiment }) => ({ name: date, value: sentiment }))),
    table(
      "Days",
      ["Day", "Conversations", "Messages", "Users"],
      report.days.map(({ date, conversations, messages, users }) => [named(date), conversations, messages, users]),
    ),
    "days",
    "Conversations that began on each day, and the mean sentiment of their messages.",
  );
}

function proposals({ proposedLabels }: PeriodReport, name: string): string {
  if (proposedLabels.length === 0) return "";
  return `<section><h2>Topics that were missed</h2><p class="note">What a model would have called messages that no topic fits. <a href="${name}-proposed.csv" download>Table as CSV</a></p>${
    table(
      "Proposed topics",
      ["Topic", "Messages", "Users"],
      proposedLabels.map((one) => [one.label, one.messages, one.users]),
    )
  }</section>`;
}

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function busiest({ hours }: PeriodReport): [string, number][] {
  return [...hours].sort((a, b) => b.messages - a.messages || a.weekday - b.weekday || a.hour - b.hour).slice(0, 8)
    .map(({ weekday, hour, messages }) => [`${WEEKDAYS[weekday - 1] ?? weekday} ${hour}:00`, messages]);
}
