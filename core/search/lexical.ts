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
  weight: number;
}

/** What is known of a word of a text. */
interface Known {
  /** What it weighs where it stands once. */
  readonly weight: number;
  /** What it has of the words asked for, for a weight of 1. */
  readonly shared: readonly (readonly [feature: Feature, weight: number])[];
}

/**
 * Prepares comparing texts with words. What it gives scores texts, all at once: 0 for one that has nothing in common with
 * the words, 1 for one that consists of them.
 *
 * @param words a few, as `tellingWords` gives them
 */
export function lexicalScorer(words: readonly string[]): (texts: readonly string[]) => number[] {
  const asked = foldedWords(words.join(" "));
  const features: Feature[] = [];
  const [ofWords, ofPieces, ofPairs] = [
    new Map<string, Feature>(),
    new Map<string, Feature>(),
    new Map<string, Feature>(),
  ];
  const ask = (kind: Map<string, Feature>, name: string, weight: number): void => {
    const known = kind.get(name);
    if (known) known.weight += weight;
    else kind.set(name, features[features.length] = { index: features.length, weight });
  };
  for (const word of new Set(asked)) {
    const weight = weightOf(word);
    ask(ofWords, word, weight);
    const each = weight * weightOfPiece(word);
    for (const piece of piecesOf(word, () => true)) ask(ofPieces, piece, each);
  }
  for (let i = 1; i < asked.length; i++) {
    const pair = pairName(asked[i - 1], asked[i]);
    if (!ofPairs.has(pair)) ask(ofPairs, pair, PAIR);
  }
  const known = new Map<string, Known>();

  return function score(texts) {
    const found = texts.map((text) => compared(foldedWords(text.slice(0, MOST_TEXT))));
    const times = new Float64Array(features.length);
    for (const { hits } of found) for (const { index } of hits.keys()) times[index]++;
    const rarity = times.map((count) => EVERYWHERE + Math.log((texts.length + 1) / (count + 1)));
    let most = 0;
    for (const { index, weight } of features) most += rarity[index] * weight * weight;
    most /= Math.sqrt(compared(asked).length) ** LENGTH;
    return found.map(({ hits, length }) => {
      let product = 0;
      for (const [{ index, weight }, there] of hits) product += rarity[index] * weight * there;
      return product > 0 ? Math.min(1, product / Math.sqrt(length) ** LENGTH / most) : 0;
    });
  };

  /** What a text has in common with the words asked for, and the square of its vector's length. */
  function compared(there: readonly string[]): { hits: Map<Feature, number>; length: number } {
    const hits = new Map<Feature, number>();
    const counts = new Map<string, number>();
    let before = "";
    for (const word of there) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
      // Pairs of words that were not asked for need no look.
      const pair = ofWords.has(word) && ofWords.has(before) ? ofPairs.get(pairName(before, word)) : undefined;
      if (pair) hits.set(pair, PAIR);
      before = word;
    }
    let length = 1e-9;
    for (const [word, count] of counts) {
      const { weight, shared } = wordOf(word);
      const whole = weight * (1 + Math.log(count));
      length += whole * whole * (1 + PIECES * PIECES);
      for (const [feature, each] of shared) hits.set(feature, (hits.get(feature) ?? 0) + whole * each);
    }
    return { hits, length };
  }

  function wordOf(word: string): Known {
    const one = known.get(word);
    if (one) return one;
    const shared: [Feature, number][] = [];
    const whole = ofWords.get(word);
    if (whole) shared.push([whole, 1]);
    const each = weightOfPiece(word);
    for (const piece of piecesOf(word, (short) => ofPieces.has(short))) {
      const feature = ofPieces.get(piece);
      if (feature) shared.push([feature, each]);
    }
    const weight = isCommon(word) ? Math.min(weightOf(word), COMMON) : weightOf(word);
    const made = { weight, shared };
    known.set(word, made);
    return made;
  }
}

/** What each piece weighs beside its word. */
function weightOfPiece(word: string): number {
  const places = Math.min(word.length, MOST_WORD) + 2;
  let count = 0;
  for (let length = SHORTEST_PIECE; length <= LONGEST_PIECE; length++) count += Math.max(0, places + 1 - length);
  return PIECES / Math.sqrt(Math.max(1, count));
}

/** Pieces of a word with its borders; of longer ones those that begin with a shorter one that is wanted. */
function* piecesOf(word: string, wanted: (piece: string) => boolean): Generator<string> {
  const whole = `${BEFORE}${word.slice(0, MOST_WORD)}${AFTER}`;
  if (whole.length <= SHORTEST_PIECE) return;
  for (let at = 0; at + SHORTEST_PIECE <= whole.length; at++) {
    const short = whole.slice(at, at + SHORTEST_PIECE);
    if (!wanted(short)) continue;
    yield short;
    for (let length = SHORTEST_PIECE + 1; length <= LONGEST_PIECE && at + length <= whole.length; length++) {
      yield whole.slice(at, at + length);
    }
  }
}

/** Words hold no spaces. */
function pairName(first: string, second: string): string {
  return `${first} ${second}`;
}
