/**
 * The contract of tokenizers: what cuts text into the pieces that a model reads.
 *
 * @module
 */

/** Counts and makes tokens. Text is text: what looks like a special token (`<|endoftext|>`) counts as it is written. */
export interface Tokenizer {
  /** As reports name it: `o200k_base`, a path, an id. */
  readonly name: string;
  /** Number of tokens of a text. */
  count(text: string): number;
  /** The tokens' ids. */
  encode(text: string): number[];
  /**
   * True promises that lines can be counted one by one: `count(a + "\n" + b)` is `count(a + "\n") + count(b)` for every
   * `a` that does not end in white space, and every `b` that begins with neither white space nor a slash.
   */
  readonly linewise?: boolean;
  /** Where tokens end; absent: only whole texts can be counted. */
  borders?(text: string): TokenBorders;
}

/** The places between two characters of a text at which a token ends, in order; the last is the end of the text. */
export interface TokenBorders {
  /** UTF-16 units before each. */
  readonly ends: readonly number[];
  /** Tokens before each. */
  readonly tokens: readonly number[];
}
