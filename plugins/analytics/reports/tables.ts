/**
 * Larger tables: conversations, periods, users.
 *
 * @module
 */
import type { Listed } from "../analyze/listing.ts";
import type { PeriodReport, UserReport } from "../analyze/record.ts";
import { csv, type CsvCell, line } from "./csv.ts";

/** One line a conversation. */
export function conversationsCsv(listed: readonly Listed[]): string {
  return csv(
    [
      "id",
      "title",
      "began",
      "user",
      "messages",
      "topic",
      "intent",
      "sentiment",
      "language",
      "status",
      "first_response_seconds",
    ],
    listed.map((one): CsvCell[] => [
      one.id,
      one.title,
      isoTime(one.at),
      one.user,
      one.messages,
      one.topic,
      one.intent,
      one.sentiment,
      one.language,
      one.status,
      one.firstResponseSeconds,
    ]),
  );
}

/** A moment in UTC; null where there is none. */
export function isoTime(at: number | null): string | null {
  return typeof at !== "number" || Number.isNaN(new Date(at).getTime()) ? null : new Date(at).toISOString();
}

/** Columns of the table of periods. */
export const PERIOD_COLUMNS: readonly string[] = [
  "start",
  "end",
  "conversations",
  "messages",
  "user_messages",
  "assistant_messages",
  "active_users",
  "new_users",
  "messages_per_conversation_mean",
  "messages_per_conversation_median",
  "messages_per_conversation_p90",
  "first_response_seconds_mean",
  "first_response_seconds_median",
  "first_response_seconds_p90",
  "reply_seconds_mean",
  "reply_seconds_median",
  "reply_seconds_p90",
  "status_known",
  "resolved",
  "resolved_users",
  "resolution_rate",
  "resolution_seconds_median",
  "sentiment",
  "positive",
  "neutral",
  "negative",
];

/** One line a period. */
export function periodLine(report: PeriodReport): string {
  const { messagesPerConversation: each, firstResponseSeconds: first, replySeconds: reply } = report;
  return line([
    report.start,
    report.end,
    report.conversations,
    report.messages,
    report.userMessages,
    report.assistantMessages,
    report.activeUsers,
    report.newUsers,
    each.mean,
    each.median,
    each.p90,
    first.mean,
    first.median,
    first.p90,
    reply.mean,
    reply.median,
    reply.p90,
    report.statusKnown,
    report.resolved,
    report.resolvedUsers,
    report.resolutionRate,
    report.resolutionSeconds.median,
    report.sentiment,
    report.positive,
    report.neutral,
    report.negative,
  ]);
}

/** Columns of the table of users. */
export const USER_COLUMNS: readonly string[] = [
  "user",
  "first",
  "last",
  "active_days",
  "conversations",
  "messages",
  "user_messages",
  "messages_per_conversation",
  "sentiment",
  "positive",
  "neutral",
  "negative",
  "resolved",
  "first_response_seconds_mean",
];

/** One line a user. */
export function userLine(report: UserReport): string {
  return line([
    report.user,
    isoTime(report.firstAt),
    isoTime(report.lastAt),
    report.activeDays,
    report.conversations,
    report.messages,
    report.userMessages,
    report.messagesPerConversation,
    report.sentiment,
    report.positive,
    report.neutral,
    report.negative,
    report.resolved,
    report.firstResponseSecondsMean,
  ]);
}
