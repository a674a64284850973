/**
 * Conversations for searching: words as rare and as common as in real text, and a few planted ones.
 *
 * @module
 */
import type { Conversation, Message } from "../../mod.ts";
import { type Series, series } from "../generate/random.ts";

/** Messages in one conversation. */
export const MESSAGES = 20;
/** Stands in one message in 50,000. */
export const RARE = "zyzzyva";
/** Two words that often stand alone, and in one message in 1,000 together. */
export const PHRASE = ["lantern", "festival"] as const;
/** Japanese, in one message in 20. */
export const JAPANESE = "京都の庭";

const WORDS = 60_000;
const SYLLABLES = [..."bdfgklmnprstvz"].flatMap((consonant) => [..."aeiou"].map((vowel) => consonant + vowel));
const START = Date.UTC(2023, 0, 1);
const YEARS = 3 * 365 * 86_400_000;

/** The word of a rank: 0 is the most common one. */
export function word(rank: number): string {
  let letters = "";
  for (let rest = rank + SYLLABLES.length; rest > 0; rest = Math.floor(rest / SYLLABLES.length)) {
    letters += SYLLABLES[rest % SYLLABLES.length];
  }
  return letters;
}

/** One of `count` conversations spread over three years, always the same. */
export function conversation(index: number, count: number): Conversation {
  const random = series(Math.imul(index + 1, 0x85ebca6b), index);
  const createdAt = START + Math.floor(index / count * YEARS);
  const messages = Array.from({ length: MESSAGES }, (_, place): Message => ({
    id: random.uuid(),
    role: place % 2 === 0 ? "user" : place % 10 === 9 ? "tool" : "assistant",
    createdAt: createdAt + place * 30_000,
    parts: [{ type: "text", text: said(random, index * MESSAGES + place) }],
    metadata: {},
  }));
  messages.forEach((message, place) => place > 0 && (message.parentId = messages[place - 1].id));
  return {
    id: random.uuid(),
    source: "bench",
    title: words(random, 4),
    createdAt,
    updatedAt: createdAt + MESSAGES * 30_000,
    participants: [],
    messages,
    branches: [],
    assets: [],
    metadata: {},
  };
}

function said(random: Series, number: number): string {
  let text = words(random, 20 + random.below(60));
  if (number % 50_000 === 77) text += ` ${RARE}`;
  if (number % 1000 === 13) text += ` ${PHRASE.join(" ")}`;
  if (number % 50 === 3) text = `${PHRASE[0]} ${text}`;
  if (number % 50 === 7) text = `${PHRASE[1]} ${text}`;
  if (number % 20 === 5) text += ` ${JAPANESE}は静かだ。`;
  return text;
}

/** As in real text, the word of rank n stands about 1/n times as often as the first. */
function words(random: Series, count: number): string {
  return Array.from({ length: count }, () => word(Math.floor(WORDS ** random.next()) - 1)).join(" ");
}
