/**
 * Putting conversations into numbers by the options of an analysis.
 *
 * @module
 */
import type { Conversation } from "../../../core/conversation.ts";
import { press } from "../../../core/garbage.ts";
import { rulesOf } from "../categorize/rules.ts";
import { DEFAULT_TAXONOMY, readyTaxonomy } from "../categorize/taxonomy.ts";
import { identifyConversation, spoken } from "../language/conversation.ts";
import { loadScores } from "../language/load.ts";
import type { AnalyzeSettings } from "./options.ts";
import { languageOf, type Missing, type Summary, summaryOf } from "./summary.ts";

/** Puts a conversation into numbers; a promise only where something has to be loaded for it first. */
export type Summarize = (conversation: Conversation) => Summary | Promise<Summary>;

/** Makes one. */
export function summarizer(settings: AnalyzeSettings): Summarize {
  const statuses = new Set(settings.resolvedStatuses.map((status) => status.toLowerCase()));
  const fields = { user: settings.userField, status: settings.statusField, language: settings.languageField };
  const missing = settings.missing === "rules" ? byRules() : { ...NOTHING };
  const summarize = (conversation: Conversation): Summary => summaryOf(conversation, fields, statuses, missing);
  let length = 0;
  return (conversation) => {
    length += conversation.messages.length;
    if (length > EVERY_MESSAGES) {
      length = 0;
      press(AT_ONCE_BYTES);
    }
    if (!missing.load || languageOf(conversation, fields.language) !== undefined) return summarize(conversation);
    return missing.load().then(() => summarize(conversation));
  };
}

/** Messages after which garbage is collected: what was read of them and let go would grow to several times of what is kept. */
const EVERY_MESSAGES = 20_000;
/** So much that V8 waits for the whole collection; it takes address space, no memory. */
export const AT_ONCE_BYTES: number = 2 ** 30;

/** What is worked out; `load` is there until it can tell languages. */
interface Lazy extends Missing {
  load?: () => Promise<void>;
}

const NOTHING: Missing = { language: () => "und", categories: () => undefined };

/** What tells languages takes 160 MB: it is loaded for the first conversation that brings none. */
function byRules(): Lazy {
  const languages = { languages: new Set<string>(), expected: new Set(["nl", "fr", "en", "de"]), minConfidence: 0.5 };
  const rules = rulesOf(readyTaxonomy(DEFAULT_TAXONOMY));
  const missing: Lazy = {
    language: () => "und",
    categories(message, language) {
      const said = message.hidden === undefined ? spoken(message) : "";
      return said.trim() === "" ? undefined : rules(said, language);
    },
    async load() {
      const scores = await loadScores();
      missing.language = (conversation) => identifyConversation(conversation, scores, languages).language;
      delete missing.load;
    },
  };
  return missing;
}
