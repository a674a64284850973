/**
 * Options of `analyze` and of the store that keeps an analysis.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import { digest } from "../../../core/fingerprint.ts";
import { isTimeZone } from "../../../core/time_zone.ts";
import type { PeriodKind } from "./record.ts";

/** Options of `analyze`. */
export interface AnalyzeOptions {
  /**
   * Zone of days and hours, as `Europe/Amsterdam`.
   * @default "UTC"
   */
  timeZone?: string;
  /**
   * First day of a week; Monday makes the weeks of ISO 8601.
   * @default "monday"
   */
  weekStart?: "monday" | "sunday" | "saturday";
  /**
   * Kinds of periods to report on.
   * @default ["daily", "weekly", "monthly"]
   */
  periods?: PeriodKind[];
  /**
   * Also a report on each user.
   * @default true
   */
  users?: boolean;
  /**
   * Most conversations that a report lists, the longest first.
   * @default 200
   */
  listed?: number;
  /**
   * Topics, intents and languages with fewer users stand together.
   * @default 0
   */
  minUsers?: number;
  /**
   * Statuses of resolved conversations, in any case.
   * @default ["resolved", "closed", "solved", "done", "completed"]
   */
  resolvedStatuses?: string[];
  /**
   * Where `metadata` names the user, compared without case, spaces and underscores.
   * @default "UserId"
   */
  userField?: string;
  /**
   * Where `metadata` names the status.
   * @default "Status"
   */
  statusField?: string;
  /**
   * Where `metadata` names the language.
   * @default "Language"
   */
  languageField?: string;
  /**
   * What tells languages and categories of conversations that bring none: the rules, or nothing.
   * @default "rules"
   */
  missing?: "rules" | "nothing";
}

/** Options with defaults filled in. */
export type AnalyzeSettings = Required<AnalyzeOptions>;

/** The fields of the schema. */
export const analyzeFields = {
  timeZone: z.string().refine(isTimeZone, "expected the name of a time zone, as Europe/Amsterdam").default("UTC")
    .describe(
      "Zone of days and hours, as Europe/Amsterdam.",
    ),
  weekStart: z.enum(["monday", "sunday", "saturday"]).default("monday").describe("First day of a week."),
  periods: z.array(z.enum(["daily", "weekly", "monthly"])).default(["daily", "weekly", "monthly"]).describe(
    "Kinds of periods to report on.",
  ),
  users: z.boolean().default(true).describe("Also a report on each user."),
  listed: z.int().min(0).max(10_000).default(200).describe("Most conversations that a report lists, longest first."),
  minUsers: z.int().min(0).default(0).describe("Topics, intents and languages with fewer users stand together."),
  resolvedStatuses: z.array(z.string().min(1)).default(["resolved", "closed", "solved", "done", "completed"]).describe(
    "Statuses of resolved conversations, in any case.",
  ),
  userField: z.string().min(1).default("UserId").describe("Where `metadata` names the user."),
  statusField: z.string().min(1).default("Status").describe("Where `metadata` names the status."),
  languageField: z.string().min(1).default("Language").describe("Where `metadata` names the language."),
  missing: z.enum(["rules", "nothing"]).default("rules").describe(
    "What tells languages and categories of conversations that bring none.",
  ),
};

/** Raised when conversations come to other numbers, or numbers to other reports, than before. */
const VERSION = 1;

/** What a kept analysis is good for: with other options it is made anew. */
export function rulesOfAnalysis(settings: AnalyzeSettings): string {
  const named = Object.keys(analyzeFields).map((name) => [name, settings[name as keyof AnalyzeSettings]]);
  return digest(JSON.stringify([VERSION, named]));
}
