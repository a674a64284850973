/**
 * Languages of a conversation: of each message, and of the whole.
 *
 * @module
 */
import type { Conversation, Derived, Message } from "../../../core/conversation.ts";
import { digest } from "../../../core/fingerprint.ts";
import { text } from "../../../core/text.ts";
import { identify, type Language, rank, type Rules, type Scores, UNDETERMINED, usual, wordsOf } from "./identify.ts";

/** Raised when the same text would be said to be in another language. */
export const LANGUAGE_VERSION = "1";

/** What is said of a conversation. */
export interface ConversationLanguage extends Language {
  /** Languages of its messages, the most frequent first; `und` among them. */
  languages: { language: string; messages: number }[];
}

/** Characters of a conversation that are looked at together. */
const TOGETHER = 2_000;
/** How sure a conversation must be of its language to lend it to a message. */
const LENDS = 0.8;
/** A message that is this sure of itself takes no other language. */
const SURE = 0.75;
/** How far behind the best a language may be to be taken. */
const NEAR = 0.25;

/** The words people see of a message. */
export function spoken(message: Message): string {
  return text(message, { thinking: false, tools: false });
}

/** Whether a message is in a language at all: people and models speak, tools and systems do not. */
export function speaks({ role }: Message): boolean {
  return role === "user" || role === "assistant";
}

/** The language of what users said first, together. */
export function identifyConversation(conversation: Conversation, scores: Scores, rules: Rules): Language {
  return identify(togetherOf(conversation), scores, rules);
}

/** What of a conversation its languages are told by; can be cloned. */
export interface Said {
  together: string;
  /** Of each message that speaks, those of branches behind the others. */
  messages: string[];
}

/** The languages of what was said. */
export interface Judged {
  whole: Language;
  messages: Language[];
}

/** What was said in a conversation. */
export function saidIn(conversation: Conversation): Said {
  const messages = [...conversation.messages, ...conversation.branches].filter(speaks).map(spoken);
  return { together: togetherOf(conversation), messages };
}

/** Tells the languages. It takes nearly all the time there is to be taken, and can be done in any thread. */
export function judge({ together, messages }: Said, scores: Scores, rules: Rules): Judged {
  const whole = identify(together, scores, rules);
  return { whole, messages: messages.map((said) => languageOf(said, whole, scores, rules)) };
}

/** The conversation with `derived.language` on itself and on what was said in it. */
export function withLanguages(conversation: Conversation, said: Said, judged: Judged, rules: Rules): Conversation {
  const { whole } = judged;
  const counts = new Map<string, number>();
  let next = 0;
  const say = (message: Message): Message => {
    if (!speaks(message)) return message;
    const value = judged.messages[next];
    counts.set(value.language, (counts.get(value.language) ?? 0) + 1);
    return withLanguage(message, [said.messages[next++], whole, rulesText(rules)], value);
  };
  const messages = conversation.messages.map(say);
  const languages = [...counts].map(([language, messages]) => ({ language, messages }))
    .sort((a, b) => b.messages - a.messages || (a.language < b.language ? -1 : 1));
  const branches = conversation.branches.map(say);
  const value: ConversationLanguage = { ...whole, languages };
  return withLanguage({ ...conversation, messages, branches }, [said.together, languages, rulesText(rules)], value);
}

/** A message's language: its own, or that of its conversation where it says too little and nothing speaks against it. */
export function languageOf(said: string, whole: Language, scores: Scores, rules: Rules): Language {
  const own = identify(said, scores, rules);
  if (own.language === whole.language || whole.confidence < LENDS || whole.language === "und") return own;
  if (wordsOf(said).length === 0) return UNDETERMINED;
  if (usual(said, whole.language)) return lent(whole);
  if (own.language !== "und" && own.confidence >= SURE) return own;
  const ranked = rank(said, scores, rules);
  if (ranked.length === 0) return lent(whole);
  const there = ranked.find(([language]) => language === whole.language);
  return there && there[1] >= ranked[0][1] - NEAR ? lent(whole) : own;
}

function lent({ language, confidence }: Language): Language {
  return { language, confidence: Math.round(confidence * 700) / 1000 };
}

/** The beginnings of what users said; of what the others said, where users said nothing. */
function togetherOf({ messages }: Conversation): string {
  for (const role of ["user", "assistant"]) {
    let together = "";
    for (const message of messages) {
      if (message.role !== role || together.length >= TOGETHER) continue;
      together += `${spoken(message).slice(0, 400)}\n`;
    }
    if (/\p{L}/u.test(together)) return together.slice(0, TOGETHER);
  }
  return "";
}

function rulesText({ languages, expected, minConfidence }: Rules): unknown {
  return [[...languages], [...expected], minConfidence];
}

function withLanguage<R extends { derived?: Conversation["derived"] }>(
  record: R,
  inputs: unknown[],
  value: Language,
): R {
  const language: Derived<Language> = { of: digest(JSON.stringify(["language", LANGUAGE_VERSION, inputs])), value };
  return { ...record, derived: { ...record.derived, language } };
}
