/**
 * Words of a text for lexical comparison: small letters, without accents.
 *
 * @module
 */

/** Letters that are no base letter with a mark, and what people without that key type for them. */
const SPELT: { readonly [letter: string]: string } = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  ı: "i",
  þ: "th",
  ς: "σ",
};

/** Accents of Latin, Greek and Cyrillic, points of Hebrew, vowel marks of Arabic: texts are written with and without. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]+/g;
const SPELT_LETTERS = /[ßæœøđðłıþς]/g;

// Signs of scripts that put no spaces between words are words by themselves, as are pictures.
const UNSPACED = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}" +
  "\\p{Script=Khmer}\\p{Script=Myanmar}";
const WORDS = new RegExp(
  `[${UNSPACED}]\\p{M}*|\\p{Extended_Pictographic}|(?:(?![${UNSPACED}])[\\p{L}\\p{N}\\p{M}])+`,
  "gu",
);
const ASCII_WORDS = /[a-z0-9]+/g;
/** Printable ASCII, and what parts lines. */
// deno-lint-ignore no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

/**
 * The words of a text in their order, folded: compatibility forms, case, accents and the spelling of some letters make no
 * difference. Chinese, Japanese, Thai and the like give a word a sign; a picture (emoji) is a word; other signs are none.
 */
export function foldedWords(text: string): string[] {
  if (ASCII.test(text)) return text.toLowerCase().match(ASCII_WORDS) ?? [];
  const folded = text.normalize("NFKD").toLowerCase().replace(MARKS, "").replace(SPELT_LETTERS, (one) => SPELT[one]);
  return folded.match(WORDS) ?? [];
}
