/**
 * What is asked of a search, understood.
 *
 * @module
 */
import type { MessageRef, SearchMode, SearchRequest } from "../core/search.ts";
import { parseQuery, type Query } from "../core/search/query.ts";
import { anyOf, tellingWords } from "../core/search/sentence.ts";

/** A search, understood. */
export interface Ask {
  mode: SearchMode;
  limit: number;
  offset: number;
  grouped: boolean;
  like: MessageRef | undefined;
  /** Filters, and the words as they must stand. */
  query: Query;
  /** The same, but any of the words will do: for what has not all of them. Undefined where the words are one already. */
  loose: Query | undefined;
  /** The words as a sentence: what the query's vector is made of. */
  text: string;
}

const MOST = 10_000;

/**
 * Reads what is asked.
 *
 * @throws {SyntaxError} when a filter or its value is unknown
 * @throws {RangeError} when an option is out of bounds
 */
export function readAsk(text: string, request: SearchRequest): Ask {
  const { like, limit = 20, offset = 0, timeZone = "UTC", groupBy, sentence = false, filters = "" } = request;
  const mode = request.mode ?? (like ? "semantic" : "text");
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > MOST) {
    throw new RangeError(`Cannot search: limit is ${limit}, a whole number from 1 to ${MOST} was expected`);
  }
  if (!Number.isSafeInteger(offset) || offset < 0 || offset > MOST) {
    throw new RangeError(`Cannot search: offset is ${offset}, a whole number from 0 to ${MOST} was expected`);
  }
  const common = { mode, limit, offset, grouped: groupBy === "conversation", like };
  if (sentence) {
    const query = anyOf(tellingWords(text), parseQuery(filters, timeZone));
    return { ...common, query, loose: undefined, text };
  }
  const query = parseQuery(`${text} ${filters}`.trim(), timeZone);
  const words = query.terms.flat().map((term) => term.text).join(" ");
  const loose = query.terms.length > 1 ? anyOf(tellingWords(words), query) : undefined;
  return { ...common, query, loose, text: words };
}
