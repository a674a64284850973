/**
 * Texts too long for a model, cut at token borders into pieces that overlap.
 *
 * @module
 */
import type { TokenBorders, Tokenizer } from "../tokenizer.ts";

/** A piece of a text that a model takes as a whole. */
export interface Chunk {
  readonly text: string;
  readonly tokens: number;
  /** Where it begins in the text, UTF-16 units. */
  readonly at: number;
}

/** How large pieces are. */
export interface ChunkLimits {
  /** Most tokens of a piece. */
  readonly maxTokens: number;
  /** Tokens that a piece has in common with the one before it; less than half of `maxTokens` is taken. */
  readonly overlapTokens: number;
}

/** UTF-16 units of the pieces in which a long word is counted, at most. */
const WORD_PIECE = 16;

/**
 * The pieces of a text: itself where it fits. Each has at most `maxTokens`, counted as it stands alone (only a single
 * character may have more); pieces of white space alone are left out.
 */
export function chunksOf(text: string, tokenizer: Tokenizer, limits: ChunkLimits): Chunk[] {
  const all = tokenizer.count(text);
  if (all <= limits.maxTokens) return text.trim() === "" ? [] : [{ text, tokens: all, at: 0 }];
  const { ends, tokens } = tokenizer.borders?.(text) ?? wordBorders(text, tokenizer, limits.maxTokens);
  const overlap = Math.min(limits.overlapTokens, limits.maxTokens >> 1);
  const chunks: Chunk[] = [];
  // Places are indexes into the borders; -1 is the beginning of the text.
  const tokensAt = (place: number) => place < 0 ? 0 : tokens[place];
  const unitsAt = (place: number) => place < 0 ? 0 : ends[place];
  for (let start = -1;;) {
    let end = Math.max(start + 1, lastWithin(tokens, tokensAt(start) + limits.maxTokens));
    let piece = text.slice(unitsAt(start), unitsAt(end));
    let count = tokenizer.count(piece);
    // What is cut out of its neighbours may have other tokens, and more.
    while (count > limits.maxTokens && end > start + 1) {
      end = Math.max(start + 1, end - Math.max(1, count - limits.maxTokens));
      piece = text.slice(unitsAt(start), unitsAt(end));
      count = tokenizer.count(piece);
    }
    if (piece.trim() !== "") chunks.push({ text: piece, tokens: count, at: unitsAt(start) });
    if (end >= ends.length - 1) return chunks;
    start = Math.min(end, Math.max(start + 1, lastWithin(tokens, tokensAt(end) - overlap)));
  }
}

/** The last place with at most so many tokens before it; -1 when there is none. */
function lastWithin(tokens: readonly number[], most: number): number {
  let low = -1;
  let high = tokens.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tokens[middle] <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Borders by counting words one by one: about right for tokenizers that say none. */
function wordBorders(text: string, tokenizer: Tokenizer, maxTokens: number): TokenBorders {
  const size = Math.max(1, Math.min(WORD_PIECE, maxTokens >> 4));
  const ends: number[] = [];
  const tokens: number[] = [];
  let count = 0;
  for (const { 0: word, index } of text.matchAll(/\s*\S+|\s+$/g)) {
    for (let from = 0; from < word.length;) {
      let to = word.length - from <= 2 * size ? word.length : from + size;
      if (to < word.length && isLow(word.charCodeAt(to))) to++;
      count += tokenizer.count(word.slice(from, to));
      ends.push(index + to);
      tokens.push(count);
      from = to;
    }
  }
  return { ends, tokens };
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/**
 * One vector for all pieces of a text: their mean, by weight, scaled to length 1 (all zeros where they cancel out).
 *
 * @throws {RangeError} when there is none, or they have several widths
 */
export function pooled(vectors: readonly Float32Array[], weights: readonly number[]): Float32Array {
  if (vectors.length === 0 || vectors.some(({ length }) => length !== vectors[0].length)) {
    throw new RangeError(`Cannot pool ${vectors.length} vectors: expected one or more, of one width`);
  }
  const sums = new Float64Array(vectors[0].length);
  for (const [i, vector] of vectors.entries()) {
    for (let d = 0; d < sums.length; d++) sums[d] += vector[d] * weights[i];
  }
  return unit(sums);
}

/** A vector of length 1 in the same direction; all zeros for all zeros. */
export function unit(sums: Float64Array): Float32Array {
  let squares = 0;
  for (let i = 0; i < sums.length; i++) squares += sums[i] * sums[i];
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  const vector = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) vector[i] = sums[i] * scale;
  return vector;
}
