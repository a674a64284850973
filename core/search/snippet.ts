/**
 * The piece of a message that shows why it was found.
 *
 * @module
 */
import type { Term } from "./query.ts";

/** Length of a snippet in UTF-16 units, about. */
const LENGTH = 160;
/** How much of it stands before the first match, at most. */
const LEAD = 40;
/** How far a cut moves to fall between words. */
const SLACK = 16;
/** Matches beyond this many change no snippet for the better. */
const MAX_MATCHES = 200;

/** Controls, and characters that reorder or hide text around them. */
const CONTROLS = /[\p{Cc}\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu;

const WORD = "\\p{L}\\p{N}\\p{Co}";
/** Scripts without spaces, where a word begins and ends anywhere. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}ー]/u;

/** Prepares snippets for a search. `marks` are put before and after each match. */
export function snippetMaker(terms: Term[], marks: readonly [string, string]): (text: string) => string {
  const patterns = terms.map(pattern).filter((pattern) => pattern !== "");
  const finder = patterns.length > 0 ? new RegExp(patterns.join("|"), "gu") : undefined;

  return function snippet(text) {
    const clean = text.replace(/\s+/g, " ").replace(CONTROLS, "").trim();
    const matches = finder ? findAll(finder, fold(clean)) : [];
    const [from, to] = window(clean, matches);
    let out = from > 0 ? "…" : "";
    let at = from;
    for (const { start, end } of matches) {
      if (start < at || end > to) continue;
      out += clean.slice(at, start) + marks[0] + clean.slice(start, end) + marks[1];
      at = end;
    }
    return out + clean.slice(at, to) + (to < clean.length ? "…" : "");
  };
}

interface Match {
  start: number;
  end: number;
  word: string;
}

function findAll(finder: RegExp, folded: string): Match[] {
  const matches: Match[] = [];
  finder.lastIndex = 0;
  for (let match = finder.exec(folded); match && matches.length < MAX_MATCHES; match = finder.exec(folded)) {
    matches.push({ start: match.index, end: finder.lastIndex, word: match[0] });
  }
  return matches;
}

/** The window that shows most different matches, the first of these. */
function window(text: string, matches: Match[]): [from: number, to: number] {
  if (text.length <= LENGTH) return [0, text.length];
  let best = 0;
  let start = 0;
  for (const [i, first] of matches.entries()) {
    const words = new Set<string>();
    for (let j = i; j < matches.length && matches[j].end <= first.start + LENGTH - LEAD; j++) {
      words.add(matches[j].word);
    }
    if (words.size > best) {
      best = words.size;
      start = first.start;
    }
  }
  const last = Math.max(0, Math.min(start - LEAD, text.length - LENGTH));
  const from = last === 0 ? 0 : betweenWords(text, last, Math.min(last + SLACK, start));
  const to = Math.min(text.length, from + LENGTH);
  return [from, to === text.length ? to : betweenWords(text, to, Math.min(to + SLACK, text.length))];
}

/** The first place from `at` on, up to `limit`, that lies behind a space; else the first that splits no character. */
function betweenWords(text: string, at: number, limit: number): number {
  const space = text.indexOf(" ", at);
  if (space !== -1 && space < limit) return space + 1;
  while (at < limit && /^[\udc00-\udfff\p{M}]/u.test(text.slice(at, at + 1))) at++;
  return at;
}

/** Lower case without diacritics, every character in its place. */
function fold(text: string): string {
  const folded = text.replace(/[^\0-\x7f]/g, (unit) => {
    const [base, ...rest] = unit.normalize("NFKD");
    const folded = rest.every((character) => /\p{M}/u.test(character)) ? base.toLowerCase() : unit;
    return folded.length === 1 ? folded : unit;
  });
  return folded.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A pattern for the folded text. A word's letters may be followed by marks, its words by anything that is none. */
function pattern(term: Term): string {
  const words = Array.from(fold(term.text).matchAll(new RegExp(`[${WORD}\\p{M}]+`, "gu")), ([word]) => word);
  if (words.length === 0) return "";
  const body = words.map((word) => word.replace(/\p{M}/gu, "").replace(/./gsu, "$&[\\p{M}\\u0640]*"));
  const before = UNSPACED.test(words[0].slice(0, 1)) ? "" : `(?<![${WORD}\\p{M}])`;
  const after = term.prefix || UNSPACED.test(words[words.length - 1].slice(-1)) ? "" : `(?![${WORD}\\p{M}])`;
  return before + body.join(`[^${WORD}]+`) + after;
}
