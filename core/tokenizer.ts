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
}
