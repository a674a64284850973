/**
 * Words for the full-text index in scripts that are written without spaces.
 *
 * The index's tokenizer (`unicode61`) makes one word of a whole run of Chinese, Japanese or Thai. So such runs are
 * cut into overlapping pairs of characters, in the text and in the query alike: 東京都 is indexed as 東京, 京都, 都.
 * The last character stands alone so that every character begins a word: one character is searched as a beginning.
 *
 * @module
 */

/** Characters for which a text needs more than it takes to index it as it stands; a quick look, not exact. */
const SUSPECT =
  /[\u0591-\u05c7\u0640\u064b-\u0670\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff01-\uffee\ud840-\ud8bf]/;

/** Runs of scripts without spaces: Han, kana, bopomofo, Thai, Lao, Khmer, Burmese. */
const RUN =
  /[[[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]&&[\p{L}\p{M}\p{N}]]ー\u3099\u309a]+/gv;

/** Full and half width forms, which people type and mean as the plain ones. */
const WIDTHS = /[\uff01-\uffee]+/g;

/** Vowel points of Hebrew and Arabic, and the stretching tatweel: mostly left out in writing and in queries. */
const POINTS = /[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]/g;

/** A character that the index's tokenizer takes into a word. */
const WORD_CHARACTER = /[\p{L}\p{N}\p{Co}\p{Mn}\p{Mc}]/u;

/** The text as it is indexed. */
export function cutText(text: string): string {
  return SUSPECT.test(text) ? fold(text).replace(RUN, (run) => pairs(run, true)) : text;
}

/**
 * A searched word or phrase as it is looked up, and whether its last word is only a beginning. Undefined where there
 * is nothing in it that the index holds (punctuation, emoji).
 */
export function cutQuery(text: string): { text: string; prefix: boolean } | undefined {
  if (!WORD_CHARACTER.test(text)) return undefined;
  if (!SUSPECT.test(text)) return { text, prefix: false };
  const folded = fold(text);
  let prefix = false;
  const cut = folded.replace(RUN, (run, at: number) => {
    const last = !WORD_CHARACTER.test(folded.slice(at + run.length));
    if (last && [...run.normalize("NFC")].length === 1) prefix = true;
    return pairs(run, !last);
  });
  return { text: cut, prefix };
}

/** Width forms made plain and vowel points left out: what the index does not tell apart. */
function fold(text: string): string {
  return text.replace(WIDTHS, (run) => run.normalize("NFKC")).replace(POINTS, "");
}

/** ` 東京 京都 都 `; without the last one where `closing` is false and there are others. */
function pairs(run: string, closing: boolean): string {
  let out = " ";
  let before = "";
  for (const character of run.normalize("NFC")) {
    if (before !== "") out += before + character + " ";
    before = character;
  }
  return closing || out === " " ? out + before + " " : out;
}
