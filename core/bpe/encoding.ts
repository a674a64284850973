/**
 * Byte pair encoding of text: cut into pieces by a pattern, each piece merged by its ranks.
 *
 * Exact: the same ids as OpenAI's own encoder. No input makes it slow, since the merge takes n log n, and words that
 * come again are remembered.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import type { Tokenizer } from "../tokenizer.ts";
import { PieceCounts } from "./counts.ts";
import { mergePairs } from "./merge.ts";
import type { Ranks } from "./ranks.ts";

/** Text cut at a time, in UTF-16 units: bounds what one piece list takes. */
const AT_ONCE = 1 << 16;

/** What makes an encoding. */
export interface Encoding {
  name: string;
  /** The pattern of pieces, in the dialect of the encoding's own publication. */
  pattern: string;
  ranks: Ranks;
}

/** A tokenizer for an encoding whose pattern ends pieces at line ends, as all of OpenAI's do. */
export function bytePairTokenizer({ name, pattern, ranks }: Encoding): Tokenizer {
  const pieces = piecePattern(pattern);
  const counts = new PieceCounts();

  function countPiece(piece: string): number {
    const bytes = bytesOf(piece);
    return ranks.rankOf(bytes, 0, bytes.length) >= 0 ? 1 : mergePairs(bytes, ranks).length - 1;
  }

  return {
    name,
    linewise: true,
    count(text) {
      let count = 0;
      for (const some of portions(text, pieces)) for (const piece of some) count += counts.get(piece, countPiece);
      return count;
    },
    encode(text) {
      const ids: number[] = [];
      for (const some of portions(text, pieces)) {
        for (const piece of some) {
          const bytes = bytesOf(piece);
          const whole = ranks.rankOf(bytes, 0, bytes.length);
          if (whole >= 0) {
            ids.push(whole);
            continue;
          }
          const starts = mergePairs(bytes, ranks);
          for (let i = 0; i + 1 < starts.length; i++) ids.push(ranks.rankOf(bytes, starts[i], starts[i + 1]));
        }
      }
      return ids;
    },
    borders(text) {
      const found = { ends: [] as number[], tokens: [] as number[] };
      let at = 0;
      let tokens = 0;
      for (const some of portions(text, pieces)) {
        for (const piece of some) {
          const bytes = bytesOf(piece);
          const starts = ranks.rankOf(bytes, 0, bytes.length) >= 0 ? [0, bytes.length] : mergePairs(bytes, ranks);
          addBorders(found, starts, bytes, at, tokens);
          at += piece.length;
          tokens += starts.length - 1;
        }
      }
      return found;
    },
  };
}

/** Adds where tokens of one piece end, as far as they end between two characters. */
function addBorders(
  { ends, tokens }: { ends: number[]; tokens: number[] },
  starts: ArrayLike<number>,
  bytes: string,
  at: number,
  before: number,
): void {
  // Characters are counted along the bytes: one that begins with 0b10 goes on, four bytes are two UTF-16 units.
  let units = 0;
  let byte = 0;
  for (let i = 1; i < starts.length; i++) {
    for (; byte < starts[i]; byte++) {
      const value = bytes.charCodeAt(byte);
      units += (value & 0xc0) === 0x80 ? 0 : value >= 0xf0 ? 2 : 1;
    }
    const next = byte < bytes.length ? bytes.charCodeAt(byte) : 0;
    if ((next & 0xc0) === 0x80) continue;
    ends.push(at + units);
    tokens.push(before + i);
  }
}

/** The pieces of a text, some at a time. */
function* portions(text: string, pieces: RegExp): Generator<readonly string[]> {
  if (text.length <= AT_ONCE) {
    yield text.match(pieces) ?? [];
    return;
  }
  let some: string[] = [];
  for (const [piece] of text.matchAll(pieces)) {
    some.push(piece);
    if (some.length < AT_ONCE) continue;
    yield some;
    some = [];
  }
  yield some;
}

/**
 * The pattern for this language: white space is Unicode's (`\s` here takes U+FEFF, and not U+0085), and groups give
 * nothing back.
 */
function piecePattern(pattern: string): RegExp {
  const source = pattern.replaceAll("\\s", "\\p{White_Space}").replaceAll("\\S", "\\P{White_Space}")
    .replaceAll(/\((?!\?)/g, "(?:");
  return new RegExp(source, "gu");
}

/** UTF-8 with a character a byte. Lone surrogates become U+FFFD. */
function bytesOf(piece: string): string {
  for (let i = 0; i < piece.length; i++) {
    if (piece.charCodeAt(i) > 0x7f) return Buffer.from(piece, "utf8").toString("latin1");
  }
  return piece;
}
