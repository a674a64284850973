/**
 * Sentences as searches: the words that say what they are about.
 *
 * @module
 */
import { foldedWords } from "../embedding/words.ts";
import { cutQuery } from "./cut.ts";
import type { Query, Term } from "./query.ts";

/** Words that stand in most texts, of the languages that most chats are in. Folded: no accents. */
const COMMON = new Set(
  (
    "a about after all also am an and any are as at be because been before but by can could did do does for from get " +
    "give got had has have he her him his how i if in into is it its just know like me more most my no not of on one " +
    "or our out say said she should so some tell than that the their them then there these they this those to up us " +
    "was we were what when where which who why will with would you your ever again please " +
    "aber als am an auch auf aus bei bin bis da das dass dem den der des die du ein eine einem einen einer er es fur " +
    "habe haben hat hatte ich ihr im in ist ja kann man mein mich mir mit nach nicht noch nur oder sich sie sind so " +
    "uber um und uns von war warum was wenn wer wie wir wird wo zu zum zur gesagt " +
    "au aux avec ce ces c dans de des du elle en est et eu ici il ils j je l la le les leur ma mais me mes moi mon ne " +
    "nous on ou par pas plus pour qu quand que quel quelle qui quoi sa se ses son sur ta te tu un une vous y a ai dit " +
    "al como con cual cuando de del donde el ella en era es esta este fue ha hay la las lo los me mi muy no o para " +
    "pero por porque que se si sin sobre su un una y ya yo dije " +
    "aan al als bij dan dat de deze die dit doen door een en er ging had heb hebben heeft het hij hoe hun ik in is je " +
    "kan me met mij mijn naar niet nog of om ook op over te tot uit van voor waar waarom wanneer was wat we wel wie " +
    "wij ze zei zij zijn zo che chi ci cosa del della di e era gli ho il io ma mi nel non per piu quale quando sono " +
    "ao com da do dos eu foi isso mas mais meu na nao nos o os quem sao sem seu sou tem um uma voce"
  ).split(" "),
);

/** Most words of a sentence that are looked for. */
const MOST_WORDS = 32;

/** More of a text is not looked at. */
const MOST_TEXT = 20_000;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

/** True for a folded word that stands in most texts of some language. */
export function isCommon(word: string): boolean {
  return COMMON.has(word);
}

/** The words of a text that say something, each once, in their order; all of its words where none does. */
export function tellingWords(text: string, most: number = MOST_WORDS): string[] {
  const words = [...new Set(wordsOf(text.slice(0, MOST_TEXT).toWellFormed().toLowerCase()))];
  const telling = words.filter((word) => {
    const folded = foldedWords(word).join("");
    return !isCommon(folded) && (folded.length > 1 || /\P{ASCII}/u.test(word));
  });
  return (telling.length > 0 ? telling : words).slice(0, most);
}

function wordsOf(text: string): string[] {
  if (!UNSPACED.test(text)) return text.match(WORD) ?? [];
  const segments = [...new Intl.Segmenter("und", { granularity: "word" }).segment(text)];
  return segments.filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
}

/** A search for messages with any of these words; empty where there are none. */
export function anyOf(words: readonly string[], filters: Query): Query {
  const terms = words.flatMap((word): Term[] => {
    const cut = cutQuery(word);
    return cut ? [{ text: word, indexed: cut.text, prefix: cut.prefix }] : [];
  });
  return { ...filters, terms: terms.length > 0 ? [terms] : [], empty: terms.length === 0 && filters.empty };
}
