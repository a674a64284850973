/**
 * The first page: all periods, and the busiest users.
 *
 * @module
 */
import type { PeriodKind, UserReport } from "../analyze/record.ts";
import { columns, curve } from "./charts.ts";
import type { Drawing } from "./drawing.ts";
import { asNumber, escape, formatNumber, formatSeconds, formatShare, page, table } from "./html.ts";

/** What the first page says of a period. */
export interface Entry {
  kind: PeriodKind;
  start: string;
  label: string;
  conversations: number;
  messages: number;
  activeUsers: number;
  sentiment: number | null;
  firstResponse: number | null;
  resolutionRate: number | null;
}

/** Users that are shown; the table beside has all. */
export const MOST_USERS = 200;
/** Columns of a chart. */
const MOST_COLUMNS = 62;

const NAMES: readonly [PeriodKind, string][] = [["monthly", "Months"], ["weekly", "Weeks"], ["daily", "Days"]];

/** The page. */
export function indexPage(
  title: string,
  entries: readonly Entry[],
  users: readonly UserReport[],
  drawing: Drawing,
): string {
  const sections = NAMES.map(([kind, name]) => {
    const mine = entries.filter((entry) => entry.kind === kind);
    return mine.length === 0 ? "" : sectionOf(kind, name, mine, drawing);
  });
  const none = entries.length === 0
    ? `<p class="note">No conversation is dated, so there is no period to report on.</p>`
    : "";
  return page(title, `<main><h1>${escape(title)}</h1>${none}${sections.join("\n")}${usersOf(users)}</main>`);
}

function sectionOf(kind: PeriodKind, name: string, entries: readonly Entry[], drawing: Drawing): string {
  const drawn = entries.slice(-MOST_COLUMNS);
  const note = drawn.length < entries.length ? ` The chart shows the last ${MOST_COLUMNS}.` : "";
  const chart = columns(
    drawing,
    `Conversations: ${name.toLowerCase()}`,
    drawn.map(({ label, conversations, start }) => ({
      name: label,
      value: conversations,
      href: `${kind}/${start}.html`,
    })),
  );
  const felt = curve(
    drawing,
    `Sentiment: ${name.toLowerCase()}`,
    drawn.map(({ label, sentiment }) => ({ name: label, value: sentiment })),
  );
  const rows = [...entries].reverse().map((entry) => [
    { html: `<a href="${kind}/${escape(entry.start)}.html">${escape(entry.label)}</a>` },
    entry.conversations,
    entry.messages,
    entry.activeUsers,
    asNumber(formatSeconds(entry.firstResponse)),
    asNumber(formatShare(entry.resolutionRate)),
    entry.sentiment,
  ]);
  const head = ["Period", "Conversations", "Messages", "Users", "First response (median)", "Resolved", "Sentiment"];
  const list = table(name, head, rows);
  return `<section><h2>${name}</h2><p class="note">Conversations by when they began. A column leads to its page.${note}</p><figure>${chart}${felt}<figcaption><a href="${kind}.csv" download>Table as CSV</a></figcaption></figure>${
    rows.length <= 31
      ? list
      : `<details><summary>${formatNumber(rows.length)} ${name.toLowerCase()}</summary>${list}</details>`
  }</section>`;
}

function usersOf(users: readonly UserReport[]): string {
  if (users.length === 0) return "";
  const rows = users.map((one) => [
    one.user,
    one.conversations,
    one.messages,
    one.activeDays,
    one.sentiment,
    one.topics[0]?.label ?? "–",
    one.languages[0]?.language ?? "–",
  ]);
  return `<section><h2>Users</h2><p class="note">The ${
    formatNumber(users.length)
  } with most conversations. <a href="users.csv" download>All as CSV</a></p>${
    table(
      "Users",
      ["User", "Conversations", "Messages", "Active days", "Sentiment", "Main topic", "Main language"],
      rows,
    )
  }</section>`;
}
