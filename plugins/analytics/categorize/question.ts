/**
 * What an engine is asked: one message, its language, what was said before.
 *
 * @module
 */
import type { Conversation, Message } from "../../../core/conversation.ts";
import { derivedOf } from "../../../core/derived.ts";
import { spoken } from "../language/conversation.ts";
import type { Language } from "../language/identify.ts";

/** A message to be categorised. */
export interface Question {
  /** The conversation's id. */
  unit: string;
  /** The message's id. */
  part: string;
  text: string;
  /** Where the source or a transform has said it. */
  language?: string;
  /** What was said before, the nearest last. */
  prior: { role: string; text: string }[];
  /** What is derived of it already. */
  derived?: Message["derived"];
}

/** Characters of a message that go along as context. */
const PRIOR_CHARACTERS = 1_000;
/** Characters of a message that is categorised. */
export const MOST_CHARACTERS = 12_000;

/** The messages that are categorised: what users say, where a reader would see it. */
export function questionsOf(conversation: Conversation, priorMessages: number): Question[] {
  const questions: Question[] = [];
  const before: { role: string; text: string }[] = [];
  for (const message of conversation.messages) {
    const text = visible(message) ? spoken(message) : "";
    if (text.trim() === "") continue;
    if (message.role === "user") questions.push(question(conversation, message, text, [...before]));
    if (priorMessages === 0) continue;
    before.push({ role: message.role, text: text.slice(0, PRIOR_CHARACTERS).toWellFormed() });
    if (before.length > priorMessages) before.shift();
  }
  return questions;
}

/** The question about one message, if there is one. */
export function questionOf(conversation: Conversation, part: string, priorMessages: number): Question | undefined {
  return questionsOf(conversation, priorMessages).find((one) => one.part === part);
}

function question(
  conversation: Conversation,
  message: Message,
  text: string,
  prior: Question["prior"],
): Question {
  const own = derivedOf<Language>(message, "language") ?? derivedOf<Language>(conversation, "language");
  return {
    unit: conversation.id,
    part: message.id,
    text: text.slice(0, MOST_CHARACTERS).toWellFormed(),
    ...(own ? { language: own.language } : {}),
    prior,
    ...(message.derived ? { derived: message.derived } : {}),
  };
}

function visible({ role, hidden }: Message): boolean {
  return hidden === undefined && (role === "user" || role === "assistant");
}
