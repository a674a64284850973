/**
 * How near texts are to a few words, told from the texts themselves.
 *
 * Hashed vectors (`core/embedding/hashed.ts`) let different words fall together, and a long text is full of them: of many
 * messages those that are near by chance come first. What vectors found is looked at again here, word by word. What stands
 * in many of the texts says little about any of them.
 *
 * @module
 */
import { LONGEST_PIECE, PAIR, PIECES, SHORTEST_PIECE, weightOf } from "../embedding/hashed.ts";
import { foldedWords } from "../embedding/words.ts";
import { isCommon } from "./sentence.ts";

/** More of a text is not looked at, in UTF-16 units. */
const MOST_TEXT = 20_000;
/** A word is looked at as far as this. */
const MOST_WORD = 64;
/** What a common word weighs at most: it says little, and makes a text a little longer. */
const COMMON = 0.15;
/** How much of its length counts against a text: 1 would be the cosine, which prefers texts of two words. */
const LENGTH = 0.5;
/** What a word weighs that stands in every text. */
const EVERYWHERE = 0.5;
/** Borders of words in pieces. */
const [BEFORE, AFTER] = ["\x02", "\x03"];

/** A word, piece or pair of the words asked for. */
interface Feature {
  readonly index: number;
  readonly weight: number;
}

/** What a word of a text has of those asked for: by feature, for a word that stands there once and weighs 1. */
type Shared = readonly (readonly [feature: Feature, weight: number])[];

/**
 * Prepares comparing texts with words. What it gives scores texts, all at once: 0 for one that has nothing in common with
 * the words, 1 for one that consists of them.
 *
 * @param words a few, as `tellingWords` gives them
 */
export function lexicalScorer(words: readonly string[]): (texts: readonly string[]) => number[] {
  const asked = foldedWords(words.join(" "));
  const features = new Map<string, Feature>();
  const own = new Map<string, number>();
  for (const word of new Set(asked)) {
    const weight = weightOf(word);
    add(own, word, weight);
    for (const [piece, each] of piecesOf(word)) add(own, piece, weight * each);
  }
  for (const [first, second] of pairsOf(asked)) own.set(pairName(first, second), PAIR);
  for (const [name, weight] of own) features.set(name, { index: features.size, weight });
  const known = new Map<string, Shared>();

  return function score(texts) {
    const found = texts.map((text) => compared(text.slice(0, MOST_TEXT)));
    const times = new Float64Array(features.size);
    for (const { hits } of found) for (const feature of hits.keys()) times[feature.index]++;
    const rarity = times.map((count) => EVERYWHERE + Math.log((texts.length + 1) / (count + 1)));
    const whole = productOf(own.size > 0 ? new Map([...features.values()].map((one) => [one, one.weight])) : new Map());
    const most = whole / Math.sqrt(lengthOf(asked)) ** LENGTH;
    return found.map(({ hits, length }) => {
      const product = productOf(hits);
      return product > 0 ? Math.min(1, product / Math.sqrt(length) ** LENGTH / most) : 0;
    });

    function productOf(hits: ReadonlyMap<Feature, number>): number {
      let sum = 0;
      for (const [{ index, weight }, there] of hits) sum += rarity[index] * weight * there;
      return sum;
    }
  };

  /** What a text has in common with the words, and how long it is. */
  function compared(text: string): { hits: Map<Feature, number>; length: number } {
    const there = foldedWords(text);
    const hits = new Map<Feature, number>();
    for (const [word, count] of timesOf(there)) {
      const weight = ownWeight(word) * (1 + Math.log(count));
      for (const [feature, each] of sharedBy(word)) hits.set(feature, (hits.get(feature) ?? 0) + weight * each);
    }
    for (const [first, second] of pairsOf(there)) {
      const feature = features.get(pairName(first, second));
      if (feature) hits.set(feature, PAIR);
    }
    return { hits, length: lengthOf(there) };
  }

  function sharedBy(word: string): Shared {
    const shared = known.get(word);
    if (shared) return shared;
    const made: (readonly [Feature, number])[] = [];
    const whole = features.get(word);
    if (whole) made.push([whole, 1]);
    for (const [piece, each] of piecesOf(word)) {
      const feature = features.get(piece);
      if (feature) made.push([feature, each]);
    }
    known.set(word, made);
    return made;
  }
}

/** The square of the length of a text's vector. */
function lengthOf(words: readonly string[]): number {
  let squares = 1e-9;
  for (const [word, count] of timesOf(words)) {
    const weight = ownWeight(word) * (1 + Math.log(count));
    squares += weight * weight * (1 + PIECES * PIECES);
  }
  return squares;
}

function ownWeight(word: string): number {
  const weight = weightOf(word);
  return isCommon(word) ? Math.min(weight, COMMON) : weight;
}

function timesOf(words: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const word of words) add(times, word, 1);
  return times;
}

/** Pieces of a word with its borders, and what each weighs beside the word. */
function* piecesOf(word: string): Generator<[piece: string, weight: number]> {
  const whole = `${BEFORE}${word.slice(0, MOST_WORD)}${AFTER}`;
  if (whole.length <= SHORTEST_PIECE) return;
  let count = 0;
  for (let length = SHORTEST_PIECE; length <= LONGEST_PIECE; length++) count += Math.max(0, whole.length + 1 - length);
  const each = PIECES / Math.sqrt(count);
  for (let length = SHORTEST_PIECE; length <= LONGEST_PIECE; length++) {
    for (let at = 0; at + length <= whole.length; at++) yield [`/${whole.slice(at, at + length)}`, each];
  }
}

function* pairsOf(words: readonly string[]): Generator<[string, string]> {
  for (let i = 1; i < words.length; i++) yield [words[i - 1], words[i]];
}

/** Words hold no spaces, and no slashes: pairs, pieces and words have names apart. */
function pairName(first: string, second: string): string {
  return `${first} ${second}`;
}

function add(sums: Map<string, number>, name: string, weight: number): void {
  sums.set(name, (sums.get(name) ?? 0) + weight);
}
