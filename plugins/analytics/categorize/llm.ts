/**
 * The engine that asks a language model.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { transient } from "../../../core/errors.ts";
import { digest } from "../../../core/fingerprint.ts";
import { askBatch } from "../service/batch.ts";
import { type AnswerCache, noCache, openCache } from "../service/cache.ts";
import { chat, type ChatAnswer, type ChatQuestion } from "../service/chat.ts";
import { dollarsOf, tokensOf } from "../service/prices.ts";
import { sideBySide } from "../service/side_by_side.ts";
import type { Asking } from "./engine.ts";
import type { CategorizeSettings } from "./options.ts";
import { INSTRUCTIONS_VERSION, instructionsOf, readCategories, schemaOf } from "./prompt.ts";
import type { Question } from "./question.ts";
import type { ReadyTaxonomy } from "./taxonomy.ts";
import type { Categories } from "./value.ts";

/** Tokens of an answer: about, and at most. */
const ANSWER_TOKENS = 50;
const MAX_TOKENS = 300;

/** Makes the engine. */
export function llmOf(settings: CategorizeSettings, taxonomy: ReadyTaxonomy): Asking {
  const { model, batch, ioConcurrency } = settings;
  const version = `llm-${INSTRUCTIONS_VERSION}+${model}+${settings.priorMessages}+${taxonomy.version}`;
  const instructions = instructionsOf(taxonomy);
  const schema = schemaOf(taxonomy);
  const keyOf = ({ text, prior }: Question): string => digest(JSON.stringify([version, text, prior]));
  const asChat = ({ text, prior }: Question): ChatQuestion => ({
    model,
    instructions,
    data: { before: prior, message: text },
    schemaName: "categories",
    schema,
    maxTokens: MAX_TOKENS,
  });

  // Without a state folder: what was answered before a failure is not asked for again by the next attempt.
  const memo = noCache();

  async function answerAll(
    open: Map<string, Question>,
    cache: AnswerCache,
    context: Context,
  ): Promise<Map<string, Categories>> {
    const found = new Map<string, Categories>();
    const take = (key: string, answer: ChatAnswer): void => {
      const { unit } = open.get(key)!;
      const value = readCategories(answer, taxonomy, model);
      if (answer.kind !== "answer") context.count(`categories ${answer.kind}`);
      found.set(key, value);
      // What was cut off may be whole another time.
      if (answer.kind !== "cut") cache.set(key, unit, value);
    };
    if (batch) {
      const asked = new Map([...open].map(([key, question]) => [key, asChat(question)]));
      const answers = await askBatch(asked, { service: settings, pollSeconds: settings.pollSeconds, cache }, context);
      for (const [key, answer] of answers) if (open.has(key)) take(key, answer);
      const left = open.size - found.size;
      if (left > 0) {
        throw transient(new Error(`Cannot categorise ${left} messages: their batch ended without answers to them`));
      }
    } else {
      await sideBySide([...open], ioConcurrency, async ([key, question]) => {
        take(key, await chat(settings, asChat(question), context));
      });
    }
    return found;
  }

  return {
    version,
    estimate(questions) {
      const unique = new Map(questions.map((question) => [keyOf(question), question]));
      const each = instructions.length + JSON.stringify(schema).length;
      let characters = 0;
      for (const { text, prior } of unique.values()) {
        characters += each + text.length + prior.reduce((sum, one) => sum + one.text.length, 0);
      }
      const [input, output] = [tokensOf(characters), unique.size * ANSWER_TOKENS];
      const dollars = dollarsOf(model, input, output, batch);
      return { calls: unique.size, tokens: input + output, ...(dollars === undefined ? {} : { dollars }) };
    },
    async answer(questions, context) {
      const keys = questions.map(keyOf);
      const known = new Map<string, Categories>();
      const open = new Map<string, Question>();
      const cache = context.stateFolder === undefined ? memo : await openCache(context);
      try {
        for (const [i, key] of keys.entries()) {
          const held = cache.get(key) as Categories | undefined;
          if (held) {
            known.set(key, held);
            context.count("categories from the cache");
          } else open.set(key, questions[i]);
        }
        if (open.size > 0) { for (const [key, value] of await answerAll(open, cache, context)) known.set(key, value); }
      } finally {
        cache.close();
      }
      return keys.map((key) => known.get(key)!);
    },
  };
}
