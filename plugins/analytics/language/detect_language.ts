/**
 * `detectLanguage`: says in which language messages and conversations are.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { TransformObject } from "../../../core/transform.ts";
import { withLanguages } from "./conversation.ts";
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
}

/** Options with defaults filled in. */
export interface DetectLanguageSettings {
  languages: string[];
  expected: string[];
  minConfidence: number;
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
  permissions: () => ({}),
  create: ({ languages, expected, minConfidence }: DetectLanguageSettings): Unstamped => ({
    kind: "transform",
    name: "detectLanguage",
    async open() {
      const scores = await loadScores();
      const rules = { languages: new Set(languages), expected: new Set(expected), minConfidence };
      return { apply: (conversation) => withLanguages(conversation, scores, rules) };
    },
  }),
});
