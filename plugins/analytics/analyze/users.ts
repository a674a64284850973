/**
 * Users over all that was read.
 *
 * @module
 */
import { sentimentLabel } from "../categorize/value.ts";
import { sentimentOf } from "./period.ts";
import type { UserReport } from "./record.ts";
import type { Summary } from "./summary.ts";

/** What is counted of one user; whole numbers, so that no order matters. */
class UserTally {
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
}

/** All users. Memory follows their number and the days on which they were active. */
export class Users {
  readonly #all = new Map<string, UserTally>();

  /** `day`: on which the conversation began; absent where it is undated. */
  add(summary: Summary, day: number | undefined): void {
    if (summary.user === undefined) return;
    let tally = this.#all.get(summary.user);
    if (!tally) this.#all.set(summary.user, tally = new UserTally());
    tally.conversations++;
    tally.messages += summary.messages;
    tally.userMessages += summary.userMessages;
    if (summary.resolved) tally.resolved++;
    if (summary.firstResponseMs !== undefined) {
      tally.responses++;
      tally.responseMs += summary.firstResponseMs;
    }
    if (day !== undefined) tally.days.add(day);
    if (summary.at !== undefined) {
      tally.firstAt = Math.min(tally.firstAt ?? Infinity, summary.at);
      tally.lastAt = Math.max(tally.lastAt ?? -Infinity, summary.at);
    }
    bump(tally.languages, summary.language);
    for (const { topic, sentiment } of summary.categories) {
      if (topic !== null) bump(tally.topics, topic);
      if (sentiment === null) continue;
      tally.felt += Math.round(sentiment * 1000);
      tally[sentimentLabel(sentiment)!]++;
    }
  }

  /** The first day of each user that has one. */
  *firstDays(): Generator<number> {
    for (const { days } of this.#all.values()) {
      let first = Infinity;
      for (const day of days) first = Math.min(first, day);
      if (first !== Infinity) yield first;
    }
  }

  /** Their reports, by user. */
  *reports(): Generator<UserReport> {
    for (const user of [...this.#all.keys()].sort()) yield reportOf(user, this.#all.get(user)!);
  }
}

function reportOf(user: string, tally: UserTally): UserReport {
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
