/**
 * `categorize`: topic, intent and sentiment of what users say.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { derivedOf, type DerivedPart, type DerivedValues, stampOf, withDerived } from "../../../core/derived.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { Derivation, Parts } from "../../../core/transform.ts";
import { forgetAnswers } from "../service/cache.ts";
import { type Asking, engineOf } from "./engine.ts";
import { type CategorizeOptions, categorizeSchema, type CategorizeSettings } from "./options.ts";
import { permissionsOf } from "./permissions.ts";
import { type Question, questionsOf } from "./question.ts";
import { type Categories, summarize } from "./value.ts";

/** Name of the value in `derived`. */
export const CATEGORIES = "categories";

type Unstamped = Omit<Derivation<Conversation, Conversation>, typeof PLUGIN>;

/**
 * Puts `Categories` into `derived.categories` of each message of a user, and `ConversationCategories`, which is made of
 * those, into that of the conversation. What a store or the cache holds of the same words is not asked for again.
 */
export const categorize: PluginFactory<CategorizeOptions, CategorizeSettings, Unstamped> = definePlugin({
  name: "categorize",
  kind: "derivation",
  summary: "Topic, intent and sentiment of what users say: by rules, by a language model, or by a local model.",
  accepts: ["conversation"],
  emits: "conversation",
  options: categorizeSchema,
  roles: {
    apiKey: "secret",
    baseUrl: "location",
    ioConcurrency: "tuning",
    timeoutMs: "tuning",
    batch: "tuning",
    pollSeconds: "tuning",
    device: "tuning",
    maxWorkers: "tuning",
  },
  permissions: permissionsOf,
  create: makeDerivation,
});

function makeDerivation(settings: CategorizeSettings): Unstamped {
  const asking: Asking = engineOf(settings);
  const context = settings.engine === "llm" ? settings.priorMessages : 0;
  // Asked for entry by entry: the messages of a conversation are looked through once.
  const known = new WeakMap<Conversation, Map<string, Question>>();
  const questions = (conversation: Conversation): Map<string, Question> => {
    let all = known.get(conversation);
    if (!all) known.set(conversation, all = new Map(questionsOf(conversation, context).map((one) => [one.part, one])));
    return all;
  };
  const wanted = (conversation: Conversation, parts: Parts): Question[] => {
    const all = [...questions(conversation).values()];
    // The conversation's own value is made of those of its messages.
    return parts === undefined || parts.has(null) ? all : all.filter(({ part }) => parts.has(part));
  };
  const derivation: Omit<Unstamped, "derive" | "estimate"> = {
    kind: "derivation",
    name: CATEGORIES,
    version: asking.version,
    batchSize: settings.batch ? 2_000 : 100,
    inputs(conversation: Conversation, part?: DerivedPart) {
      const all = questions(conversation);
      if (typeof part === "string") {
        const one = all.get(part);
        return one && contentOf(one);
      }
      return all.size === 0 ? undefined : [...all.values()].map((one) => [one.part, contentOf(one)]);
    },
  };
  const stamp = (conversation: Conversation, part: string | null): string =>
    stampOf(derivation as Unstamped, conversation, part)!;
  /** What the message has already, of the same words. */
  const held = (conversation: Conversation, part: string): Categories | undefined => {
    const derived = questions(conversation).get(part)?.derived;
    const value = derivedOf<Categories>({ derived }, CATEGORIES);
    return value && derived![CATEGORIES].of === stamp(conversation, part) ? value : undefined;
  };
  return {
    ...derivation,
    estimate(records, parts = []) {
      const open = records.flatMap((record, i) => wanted(record, parts[i]).filter(({ part }) => !held(record, part)));
      return asking.estimate(open);
    },
    async derive(records: Conversation[], context: Context, parts: Parts[] = []): Promise<Conversation[]> {
      const answers: Map<string, Categories>[] = records.map(() => new Map());
      const open: { index: number; question: Question }[] = [];
      for (const [index, record] of records.entries()) {
        for (const question of wanted(record, parts[index])) {
          const value = held(record, question.part);
          if (value) answers[index].set(question.part, value);
          else open.push({ index, question });
        }
      }
      const values = await asking.answer(open.map(({ question }) => question), context);
      for (const [i, { index, question }] of open.entries()) answers[index].set(question.part, values[i]);
      return records.map((record, i) => {
        const added = new Map<string | null, DerivedValues>();
        for (const [part, value] of answers[i]) {
          added.set(part, { [CATEGORIES]: { of: stamp(record, part), value } });
        }
        const whole = parts[i] === undefined || parts[i]!.has(null) ? summarize([...answers[i].values()]) : undefined;
        if (whole) added.set(null, { [CATEGORIES]: { of: stamp(record, null), value: whole } });
        return withDerived(record, added);
      });
    },
    forget: forgetAnswers,
  } as Unstamped;
}

function contentOf({ text, language, prior }: Question): unknown {
  return [text, language ?? null, prior.map(({ role, text }) => [role, text])];
}
