/**
 * Sentiment by rules: words of feeling of the text's own language, negation, emphasis, emoji.
 *
 * @module
 */
import { type Lexicon, weightOf } from "./lexicon.ts";
import { DE } from "./lexicon/de.ts";
import { EN } from "./lexicon/en.ts";
import { FR } from "./lexicon/fr.ts";
import { NL } from "./lexicon/nl.ts";

/** Languages with a lexicon. Nothing is said of the words of others. */
export const LEXICONS: ReadonlyMap<string, Lexicon> = new Map([["nl", NL], ["fr", FR], ["en", EN], ["de", DE]]);

const EMOJI: ReadonlyMap<string, number> = new Map(
  Object.entries({
    "2": "😀😃😄😁😊🙂😍🥰😘❤💕💖👍🎉🙏👏💯🤩😂🤣✨🥳💪😎",
    "-2": "😞😟🙁☹😢😭😤👎💔😩😫😒😕🙄😰😓",
    "-3": "😠😡🤬🤮💩",
  }).flatMap(([weight, list]) => [...list].map((one): [string, number] => [one, Number(weight)])),
);

/** `:)` and its like, before and behind which there is no letter or digit. */
const EMOTICONS = /(?<![\p{L}\p{N}])(?:([:;=]-?[)D*]|<3|\^\^)|([:=]'?-?[(/\\|]))(?![\p{L}\p{N}/])/gu;

const ADDRESS = /\b(?:https?:\/\/|www\.)\S+/g;

/** Characters that are looked at. */
const CONSIDERED = 4_000;
/** How many words a negation reaches forward. */
const REACH = 3;
/** What is left of a feeling that is denied: "not good" is less bad than "bad". */
const DENIED = -0.7;
/** Sums beyond this are as clear as can be. */
const CLEAR = 4;

/**
 * Between -1 (bad) and 1 (good), 0 for neither; null where the language has no lexicon and no emoji says anything.
 */
export function sentiment(text: string, language: string): number | null {
  const said = text.slice(0, CONSIDERED).toLowerCase().normalize("NFC").replace(/[’‘`´]/g, "'").replace(ADDRESS, " ");
  const signs = signsOf(said);
  const known = LEXICONS.get(language);
  if (!known) return signs === undefined ? null : scaled(signs);
  return scaled(wordsSum(said, known) + (signs ?? 0));
}

function scaled(sum: number): number {
  const share = Math.max(-1, Math.min(1, sum / CLEAR));
  return Math.round(share * 1000) / 1000 || 0;
}

function signsOf(said: string): number | undefined {
  let sum: number | undefined;
  for (const one of said) {
    const weight = EMOJI.get(one);
    if (weight !== undefined) sum = (sum ?? 0) + weight;
  }
  for (const [, good] of said.matchAll(EMOTICONS)) sum = (sum ?? 0) + (good ? 2 : -2);
  return sum;
}

/** Clause by clause: a negation does not reach over a comma. */
function wordsSum(said: string, known: Lexicon): number {
  let sum = 0;
  for (const clause of said.split(/[.,;!?\n]+/)) {
    const words = clause.match(/[\p{L}\p{M}][\p{L}\p{M}']*/gu) ?? [];
    let denied = -1;
    let boost = 1;
    for (let i = 0; i < words.length; i++) {
      const phrase = known.phrases.get(words[i])?.find((one) => one.words.every((word, k) => words[i + k] === word));
      const weight = phrase?.weight ?? weightOf(known, words[i]);
      if (weight !== undefined) {
        // "No problem" is denied by what stands before it; a phrase says already what it denies.
        const reached = denied >= 0 && i - denied <= REACH && !(phrase?.words.some((word) => known.negators.has(word)));
        const factor = (reached ? DENIED : 1) * boost;
        sum += weight * factor +
          laterDenial(words, i + (phrase?.words.length ?? 1), known, weight, phrase !== undefined);
        i += (phrase?.words.length ?? 1) - 1;
        boost = 1;
        if (phrase) denied = -1;
        continue;
      }
      boost = known.boosters.has(words[i]) ? 1.3 : 1;
      if (known.negators.has(words[i])) denied = i;
    }
  }
  return sum;
}

/** Dutch and German deny behind the verb ("helpt niet", "gefällt mir nicht"), French too ("ne plaît pas"). */
function laterDenial(words: string[], next: number, known: Lexicon, weight: number, phrase: boolean): number {
  if (phrase || weight <= 0 || weight > 1) return 0;
  const behind = words.slice(next, next + 2).some((word) => known.negators.has(word));
  return behind ? weight * (DENIED - 1) - 1 : 0;
}
