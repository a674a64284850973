/**
 * Which language a text is in: n-grams of sixty languages, and for short texts the words that tell the expected ones
 * apart.
 *
 * @module
 */
import { COMMON, WORDS } from "./words.ts";

/** What is said of a text. */
export interface Language {
  /** ISO 639-1; `und` where the text does not say. */
  language: string;
  /** 0 to 1. */
  confidence: number;
}

/** Gives n-gram scores (0 to 1) by language; languages that are out of the question are absent. */
export type Scores = (text: string) => { readonly [language: string]: number };

/** How to decide. */
export interface Rules {
  /** Languages that may be named; empty: all. */
  languages: ReadonlySet<string>;
  /** Languages that are likely here: short texts lean to them. */
  expected: ReadonlySet<string>;
  /** Least confidence for a language to be named. */
  minConfidence: number;
}

/** No text says more of its language than its first characters. */
const CONSIDERED = 2_000;
/** What a message whose every word belongs to one language gains over another. */
const WORD_WEIGHT = 0.45;
/** What an expected language gains in a message of one word; it falls with each word. */
const PRIOR = 0.3;
/** How fast confidence grows with the distance between two languages. */
const SHARPNESS = 14;

export const UNDETERMINED: Language = { language: "und", confidence: 0 };

/** The words of a text that belong to a language: no addresses, code, handles, numbers or identifiers. */
export function wordsOf(text: string): string[] {
  const plain = text.slice(0, CONSIDERED).toWellFormed().normalize("NFC")
    .replace(/```[\s\S]*?(?:```|$)|`[^`\n]*`/g, " ")
    .replace(/\b(?:https?:\/\/|www\.)\S+|\S+@\S+\.\S+|[@#]\w+/gi, " ")
    .replace(/[’‘`´]/g, "'");
  return plain.match(/[\p{L}\p{M}']*[\p{L}\p{M}][\p{L}\p{M}'\p{N}_-]*/gu)
    ?.filter((word) => !/[\p{N}_]/u.test(word)).map((word) => word.replace(/^'+|'+$/g, "")) ?? [];
}

/** Names the language of a text, or `und`. */
export function identify(text: string, scores: Scores, rules: Rules): Language {
  return decide(rank(text, scores, rules), rules);
}

/** Languages with what speaks for them, the best first. */
export function rank(text: string, scores: Scores, rules: Rules): [language: string, score: number][] {
  const words = wordsOf(text);
  if (words.length === 0) return [];
  const found = new Map(Object.entries(scores(words.join(" "))));
  const telling = evidence(words);
  for (const [language, share] of telling) found.set(language, (found.get(language) ?? 0.3) + WORD_WEIGHT * share);
  const prior = PRIOR / words.length;
  // A single short word that nobody knows is no evidence of anything.
  const bare = words.length === 1 && telling.size === 0 && words[0].length < 5 && isLatin(words[0]);
  // Neither is one that several of the languages use.
  const shared = words.length === 1 && telling.size > 1;
  if (bare || shared || words.every((word) => COMMON.has(word.toLowerCase()))) return [];
  return [...found].filter(([language]) => rules.languages.size === 0 || rules.languages.has(language))
    .map(([language, score]): [string, number] => [language, score + (rules.expected.has(language) ? prior : 0)])
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

/** The share of words that each language knows; words of several languages count for each, less. */
function evidence(words: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) {
    const lower = word.toLowerCase();
    if (COMMON.has(lower)) continue;
    const knowing = [...WORDS].filter(([, known]) => known.has(lower) || known.has(elided(lower)));
    for (const [language] of knowing) counts.set(language, (counts.get(language) ?? 0) + 1 / knowing.length);
  }
  return new Map([...counts].map(([language, count]) => [language, count / words.length]));
}

/** French: what stands behind `l'`, `d'`, `qu'`. */
function elided(word: string): string {
  return /^(?:[ldjmtsnc]|qu)'(.+)$/.exec(word)?.[1] ?? word;
}

/** Whether every word of a short message is one that people of that language use. */
export function usual(text: string, language: string): boolean {
  const words = wordsOf(text);
  const known = WORDS.get(language);
  return words.length > 0 && words.length <= 3 && known !== undefined &&
    words.every((word) => known.has(word.toLowerCase()));
}

function decide(ranked: [string, number][], { minConfidence }: Rules): Language {
  if (ranked.length === 0) return UNDETERMINED;
  const [[language, best]] = ranked;
  const weights = ranked.slice(0, 8).map(([, score]) => Math.exp(SHARPNESS * (score - best)));
  const share = 1 / weights.reduce((sum, weight) => sum + weight, 0);
  // A language that nothing else competes with may still fit badly.
  const confidence = Math.round(share * Math.min(1, best / 0.7) * 1000) / 1000;
  return confidence < minConfidence ? { language: "und", confidence } : { language, confidence };
}

function isLatin(word: string): boolean {
  return /^[\p{Script=Latin}']+$/u.test(word);
}
