/**
 * Words of feeling, by language, in a form that is looked up fast.
 *
 * @module
 */

/** What is known of a language's words of feeling. */
export interface Lexicon {
  /** Whole words. */
  words: ReadonlyMap<string, number>;
  /** Beginnings of words. */
  stems: ReadonlyMap<string, number>;
  /** Phrases, by their first word; the longest first. */
  phrases: ReadonlyMap<string, readonly { words: readonly string[]; weight: number }[]>;
  negators: ReadonlySet<string>;
  boosters: ReadonlySet<string>;
}

/** Shortest beginning that is looked up. */
export const SHORTEST_STEM = 3;

/** Makes a lexicon of lists, by weight from -3 to 3: words, beginnings (`happ*`) and phrases (`not_bad`). */
export function lexicon(
  lists: { words: { readonly [weight: string]: string }; negators: string; boosters: string },
): Lexicon {
  const words = new Map<string, number>();
  const stems = new Map<string, number>();
  const phrases = new Map<string, { words: string[]; weight: number }[]>();
  for (const [weight, list] of Object.entries(lists.words)) {
    for (const entry of list.split(/\s+/)) {
      const parts = entry.split("_");
      if (entry.endsWith("*") && parts.length === 1) stems.set(entry.slice(0, -1), Number(weight));
      else if (parts.length === 1) words.set(entry, Number(weight));
      else phrases.set(parts[0], [...phrases.get(parts[0]) ?? [], { words: parts, weight: Number(weight) }]);
    }
  }
  for (const list of phrases.values()) list.sort((a, b) => b.words.length - a.words.length);
  const set = (list: string): Set<string> => new Set(list.split(/\s+/));
  return { words, stems, phrases, negators: set(lists.negators), boosters: set(lists.boosters) };
}

/** The weight of a word; undefined where it says nothing of feeling. */
export function weightOf({ words, stems }: Lexicon, word: string): number | undefined {
  const whole = words.get(word);
  if (whole !== undefined) return whole;
  for (let length = Math.min(word.length, 16); length >= SHORTEST_STEM; length--) {
    const weight = stems.get(word.slice(0, length));
    if (weight !== undefined) return weight;
  }
  return undefined;
}
