/**
 * What is searched for.
 *
 * @module
 */
import { JAPANESE, PHRASE, RARE, word } from "./talk.ts";

/** Queries by what they show. */
export const QUERIES: readonly { name: string; query: string }[] = [
  { name: "a rare word", query: RARE },
  { name: "the most common word", query: word(0) },
  { name: "two common words", query: `${word(1)} ${word(2)}` },
  { name: "a phrase", query: `"${PHRASE.join(" ")}"` },
  { name: "a phrase in Japanese", query: `"${JAPANESE}"` },
  { name: "a prefix of many words", query: `${word(4).slice(0, 3)}*` },
  { name: "a common word, one role, one month", query: `${word(0)} role:user after:2023-06 before:2023-07` },
  { name: "a common word without another", query: `${word(1)} -${word(0)}` },
  { name: "filters alone", query: "role:tool after:2024" },
];

/** What is looked for by `LIKE` over the view, as people without an index do. */
export const LIKE: string = RARE;
