/**
 * Periods: which one a day lies in, and what stands in its report.
 *
 * @module
 */
import type { DayCount, LabelCount, PeriodKind, PeriodReport, Previous } from "./record.ts";
import type { Groups, Tally } from "./tally.ts";
import { UserSet } from "./user_set.ts";
import { dateOf, weekdayOf, type Zone } from "./zone.ts";

/** First day of a week, 1 for Monday to 7 for Sunday. */
export const WEEK_STARTS: { readonly [name: string]: number } = { monday: 1, saturday: 6, sunday: 7 };

/** A period: days since 1970-01-01, both included. */
export interface Period {
  kind: PeriodKind;
  first: number;
  last: number;
}

/** The period of a kind that a day lies in. */
export function periodOf(kind: PeriodKind, day: number, weekStart: number): Period {
  if (kind === "daily") return { kind, first: day, last: day };
  if (kind === "weekly") {
    const first = day - (weekdayOf(day) - weekStart + 7) % 7;
    return { kind, first, last: first + 6 };
  }
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return { kind, first: firstOf(year, month), last: firstOf(year, month + 1) - 1 };
}

const DAY_MS = 86_400_000;
const SECOND = 1000;

function firstOf(year: number, month: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return Math.round(date.getTime() / DAY_MS);
}

/** `daily:2026-03-01`. */
export function periodId({ kind, first }: Period): string {
  return `${kind}:${dateOf(first)}`;
}

/** `2026-03-01`; `2026-W09` for weeks that begin on Monday, else `week of 2026-03-01`; `2026-03`. */
export function periodLabel({ kind, first }: Period): string {
  if (kind === "daily") return dateOf(first);
  if (kind === "monthly") return dateOf(first).replace(/-01$/, "");
  if (weekdayOf(first) !== 1) return `week of ${dateOf(first)}`;
  // The week belongs to the year in which its Thursday lies.
  const thursday = new Date((first + 3) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((first + 3 - firstOf(year, 0)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, "0")}`;
}

/** What a report is made of besides its tally. */
export interface Around {
  zone: Zone;
  newUsers: number;
  days: DayCount[];
  before?: PeriodReport;
  /** Labels with fewer users stand together. */
  minUsers: number;
}

/** A period's report. */
export function reportOf(
  period: Period,
  tally: Tally,
  { zone, newUsers, days, before, minUsers }: Around,
): PeriodReport {
  const report: PeriodReport = {
    id: periodId(period),
    kind: period.kind,
    start: dateOf(period.first),
    end: dateOf(period.last),
    label: periodLabel(period),
    timeZone: zone.name,
    startAt: zone.startOf(period.first),
    endAt: zone.startOf(period.last + 1),
    conversations: tally.conversations,
    messages: tally.messages,
    userMessages: tally.userMessages,
    assistantMessages: tally.assistantMessages,
    activeUsers: tally.users.size,
    newUsers,
    messagesPerConversation: tally.perConversation.quantities(),
    firstResponseSeconds: tally.firstResponse.quantities(SECOND),
    replySeconds: tally.reply.quantities(SECOND),
    statusKnown: tally.statusKnown,
    resolved: tally.resolved,
    resolvedUsers: tally.resolvedUsers.size,
    resolutionRate: share(tally.resolved, tally.statusKnown),
    resolutionSeconds: tally.resolution.quantities(SECOND),
    sentiment: sentimentOf(tally),
    positive: tally.positive,
    neutral: tally.neutral,
    negative: tally.negative,
    topics: labelsOf(tally.topics, minUsers),
    intents: labelsOf(tally.intents, minUsers),
    proposedLabels: labelsOf(tally.proposed, minUsers).slice(0, 20)
      .map(({ label, messages, users }) => ({ label, messages, users })),
    languages: labelsOf(tally.languages, minUsers, "conversations")
      .map(({ label, ...counts }) => ({ language: label, ...counts })),
    hours: [...tally.hours].flatMap((messages, i) =>
      messages === 0 ? [] : [{ weekday: Math.floor(i / 24) + 1, hour: i % 24, messages }]
    ),
    days,
    previous: null,
    listed: tally.listing.all,
  };
  if (before) report.previous = comparison(report, before);
  return report;
}

/** A day as a longer period shows it. */
export function dayCount(day: number, tally: Tally): DayCount {
  const { conversations, messages, users } = tally;
  return { date: dateOf(day), conversations, messages, users: users.size, sentiment: sentimentOf(tally) };
}

/** Mean sentiment, to a thousandth. */
export function sentimentOf({ felt, positive, neutral, negative }: {
  felt: number;
  positive: number;
  neutral: number;
  negative: number;
}): number | null {
  const count = positive + neutral + negative;
  return count === 0 ? null : Math.round(felt / count) / 1000 || 0;
}

/** What changed since the period right before. */
export function comparison(now: PeriodReport, before: PeriodReport): Previous {
  const change = (field: "conversations" | "messages" | "activeUsers"): number | null =>
    before[field] === 0 ? null : round(now[field] / before[field] - 1);
  return {
    id: before.id,
    conversations: before.conversations,
    messages: before.messages,
    activeUsers: before.activeUsers,
    conversationsChange: change("conversations"),
    messagesChange: change("messages"),
    activeUsersChange: change("activeUsers"),
    sentimentChange: now.sentiment === null || before.sentiment === null
      ? null
      : round(now.sentiment - before.sentiment),
  };
}

/** Most first, by name between equals. What fewer users have than may be told apart stands together, last. */
function labelsOf({ all }: Groups, minUsers: number, by: "messages" | "conversations" = "messages"): LabelCount[] {
  const counts: LabelCount[] = [];
  let few: LabelCount | undefined;
  const together = new UserSet();
  for (const [label, { conversations, messages, users }] of all) {
    if (users.size >= minUsers) counts.push({ label, conversations, messages, users: users.size });
    else {
      few ??= { label: `(fewer than ${minUsers} users each)`, conversations: 0, messages: 0, users: 0 };
      few.conversations += conversations;
      few.messages += messages;
      together.merge(users);
      few.users = together.size;
    }
  }
  counts.sort((a, b) => b[by] - a[by] || (a.label < b.label ? -1 : 1));
  return few ? [...counts, few] : counts;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : round(part / whole);
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000 || 0;
}
