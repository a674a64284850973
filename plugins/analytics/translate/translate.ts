/**
 * `translate`: messages in other languages.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import type { Conversation, Message } from "../../../core/conversation.ts";
import { derivedOf, type DerivedPart, type DerivedValues, stampOf, withDerived } from "../../../core/derived.ts";
import { digest } from "../../../core/fingerprint.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { Derivation, Parts } from "../../../core/transform.ts";
import { speaks, spoken } from "../language/conversation.ts";
import type { Language } from "../language/identify.ts";
import { hostOf } from "../service/address.ts";
import { type AnswerCache, forgetAnswers, noCache, openCache } from "../service/cache.ts";
import { dollarsOf, tokensOf } from "../service/prices.ts";
import { sideBySide } from "../service/side_by_side.ts";
import { OVERHEAD, piecesOf, TRANSLATE_VERSION, type Translated, translateText } from "./ask.ts";
import { type TranslateOptions, translateSchema, type TranslateSettings } from "./options.ts";

/** The value of `derived.translations` of a message. */
export interface Translations {
  /** ISO 639-1 code of the original, or `und`. */
  from: string;
  /** One a language; none for the language that the message is in. `text` is null where the model would not. */
  translations: { language: string; text: string | null }[];
  /** What translated: the model, or `libretranslate`. */
  model: string;
}

/** Name of the value in `derived`. */
export const TRANSLATIONS = "translations";

type Unstamped = Omit<Derivation<Conversation, Conversation>, typeof PLUGIN>;

/** One text into one language. */
interface Task {
  unit: string;
  text: string;
  to: string;
}

/** Puts `Translations` into `derived.translations` of messages. What a store or the cache holds is not asked for again. */
export const translate: PluginFactory<TranslateOptions, TranslateSettings, Unstamped> = definePlugin({
  name: "translate",
  kind: "derivation",
  summary: "Messages in other languages, by a language model or a translation server.",
  accepts: ["conversation"],
  emits: "conversation",
  options: translateSchema,
  roles: { apiKey: "secret", baseUrl: "location", ioConcurrency: "tuning", timeoutMs: "tuning" },
  permissions: ({ baseUrl }) => ({ net: [hostOf(baseUrl)] }),
  create: makeDerivation,
});

function makeDerivation(settings: TranslateSettings): Unstamped {
  const by = settings.engine === "llm" ? settings.model : settings.engine;
  const version = `translate-${TRANSLATE_VERSION}+${by}+${settings.to.join(",")}`;
  const memo = noCache();
  // Asked for entry by entry: the messages of a conversation are looked through once.
  const known = new WeakMap<Conversation, Map<string, Message>>();
  const messagesOf = (conversation: Conversation): Map<string, Message> => {
    let all = known.get(conversation);
    if (!all) known.set(conversation, all = new Map(wanted(conversation, settings).map((one) => [one.id, one])));
    return all;
  };
  const derivation: Pick<Unstamped, "kind" | "name" | "version" | "inputs"> = {
    kind: "derivation",
    name: TRANSLATIONS,
    version,
    inputs(conversation: Conversation, part?: DerivedPart) {
      const messages = messagesOf(conversation);
      if (typeof part === "string") {
        const message = messages.get(part);
        return message && inputsOf(conversation, message);
      }
      // Nothing is derived of the conversation itself.
      if (part === null || messages.size === 0) return undefined;
      return [...messages.values()].map((message) => [message.id, inputsOf(conversation, message)]);
    },
  };
  const stamp = (conversation: Conversation, part: string): string =>
    stampOf(derivation as Unstamped, conversation, part)!;
  const open = (record: Conversation, parts: Parts): Message[] =>
    [...messagesOf(record).values()].filter((message) =>
      (parts === undefined || parts.has(message.id)) &&
      message.derived?.[TRANSLATIONS]?.of !== stamp(record, message.id)
    );
  const tasksOf = (record: Conversation, message: Message): Task[] =>
    settings.to.filter((to) => to !== languageOf(record, message))
      .map((to) => ({ unit: record.id, text: spoken(message).toWellFormed(), to }));
  const keyOf = ({ text, to }: Task): string => digest(JSON.stringify([TRANSLATIONS, TRANSLATE_VERSION, by, to, text]));

  async function answer(tasks: Task[], cache: AnswerCache, context: Context): Promise<Map<string, Translated>> {
    const found = new Map<string, Translated>();
    const missing = new Map<string, Task>();
    for (const task of tasks) {
      const key = keyOf(task);
      const held = cache.get(key) as Translated | undefined;
      if (held) found.set(key, held);
      else missing.set(key, task);
    }
    await sideBySide([...missing], settings.ioConcurrency, async ([key, { unit, text, to }]) => {
      const made = await translateText(text, to, settings, context);
      found.set(key, made);
      if (made.text !== null) cache.set(key, unit, made);
    });
    return found;
  }

  return {
    ...derivation,
    batchSize: 50,
    estimate(records, parts = []) {
      const tasks = records.flatMap((record, i) =>
        open(record, parts[i]).flatMap((message) => tasksOf(record, message))
      );
      const unique = [...new Map(tasks.map((task) => [keyOf(task), task])).values()];
      const pieces = unique.flatMap(({ text }) => piecesOf(text));
      const input = pieces.reduce((sum, piece) => sum + tokensOf(OVERHEAD + piece.length), 0);
      const output = pieces.reduce((sum, piece) => sum + tokensOf(piece.length), 0);
      if (settings.engine !== "llm") return { calls: pieces.length };
      const dollars = dollarsOf(settings.model, input, output, false);
      return { calls: pieces.length, tokens: input + output, ...(dollars === undefined ? {} : { dollars }) };
    },
    async derive(records: Conversation[], context: Context, parts: Parts[] = []): Promise<Conversation[]> {
      const todo = records.map((record, i) =>
        open(record, parts[i]).map((message) => ({ message, tasks: tasksOf(record, message) }))
      );
      const cache = context.stateFolder === undefined ? memo : await openCache(context);
      let found: Map<string, Translated>;
      try {
        found = await answer(todo.flat().flatMap(({ tasks }) => tasks), cache, context);
      } finally {
        if (cache !== memo) cache.close();
      }
      memo.close();
      return records.map((record, i) => {
        const added = new Map<string | null, DerivedValues>();
        for (const { message, tasks } of todo[i]) {
          const made = tasks.map((task) => ({ language: task.to, ...found.get(keyOf(task))! }));
          const from = languageOf(record, message) ?? made.find((one) => one.from !== "und")?.from ?? "und";
          const translations = made.filter(({ language }) => language !== from).map(({ language, text }) => ({
            language,
            text,
          }));
          const value: Translations = { from, translations, model: by };
          added.set(message.id, { [TRANSLATIONS]: { of: stamp(record, message.id), value } });
        }
        return withDerived(record, added);
      });
    },
    forget: forgetAnswers,
  } as Unstamped;
}

function wanted({ messages }: Conversation, { messages: whose }: TranslateSettings): Message[] {
  return messages.filter((message) =>
    message.hidden === undefined && (whose === "all" ? speaks(message) : message.role === "user") &&
    /\p{L}/u.test(spoken(message))
  );
}

/** Where a transform has said it, and was sure. */
function languageOf(conversation: Conversation, message: Message): string | undefined {
  const own = derivedOf<Language>(message, "language") ?? derivedOf<Language>(conversation, "language");
  return own && own.language !== "und" && own.confidence >= 0.6 ? own.language : undefined;
}

function inputsOf(conversation: Conversation, message: Message): unknown {
  return [spoken(message), languageOf(conversation, message) ?? null];
}
