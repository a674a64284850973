/**
 * What people search for, as the server's filters.
 *
 * @module
 */
import type { Query, Term } from "../../core/search/query.ts";
import { and, is, join, not, oneOf, type Where } from "./ask.ts";
import { wordsOf } from "./words.ts";

/** The server compares times as nanoseconds in 64 bits: from 1677 to 2262, in epoch milliseconds. */
const EARLIEST = -9_223_372_036_854;
const LATEST = 9_223_372_036_854;

/** A search as the server takes it. */
export interface Condition {
  /** Undefined where everything fits. */
  readonly where: Where | undefined;
  /** True for what fits; undefined where the server has said all: of a phrase it knows the words and not their order. */
  readonly fits: ((text: string, title: string) => boolean) | undefined;
}

/** What of a search is asked for: its words in messages, its words in titles, or its filters alone. */
export type Words = "content" | "title" | "none";

/**
 * The condition of a search; undefined where nothing can fit.
 *
 * @param models all models that the collection has messages of
 */
export function conditionOf(query: Query, words: Words, models: readonly string[]): Condition | undefined {
  const all: Where[] = [];
  const later: ((text: string, title: string) => boolean)[] = [];
  if (query.hidden !== "yes") all.push(is("hidden", query.hidden === "only"));
  if (query.role.length > 0) all.push(oneOf("role", query.role));
  if (query.roleWithout.length > 0) all.push(not(oneOf("role", query.roleWithout)));
  const { after = -Infinity, before = Infinity } = query;
  if (after > LATEST || before < EARLIEST) return undefined;
  if (after >= EARLIEST) all.push({ path: "createdAt", operator: "GreaterThanEqual", date: date(after) });
  else if (query.after !== undefined) all.push(dated());
  if (before <= LATEST) all.push({ path: "createdAt", operator: "LessThan", date: date(before) });
  else if (query.before !== undefined) all.push(dated());
  if (query.model.length > 0 && !query.model.some((pattern) => matches(pattern, ""))) {
    const some = models.filter((model) => query.model.some((pattern) => matches(pattern, model)));
    if (some.length === 0) return undefined;
    all.push(oneOf("model", some));
  }
  if (query.modelWithout.some((pattern) => matches(pattern, ""))) return undefined;
  const others = models.filter((model) => query.modelWithout.some((pattern) => matches(pattern, model)));
  if (others.length > 0) all.push(not(oneOf("model", others)));

  for (const term of query.title) {
    all.push(has("title", term));
    if (isPhrase(term)) later.push((_, title) => holds(title, term));
  }
  const field = words === "none" ? undefined : words;
  for (const any of field ? query.terms : []) {
    all.push(join("Or", any.map((term) => has(field!, term))));
    if (any.some(isPhrase)) {
      later.push((text, title) => any.some((term) => holds(field === "title" ? title : text, term)));
    }
  }
  for (const [field, terms] of [["content", query.without], ["title", query.titleWithout]] as const) {
    for (const term of terms) {
      if (!isPhrase(term)) all.push(not(has(field, term)));
      else later.push((text, title) => !holds(field === "title" ? title : text, term));
    }
  }
  return {
    where: and(...all),
    fits: later.length > 0 ? (text, title) => later.every((one) => one(text, title)) : undefined,
  };
}

function date(time: number): string {
  return new Date(time).toISOString();
}

/** Has a time, whichever. */
function dated(): Where {
  return { path: "createdAt", operator: "GreaterThanEqual", date: date(EARLIEST) };
}

/** All words of a term. `Like`, because `Equal` refuses words as common as "the"; words hold no wildcards. */
function has(field: "content" | "title", term: Term): Where {
  const words = wordsOf(term.text);
  const hidden = field === "content" ? "words" : "titleWords";
  return join(
    "And",
    words.map((word, i) => {
      const text = i === words.length - 1 && term.prefix ? `${word}*` : word;
      const like = (path: string): Where => ({ path, operator: "Like", text });
      return join("Or", [like(field), like(hidden)]);
    }),
  );
}

function isPhrase(term: Term): boolean {
  return wordsOf(term.text).length > 1;
}

/** Whether the words of a term follow each other in a text. */
function holds(text: string, term: Term): boolean {
  const wanted = wordsOf(term.text);
  const words = wordsOf(text);
  const last = wanted.length - 1;
  return words.some((_, at) =>
    wanted.every((word, i) => i === last && term.prefix ? words[at + i]?.startsWith(word) : words[at + i] === word)
  );
}

/** `*` stands for anything; letters of ASCII in either case. */
function matches(pattern: string, value: string): boolean {
  const lower = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const [first, ...rest] = lower(pattern).split("*");
  let left = lower(value);
  if (!left.startsWith(first)) return false;
  if (rest.length === 0) return left === first;
  left = left.slice(first.length);
  const end = rest.pop()!;
  for (const piece of rest) {
    const at = left.indexOf(piece);
    if (at === -1) return false;
    left = left.slice(at + piece.length);
  }
  return left.endsWith(end);
}
