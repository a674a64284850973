/**
 * `analyze`: reports on days, weeks, months and users.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import { isTimeZone } from "../../../core/time_zone.ts";
import type { OpenTransform, TransformObject } from "../../../core/transform.ts";
import { rulesOf } from "../categorize/rules.ts";
import { DEFAULT_TAXONOMY, readyTaxonomy } from "../categorize/taxonomy.ts";
import { identifyConversation, spoken } from "../language/conversation.ts";
import { loadScores } from "../language/load.ts";
import { Analysis } from "./analysis.ts";
import type { AnalyticsReport, PeriodKind } from "./record.ts";
import { type Missing, summaryOf } from "./summary.ts";
import { zoneOf } from "./zone.ts";

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

const schema: z.ZodType<AnalyzeSettings, AnalyzeOptions> = z.strictObject({
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
});

type Unstamped = Omit<TransformObject<Conversation, AnalyticsReport>, typeof PLUGIN>;

/**
 * Reports on days, weeks, months and users, once all conversations were read. A report covers the conversations that
 * began in its period, whole. It looks across units: put a store between it and a source that hands over changes only.
 */
export const analyze: PluginFactory<AnalyzeOptions, AnalyzeSettings, Unstamped> = definePlugin({
  name: "analyze",
  kind: "transform",
  summary: "Daily, weekly and monthly reports on conversations, and one on each user.",
  accepts: ["conversation"],
  emits: "report",
  options: schema,
  permissions: () => ({}),
  create: (settings: AnalyzeSettings): Unstamped => ({
    kind: "transform",
    name: "analyze",
    across: true,
    open: (context) => openAnalysis(settings, context),
  }),
});

async function openAnalysis(
  settings: AnalyzeSettings,
  context: Context,
): Promise<OpenTransform<Conversation, AnalyticsReport>> {
  const analysis = new Analysis({ ...settings, zone: zoneOf(settings.timeZone) });
  const missing = settings.missing === "rules" ? await byRules() : NOTHING;
  const statuses = new Set(settings.resolvedStatuses.map((status) => status.toLowerCase()));
  const fields = { user: settings.userField, status: settings.statusField, language: settings.languageField };
  return {
    apply(conversation) {
      if (!analysis.add(summaryOf(conversation, fields, statuses, missing))) context.count("undated conversations");
      return [];
    },
    end: () => [...analysis.reports()],
  };
}

const NOTHING: Missing = { language: () => "und", categories: () => undefined };

async function byRules(): Promise<Missing> {
  const scores = await loadScores();
  const languages = { languages: new Set<string>(), expected: new Set(["nl", "fr", "en", "de"]), minConfidence: 0.5 };
  const rules = rulesOf(readyTaxonomy(DEFAULT_TAXONOMY));
  return {
    language: (conversation) => identifyConversation(conversation, scores, languages).language,
    categories(message, language) {
      const said = message.hidden === undefined ? spoken(message) : "";
      return said.trim() === "" ? undefined : rules(said, language);
    },
  };
}
