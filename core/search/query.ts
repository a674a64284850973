/**
 * What people write into a search.
 *
 * @module
 */
import { cutQuery } from "./cut.ts";
import { startOf } from "./days.ts";

/** A word or phrase. */
export interface Term {
  /** As it was written. */
  text: string;
  /** As the full-text index knows it. */
  indexed: string;
  /** Whether its last word is only a beginning. */
  prefix: boolean;
}

/** A search, understood. */
export interface Query {
  /** Of each list at least one has to be found. */
  terms: Term[][];
  without: Term[];
  title: Term[];
  titleWithout: Term[];
  /** Any of these; empty: all. */
  role: string[];
  roleWithout: string[];
  /** The same; `*` stands for anything. */
  model: string[];
  modelWithout: string[];
  /** Epoch milliseconds, inclusive. */
  after?: number;
  /** Epoch milliseconds, exclusive. */
  before?: number;
  hidden: "no" | "yes" | "only";
  /** True where there is nothing that could be found. */
  empty: boolean;
}

/** One word of a search, as written. */
interface Token {
  negated: boolean;
  filter?: string;
  value: string;
  quoted: boolean;
  star: boolean;
  /** Verbatim, for messages. */
  raw: string;
}

const ROLES = ["user", "assistant", "system", "tool"];
const HIDDEN = ["no", "yes", "only"] as const;
const FILTERS = ["role", "title", "model", "after", "before", "hidden"];

/** Longer searches are mistakes (a pasted text) or attacks. In UTF-16 units, and in words. */
const MAX_LENGTH = 1_000;
const MAX_TERMS = 64;
const MAX_STARS = 4;

// A filter's name is followed by one colon and no slash: `https://…`, `std::move` and `12:30` are words.
const TOKEN = /(-?)(?:(\p{L}+):(?![:/\\]))?(?:"([^"]*)(?:"|$)(\*?)|([^\s"]+))/guy;

/**
 * Reads a search: words, `"phrases"`, `begin*`, `-without`, `OR` between two words, and filters.
 *
 * @throws {SyntaxError} when a filter or its value is unknown; the message lists the choices
 * @throws {RangeError} when the search is too long, or there is no such time zone
 */
export function parseQuery(text: string, timeZone: string): Query {
  if (text.length > MAX_LENGTH) {
    throw new RangeError(`Cannot search: the search has ${text.length} characters, at most ${MAX_LENGTH} are read`);
  }
  const query: Query = {
    terms: [],
    without: [],
    title: [],
    titleWithout: [],
    role: [],
    roleWithout: [],
    model: [],
    modelWithout: [],
    hidden: "no",
    empty: true,
  };
  let words = 0;
  let joined = false;
  const tokens = tokenize(text);
  if (tokens.length > MAX_TERMS) {
    throw new RangeError(`Cannot search: the search has ${tokens.length} words, at most ${MAX_TERMS} are read`);
  }
  for (const [i, token] of tokens.entries()) {
    if (token.filter !== undefined) {
      applyFilter(query, token, timeZone);
      query.empty = false;
    } else if (isOr(token) && isWord(tokens[i - 1]) && isWord(tokens[i + 1])) {
      joined = true;
      continue;
    } else {
      words++;
      const term = toTerm(token);
      if (term && token.negated) query.without.push(term);
      else if (term && joined && query.terms.length > 0) query.terms.at(-1)?.push(term);
      else if (term) query.terms.push([term]);
    }
    joined = false;
  }
  if (words > 0) query.empty = query.terms.length === 0 && query.without.length === 0;
  return query;
}

function tokenize(text: string): Token[] {
  const plain = text.replace(/[“”„«»]/g, '"').replace(/\p{Cc}/gu, " ");
  const tokens: Token[] = [];
  let at = 0;
  while (at < plain.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(plain);
    if (!match) {
      at++;
      continue;
    }
    at = TOKEN.lastIndex;
    const [raw, minus, filter, phrase, phraseStar, word] = match;
    const quoted = phrase !== undefined;
    const value = quoted ? phrase : word;
    const star = quoted ? phraseStar !== "" : /[^*]\*$/.test(word);
    tokens.push({ negated: minus !== "", filter: filter?.toLowerCase(), value, quoted, star, raw });
  }
  return tokens;
}

function isOr(token: Token): boolean {
  return token.raw === "OR";
}

function isWord(token: Token | undefined): boolean {
  return token !== undefined && token.filter === undefined && !token.negated && !isOr(token);
}

function toTerm({ value, star }: Token): Term | undefined {
  const cut = cutQuery(value);
  return cut && { text: value, indexed: cut.text, prefix: star || cut.prefix };
}

function applyFilter(query: Query, token: Token, timeZone: string): void {
  const { filter, negated, value } = token;
  switch (filter) {
    case "title": {
      const term = toTerm(token);
      if (!term) throw refused(token, "no word to look for", "a word or a phrase");
      (negated ? query.titleWithout : query.title).push(term);
      return;
    }
    case "role": {
      const role = value.toLowerCase();
      if (!ROLES.includes(role)) throw refused(token, `no role "${value}"`, ROLES.join(", "));
      (negated ? query.roleWithout : query.role).push(role);
      return;
    }
    case "model": {
      const model = value.replace(/\*+/g, "*");
      if (model.split("*").length - 1 > MAX_STARS) throw refused(token, "too many *", `at most ${MAX_STARS}`);
      (negated ? query.modelWithout : query.model).push(model);
      return;
    }
    case "after":
    case "before": {
      if (negated) throw refused(token, "dates have no opposite", `${filter === "after" ? "before" : "after"}:`);
      const moment = startOf(value, timeZone);
      if (moment === undefined) throw refused(token, `no day "${value}"`, "YYYY-MM-DD, YYYY-MM or YYYY");
      if (filter === "after") query.after = Math.max(moment, query.after ?? -Infinity);
      else query.before = Math.min(moment, query.before ?? Infinity);
      return;
    }
    case "hidden": {
      const choice = HIDDEN.find((choice) => choice === value.toLowerCase());
      if (choice === undefined || negated) throw refused(token, `"${value}" is no choice`, HIDDEN.join(", "));
      query.hidden = choice;
      return;
    }
    default:
      throw refused(
        token,
        `no filter "${filter}"`,
        `${FILTERS.map((name) => `${name}:`).join(", ")}, or quotation marks around the words`,
      );
  }
}

function refused(token: Token, is: string, expected: string): SyntaxError {
  return new SyntaxError(`Cannot search for ${JSON.stringify(token.raw)}: ${is}, expected ${expected}`);
}
