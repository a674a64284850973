/**
 * Words as they are looked up: without case and accents, whatever the server makes of a text.
 *
 * @module
 */
import { foldedWords } from "../../core/embedding/words.ts";

/** What the server's tokenizer `word` takes for one. */
const PLAIN = /[\p{L}\p{N}]+/gu;

/** The words of a text, folded; signs that the server holds for none are left out. */
export function wordsOf(text: string): string[] {
  return foldedWords(text).flatMap((word) => {
    const bare = word.replace(/\p{M}/gu, "");
    return /[\p{L}\p{N}]/u.test(bare) ? [bare] : [];
  });
}

/**
 * Words of a text that the server would not find by itself: those with accents, and those of scripts without spaces.
 * Empty for most texts.
 */
export function hiddenWords(text: string): string {
  // deno-lint-ignore no-control-regex
  if (/^[\x00-\x7f]*$/.test(text)) return "";
  const plain = new Set(text.toLowerCase().match(PLAIN));
  return [...new Set(wordsOf(text))].filter((word) => !plain.has(word)).join(" ");
}
