/**
 * The records that `analyze` makes: one a period, one a user.
 *
 * @module
 */
import type { Listed } from "./listing.ts";

/** Kinds of periods. */
export type PeriodKind = "daily" | "weekly" | "monthly";

/** Counts of a topic or intent. */
export interface LabelCount {
  label: string;
  /** Conversations of which it is the main one. */
  conversations: number;
  /** Messages of users that have it. */
  messages: number;
  /** Different users. */
  users: number;
}

/** Counts of a language. */
export interface LanguageCount {
  /** ISO 639-1, or `und`. */
  language: string;
  conversations: number;
  /** All messages of those conversations. */
  messages: number;
  users: number;
}

/** Mean, median and 90th percentile; null where nothing was measured. */
export interface Spread {
  count: number;
  mean: number | null;
  median: number | null;
  p90: number | null;
}

/** A day inside a longer period. */
export interface DayCount {
  date: string;
  conversations: number;
  messages: number;
  users: number;
  /** Mean, -1 to 1; null where nothing was felt. */
  sentiment: number | null;
}

/** What changed since the period before. */
export interface Previous {
  id: string;
  conversations: number;
  messages: number;
  activeUsers: number;
  /** Share by which it grew (0.25 is a quarter more); null where there was nothing before. */
  conversationsChange: number | null;
  messagesChange: number | null;
  activeUsersChange: number | null;
  /** Difference of the means; null where either is missing. */
  sentimentChange: number | null;
}

/** One period. It covers the conversations that began in it, whole. */
export interface PeriodReport {
  /** `daily:2026-03-01`. */
  id: string;
  kind: PeriodKind;
  /** First day, as `2026-03-01`. */
  start: string;
  /** Last day. */
  end: string;
  /** For people: `2026-03-01`, `2026-W09`, `2026-03`. */
  label: string;
  timeZone: string;
  /** Epoch ms. */
  startAt: number;
  /** Epoch ms, not included. */
  endAt: number;
  conversations: number;
  messages: number;
  userMessages: number;
  assistantMessages: number;
  activeUsers: number;
  /** Users whose first conversation of all began in it. */
  newUsers: number;
  messagesPerConversation: Spread;
  firstResponseSeconds: Spread;
  replySeconds: Spread;
  /** Conversations that have a status. */
  statusKnown: number;
  resolved: number;
  /** Users with a resolved conversation. */
  resolvedUsers: number;
  /** Of those that have a status; null where none has. */
  resolutionRate: number | null;
  resolutionSeconds: Spread;
  /** Mean over messages, -1 to 1; null where nothing is known of any. */
  sentiment: number | null;
  positive: number;
  neutral: number;
  negative: number;
  topics: LabelCount[];
  intents: LabelCount[];
  /** Topics that models found missing; the 20 most frequent. */
  proposedLabels: { label: string; messages: number; users: number }[];
  languages: LanguageCount[];
  /** Messages of users by weekday (1 Monday to 7 Sunday) and hour (0 to 23); hours without any are left out. */
  hours: { weekday: number; hour: number; messages: number }[];
  /** Its days; of a day: none. */
  days: DayCount[];
  /** Absent where there is no earlier period that has conversations right before it. */
  previous: Previous | null;
  /** The longest conversations, as many as `listed` says. */
  listed: Listed[];
}

/** One user over all that was read. */
export interface UserReport {
  /** `user:42`. */
  id: string;
  kind: "user";
  user: string;
  /** Epoch ms of the first and the last conversation's beginning. */
  firstAt: number | null;
  lastAt: number | null;
  /** Days on which a conversation began. */
  activeDays: number;
  conversations: number;
  messages: number;
  userMessages: number;
  messagesPerConversation: number;
  /** Mean over messages, -1 to 1. */
  sentiment: number | null;
  positive: number;
  neutral: number;
  negative: number;
  resolved: number;
  firstResponseSecondsMean: number | null;
  topics: { label: string; messages: number }[];
  languages: { language: string; conversations: number }[];
}

/** What `analyze` hands on. */
export type AnalyticsReport = PeriodReport | UserReport;
