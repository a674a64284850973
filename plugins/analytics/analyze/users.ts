/**
 * One user over all that was read.
 *
 * @module
 */
import { sentimentLabel } from "../categorize/value.ts";
import { sentimentOf } from "./period.ts";
import type { UserReport } from "./record.ts";
import type { Summary } from "./summary.ts";

/** What is counted of one user; whole numbers, so that no order matters. */
export class UserTally {
  conversations = 0;
  messages = 0;
  userMessages = 0;
  positive = 0;
  neutral = 0;
  negative = 0;
  felt = 0;
  resolved = 0;
  responses = 0;
  responseMs = 0;
  firstAt?: number;
  lastAt?: number;
  readonly days: Set<number> = new Set();
  readonly topics: Map<string, number> = new Map();
  readonly languages: Map<string, number> = new Map();

  /** `day`: on which the conversation began; absent where it is undated. */
  add(summary: Summary, day: number | undefined): void {
    this.conversations++;
    this.messages += summary.messages;
    this.userMessages += summary.userMessages;
    if (summary.resolved) this.resolved++;
    if (summary.firstResponseMs !== undefined) {
      this.responses++;
      this.responseMs += summary.firstResponseMs;
    }
    if (day !== undefined) this.days.add(day);
    if (summary.at !== undefined) {
      this.firstAt = Math.min(this.firstAt ?? Infinity, summary.at);
      this.lastAt = Math.max(this.lastAt ?? -Infinity, summary.at);
    }
    bump(this.languages, summary.language);
    for (const { topic, sentiment } of summary.categories) {
      if (topic !== null) bump(this.topics, topic);
      if (sentiment === null) continue;
      this.felt += Math.round(sentiment * 1000);
      this[sentimentLabel(sentiment)!]++;
    }
  }
}

/** A user's report. */
export function userReportOf(user: string, tally: UserTally): UserReport {
  const { conversations, messages, userMessages, positive, neutral, negative, resolved, responses } = tally;
  return {
    id: `user:${user}`,
    kind: "user",
    user,
    firstAt: tally.firstAt ?? null,
    lastAt: tally.lastAt ?? null,
    activeDays: tally.days.size,
    conversations,
    messages,
    userMessages,
    messagesPerConversation: thousandth(messages / conversations),
    sentiment: sentimentOf(tally),
    positive,
    neutral,
    negative,
    resolved,
    firstResponseSecondsMean: responses === 0 ? null : thousandth(tally.responseMs / responses / 1000),
    topics: ranked(tally.topics).map(([label, count]) => ({ label, messages: count })),
    languages: ranked(tally.languages).map(([language, count]) => ({ language, conversations: count })),
  };
}

function bump(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function ranked(counts: Map<string, number>): [string, number][] {
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

function thousandth(value: number): number {
  return Math.round(value * 1000) / 1000;
}
