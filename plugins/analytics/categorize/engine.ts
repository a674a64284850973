/**
 * The three engines behind one interface.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { identify } from "../language/identify.ts";
import { loadScores } from "../language/load.ts";
import type { CategorizeSettings } from "./options.ts";
import type { Question } from "./question.ts";
import { RULES_VERSION, rulesOf } from "./rules.ts";
import { type ReadyTaxonomy, readyTaxonomy } from "./taxonomy.ts";
import { llmOf } from "./llm.ts";
import { localOf } from "./local.ts";
import type { Categories } from "./value.ts";

/** An engine. */
export interface Asking {
  /** Changes when the same question would get another answer. */
  readonly version: string;
  estimate(questions: readonly Question[]): { calls?: number; tokens?: number; dollars?: number };
  /** Answers in the order of the questions. */
  answer(questions: readonly Question[], context: Context): Promise<Categories[]>;
}

/** The engine that the options name. */
export function engineOf(settings: CategorizeSettings): Asking {
  const taxonomy = readyTaxonomy(settings.taxonomy);
  if (settings.engine === "llm") return llmOf(settings, taxonomy);
  if (settings.engine === "local") return localOf(settings, taxonomy);
  return byRules(settings, taxonomy);
}

function byRules({ expected }: CategorizeSettings, taxonomy: ReadyTaxonomy): Asking {
  const rules = rulesOf(taxonomy);
  const languages = { languages: new Set<string>(), expected: new Set(expected), minConfidence: 0.5 };
  return {
    version: `${RULES_VERSION}+${taxonomy.version}`,
    estimate: () => ({}),
    async answer(questions) {
      const scores = questions.some(({ language }) => language === undefined) ? await loadScores() : () => ({});
      return questions.map(({ text, language }) => rules(text, language ?? identify(text, scores, languages).language));
    },
  };
}
