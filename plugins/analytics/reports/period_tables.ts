/**
 * The tables beside a period's charts.
 *
 * @module
 */
import type { LabelCount, PeriodReport } from "../analyze/record.ts";
import { csv } from "./csv.ts";
import { conversationsCsv } from "./tables.ts";

/** CSV by the chart's name. */
export function tablesOf(report: PeriodReport): Map<string, string> {
  const { topics, intents, languages, hours, days, proposedLabels } = report;
  const tables = new Map<string, string>([
    ["topics", csv(["topic", "conversations", "messages", "users"], topics.map(labelRow))],
    ["intents", csv(["intent", "conversations", "messages", "users"], intents.map(labelRow))],
    [
      "languages",
      csv(
        ["language", "conversations", "messages", "users"],
        languages.map((one) => labelRow({ ...one, label: one.language })),
      ),
    ],
    [
      "hours",
      csv(["weekday", "hour", "messages"], hours.map(({ weekday, hour, messages }) => [weekday, hour, messages])),
    ],
    ["sentiment", csv(["sentiment", "messages"], sentiments(report).map(({ name, value }) => [name, value]))],
    ["conversations", conversationsCsv(report.listed)],
  ]);
  if (report.kind !== "daily") {
    tables.set(
      "days",
      csv(
        ["date", "conversations", "messages", "users", "sentiment"],
        days.map((one) => [one.date, one.conversations, one.messages, one.users, one.sentiment]),
      ),
    );
  }
  if (proposedLabels.length > 0) {
    tables.set(
      "proposed",
      csv(["label", "messages", "users"], proposedLabels.map((one) => [one.label, one.messages, one.users])),
    );
  }
  return tables;
}

function labelRow({ label, conversations, messages, users }: LabelCount): [string, number, number, number] {
  return [label, conversations, messages, users];
}

/** Messages by sentiment, and the look of each. */
export function sentiments(
  { positive, neutral, negative }: PeriodReport,
): { name: string; value: number; kind: "good" | "even" | "bad" }[] {
  return [
    { name: "positive", value: positive, kind: "good" },
    { name: "neutral", value: neutral, kind: "even" },
    { name: "negative", value: negative, kind: "bad" },
  ];
}
