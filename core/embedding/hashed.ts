/**
 * Lexical vectors that need no model: words, neighbouring words and pieces of words, hashed into a fixed width.
 *
 * Two texts are near when they share words or parts of words (other endings, typing errors, compounds); that they mean
 * the same by other words does not bring them near.
 *
 * @module
 */
import { foldedWords } from "./words.ts";

/** What vectors made by this module are stored under; another number when they change. */
export const HASHED_MODEL = "hashed-1";
/** Width where nobody asks for another. */
export const HASHED_DIMENSIONS = 384;

/** Widths that are taken. */
const MOST_DIMENSIONS = 65_536;
/** Fewest UTF-16 units of a piece of a word, its borders counted as one each. */
export const SHORTEST_PIECE = 3;
/** Most units of a piece. */
export const LONGEST_PIECE = 4;
/** How much all pieces of a word weigh together, beside the word itself, which weighs 1. */
export const PIECES = 1.1;
/** How much two neighbouring words weigh as such. */
export const PAIR = 0.35;
/** Short words are mostly those that stand in every text. By length; longer ones weigh 1. */
const BY_LENGTH = [0, 0.3, 0.4, 0.7, 0.9];

const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;
const BEFORE = 0x02;
const AFTER = 0x03;

/**
 * The vector of a text: of length 1, the same on every machine. All zeros for a text of white space alone.
 *
 * @param dimensions width of the vector, 1 to 65,536
 * @throws {RangeError} when `dimensions` is none of these
 */
export function hashedEmbedding(text: string, dimensions: number): Float32Array {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > MOST_DIMENSIONS) {
    throw new RangeError(
      `Cannot hash into ${dimensions} dimensions: expected a whole number from 1 to ${MOST_DIMENSIONS}`,
    );
  }
  const sums = new Float64Array(dimensions);
  const words = foldedWords(text);
  const times = new Map<string, number>();
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1);
  for (const [word, count] of times) addWord(sums, word, weightOf(word) * (1 + Math.log(count)));
  addPairs(sums, words);
  return normalised(sums) ?? ofTheWhole(text, dimensions);
}

/** How much a folded word weighs by itself, 0 to 1. */
export function weightOf(word: string): number {
  // A number or a sign of another script says much, however short.
  const first = word.charCodeAt(0);
  return first < 0x61 || first > 0x24f ? 1 : BY_LENGTH[word.length] ?? 1;
}

/** The word, and its pieces. */
function addWord(sums: Float64Array, word: string, weight: number): void {
  const n = word.length;
  let whole = OFFSET;
  for (let i = 0; i < n; i++) whole = Math.imul(whole ^ word.charCodeAt(i), PRIME);
  add(sums, whole, weight);
  // With its borders the word has n + 2 places.
  if (n + 2 <= SHORTEST_PIECE) return;
  let pieces = 0;
  for (let length = SHORTEST_PIECE; length <= LONGEST_PIECE; length++) pieces += Math.max(0, n + 3 - length);
  const each = weight * PIECES / Math.sqrt(pieces);
  for (let start = -1; start + SHORTEST_PIECE <= n + 1; start++) {
    let hash = OFFSET ^ 0x9e37;
    const last = Math.min(start + LONGEST_PIECE, n + 1);
    for (let i = start; i < last; i++) {
      hash = Math.imul(hash ^ (i < 0 ? BEFORE : i === n ? AFTER : word.charCodeAt(i)), PRIME);
      if (i - start + 1 >= SHORTEST_PIECE) add(sums, hash, each);
    }
  }
}

/** Neighbouring words, each pair once, however often it comes. */
function addPairs(sums: Float64Array, words: string[]): void {
  const seen = new Set<number>();
  let before: number | undefined;
  for (const word of words) {
    let hash = OFFSET ^ 0x51ed;
    for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), PRIME);
    if (before !== undefined) {
      const pair = Math.imul(before ^ Math.imul(hash, 0x85ebca6b), PRIME);
      if (!seen.has(pair)) {
        seen.add(pair);
        add(sums, pair, PAIR);
      }
    }
    before = hash;
  }
}

/** Adds to one place, by the hash, with a sign that keeps what falls together from adding up. */
function add(sums: Float64Array, hash: number, weight: number): void {
  // The last bits of the hash hang together with the last sign's: stirred, all bits do with all signs.
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  const at = (mixed >>> 1) % sums.length;
  sums[at] += mixed & 1 ? weight : -weight;
}

/** The sums as a vector of length 1; undefined when there is nothing in them. */
function normalised(sums: Float64Array): Float32Array | undefined {
  let squares = 0;
  for (let i = 0; i < sums.length; i++) squares += sums[i] * sums[i];
  if (squares < 1e-12) return undefined;
  const scale = 1 / Math.sqrt(squares);
  const vector = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) vector[i] = sums[i] * scale;
  return vector;
}

/** For texts without a word (`???`), and those whose words took one another away: one place, by the signs in it. */
function ofTheWhole(text: string, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  let hash = OFFSET ^ 0x2f0b;
  const signs = text.normalize("NFKC").trim();
  for (let i = 0; i < signs.length; i++) hash = Math.imul(hash ^ signs.charCodeAt(i), PRIME);
  if (signs !== "") add(sums, hash, 1);
  return normalised(sums) ?? new Float32Array(dimensions);
}
