/**
 * `detectLanguage`: says in which language messages and conversations are.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { TransformObject } from "../../../core/transform.ts";
import { saidIn, withLanguages } from "./conversation.ts";
import { Judges, MOST_ASKED } from "./judges.ts";
import { loadScores } from "./load.ts";

/** Options of `detectLanguage`. */
export interface DetectLanguageOptions {
  /**
   * The only languages that may be named, as ISO 639-1 codes.
   * @default all that are known, sixty
   */
  languages?: string[];
  /**
   * Languages that are likely here: short messages lean to them.
   * @default ["nl", "fr", "en", "de"]
   */
  expected?: string[];
  /**
   * Least confidence (0 to 1) with which a language is named; below it stands `und`.
   * @default 0.5
   */
  minConfidence?: number;
  /**
   * Most threads that tell languages at once, this one among them, and no more than there are processors. Each further one
   * takes 200 MB, and starts once there is enough to do.
   * @default 1
   */
  maxWorkers?: number;
}

/** Options with defaults filled in. */
export interface DetectLanguageSettings {
  languages: string[];
  expected: string[];
  minConfidence: number;
  maxWorkers: number;
}

const code = z.string().regex(/^[a-z]{2,3}$/, "expected a code of ISO 639, as nl");

const schema: z.ZodType<DetectLanguageSettings, DetectLanguageOptions> = z.strictObject({
  languages: z.array(code).default([]).describe("The only languages that may be named; by default all that are known."),
  expected: z.array(code).default(["nl", "fr", "en", "de"]).describe(
    "Languages that are likely here: short messages lean to them.",
  ),
  minConfidence: z.number().min(0).max(1).default(0.5).describe(
    "Least confidence with which a language is named; below it stands `und`.",
  ),
  maxWorkers: z.int().min(1).max(1024).default(1).describe("Most threads that tell languages at once."),
});

type Unstamped = Omit<TransformObject<Conversation, Conversation>, typeof PLUGIN>;

/**
 * Puts `{ language, confidence }` into `derived.language` of messages of users and assistants, and of the conversation.
 * A message that says too little takes the language of its conversation, if that is sure and nothing speaks against it.
 */
export const detectLanguage: PluginFactory<DetectLanguageOptions, DetectLanguageSettings, Unstamped> = definePlugin({
  name: "detectLanguage",
  kind: "transform",
  summary: "Says in which language messages and conversations are.",
  accepts: ["conversation"],
  emits: "conversation",
  options: schema,
  roles: { maxWorkers: "tuning" },
  permissions: () => ({}),
  create: ({ languages, expected, minConfidence, maxWorkers }: DetectLanguageSettings): Unstamped => ({
    kind: "transform",
    name: "detectLanguage",
    async open(context) {
      const scores = await loadScores();
      const rules = { languages: new Set(languages), expected: new Set(expected), minConfidence };
      const judges = new Judges(context, scores, rules, maxWorkers);
      return {
        concurrency: maxWorkers === 1 ? undefined : (judges.most - 1) * MOST_ASKED + 1,
        apply(conversation) {
          const said = saidIn(conversation);
          const judged = judges.ask(said);
          if (!(judged instanceof Promise)) return withLanguages(conversation, said, judged, rules);
          return judged.then((one) => withLanguages(conversation, said, one, rules));
        },
        close: () => judges.close(),
      };
    },
  }),
});
