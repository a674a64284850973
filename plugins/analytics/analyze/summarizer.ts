/**
 * Putting conversations into numbers by the options of an analysis.
 *
 * @module
 */
import type { Conversation } from "../../../core/conversation.ts";
import { rulesOf } from "../categorize/rules.ts";
import { DEFAULT_TAXONOMY, readyTaxonomy } from "../categorize/taxonomy.ts";
import { identifyConversation, spoken } from "../language/conversation.ts";
import { loadScores } from "../language/load.ts";
import type { AnalyzeSettings } from "./options.ts";
import { type Missing, type Summary, summaryOf } from "./summary.ts";

/** Puts a conversation into numbers. */
export type Summarize = (conversation: Conversation) => Summary;

/** Loads what it takes. */
export async function summarizer(settings: AnalyzeSettings): Promise<Summarize> {
  const missing = settings.missing === "rules" ? await byRules() : NOTHING;
  const statuses = new Set(settings.resolvedStatuses.map((status) => status.toLowerCase()));
  const fields = { user: settings.userField, status: settings.statusField, language: settings.languageField };
  return (conversation) => summaryOf(conversation, fields, statuses, missing);
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
