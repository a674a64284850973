/**
 * Reports as they may come from anywhere: checked before a file is named after them.
 *
 * @module
 */
import type { AnalyticsReport, PeriodReport, UserReport } from "../analyze/record.ts";

const KINDS = new Set(["daily", "weekly", "monthly"]);
const DATE = /^[+-]?\d{4,6}-\d{2}-\d{2}$/;
const LISTS = ["topics", "intents", "proposedLabels", "languages", "hours", "days", "listed"] as const;

/**
 * A record as a report.
 *
 * @throws {TypeError} for anything that `analyze` would not have made
 */
export function checkReport(record: unknown): AnalyticsReport {
  if (typeof record !== "object" || record === null) throw wrong("it is no object");
  const report = record as { readonly [K in keyof PeriodReport | "user"]?: unknown };
  if (report.kind === "user") {
    if (typeof report.user !== "string") throw wrong(`its kind is "user", and it names none`);
    return record as UserReport;
  }
  if (typeof report.kind !== "string" || !KINDS.has(report.kind)) {
    throw wrong(`its kind is ${JSON.stringify(report.kind)}`);
  }
  if (typeof report.start !== "string" || !DATE.test(report.start)) {
    throw wrong(`its start is ${JSON.stringify(report.start)}`);
  }
  const missing = LISTS.filter((name) => !Array.isArray(report[name]));
  if (missing.length > 0) throw wrong(`it has no list of ${missing.join(", ")}`);
  return record as PeriodReport;
}

function wrong(what: string): TypeError {
  return new TypeError(`Cannot write a page of a report: ${what}, expected what analyze() makes`);
}
