/**
 * Full-text search in a store.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Role } from "../../core/conversation.ts";
import { asText, whole } from "./columns.ts";
import { openForReading } from "./database.ts";
import { worded } from "./execute.ts";
import { type Filters, toFilters } from "./filters.ts";
import { expression } from "../../core/search/match.ts";
import { parseQuery, type Query } from "../../core/search/query.ts";
import { prepareRows, type Row } from "../../core/sqlite/rows.ts";
import { snippetMaker } from "../../core/search/snippet.ts";

/** Options of `search`. */
export interface SearchOptions {
  /**
   * How many results, at most.
   * @default 20
   */
  limit?: number;
  /**
   * How many results are left out before the first.
   * @default 0
   */
  offset?: number;
  /**
   * The zone in which `after:` and `before:` days begin.
   * @default "UTC"
   */
  timeZone?: string;
  /**
   * What stands before and after each match in a snippet.
   * @default ["", ""]
   */
  marks?: readonly [before: string, after: string];
}

/** A message that was found. */
export interface SearchResult {
  conversationId: string;
  messageId: string;
  /** The conversation's; null where it has none. */
  title: string | null;
  role: Role;
  /** Epoch milliseconds; null where the source gives none. */
  createdAt: number | null;
  /** About 160 characters around the best matches, on one line and without control characters. */
  snippet: string;
  /** Higher is better; 0 where only filters were given. */
  score: number;
}

interface Hit {
  number: number;
  score: number;
  createdAt: number | null;
}

/** How many of the messages that match are ranked: of a word that stands in more, the ones stored last. */
const CANDIDATES = 10_000;

/** How many messages of the days asked for are looked at to know between which rows they lie. */
const MAX_IN_DAYS = 100_000;

/** Text that a snippet is looked for in, in bytes. */
const SNIPPET_BYTES = 400_000;

/**
 * Finds messages. The README says what a query may hold: words, `"phrases"`, `begin*`, `-without`, `this OR that`,
 * and the filters `role:`, `title:`, `model:`, `after:`, `before:`, `hidden:`. Any text is a query: what is no filter
 * is words.
 *
 * Results with words come best first (BM25), those with filters alone newest first. A conversation whose title has
 * all the words comes before all others, with its first message that the filters let through. Where more than 10,000 messages match, the
 * 10,000 stored last are ranked.
 *
 * @param store path of the database, or an open database of a store
 * @param query as people write it, or read already
 * @throws {SyntaxError} when a filter or its value is unknown; the message lists the choices
 * @throws {RangeError} when an option or the query's length is out of bounds
 * @throws {CannotRunError} when there is no store at the path
 */
export function search(
  store: string | DatabaseSync,
  query: string | Query,
  options: SearchOptions = {},
): SearchResult[] {
  const { limit = 20, offset = 0, timeZone = "UTC", marks = ["", ""] as const } = options;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RangeError(`Cannot search: limit is ${limit}, a whole number from 1 was expected`);
  }
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new RangeError(`Cannot search: offset is ${offset}, a whole number from 0 was expected`);
  }
  const parsed = typeof query === "string" ? parseQuery(query, timeZone) : query;
  const database = typeof store === "string" ? openForReading(store) : store;
  try {
    if (parsed.empty) return [];
    const hits = parsed.terms.length > 0
      ? ranked(database, parsed, offset + limit)
      : newest(database, parsed, offset + limit);
    const snippet = snippetMaker(parsed.terms.flat(), marks);
    return hits.slice(offset, offset + limit).map(openResult(database, snippet));
  } catch (error) {
    throw typeof store === "string" ? worded(error, store) : error;
  } finally {
    if (database !== store) database.close();
  }
}

function newest(database: DatabaseSync, query: Query, count: number): Hit[] {
  const { conditions, values } = toFilters(query, "all");
  const rows = prepareRows(
    database,
    `SELECT m.number, m.created_at FROM message_data m WHERE ${conditions}
    ORDER BY m.created_at DESC, m.number DESC LIMIT ?`,
  );
  return rows.all(...values, count).map(([number, createdAt]) => ({ ...hit(number, createdAt), score: 0 }));
}

function ranked(database: DatabaseSync, query: Query, count: number): Hit[] {
  const words = query.terms.map((any) => `(${any.map(expression).join(" OR ")})`).join(" AND ");
  const not = query.without.length > 0 ? ` NOT (${query.without.map(expression).join(" OR ")})` : "";
  const filters = toFilters(query, "none");
  const [low, high] = rowsBetween(database, query);
  const messages = prepareRows(
    database,
    `SELECT m.number, m.created_at, bm25(message_search)
    FROM message_search s CROSS JOIN message_data m ON m.number = s.rowid
    WHERE s.message_search MATCH ? AND s.rowid BETWEEN ? AND ? AND ${filters.conditions}
    ORDER BY s.rowid DESC LIMIT ${CANDIDATES}`,
  );
  const hits = new Map<number, Hit>();
  for (const row of messages.all(`(${words})${not}`, low, high, ...filters.values)) {
    const [number, createdAt, rank] = row;
    hits.set(number as number, { ...hit(number, createdAt), score: -(rank as number) });
  }
  const { conditions, values } = toFilters(query, "each");
  const inRows = { conditions: `+m.number BETWEEN ? AND ? AND ${conditions}`, values: [low, high, ...values] };
  // Scores of titles and of messages cannot be compared, few titles make every word look common: titles go first.
  const best = [...hits.values()].reduce((best, { score }) => Math.max(best, score), 0);
  for (const found of titled(database, words, inRows, count)) {
    const score = best + found.score + (hits.get(found.number)?.score ?? 0);
    hits.set(found.number, { ...found, score });
  }
  return [...hits.values()].sort((a, b) =>
    b.score - a.score || (b.createdAt ?? -Infinity) - (a.createdAt ?? -Infinity) || b.number - a.number
  );
}

/**
 * The rows between which all messages of the query's days lie: messages are mostly stored in the order of their times,
 * so this spares a common word most of its messages. All rows where the days hold too many for it to pay.
 */
function rowsBetween(database: DatabaseSync, { after, before }: Query): [low: number, high: number] {
  const all: [number, number] = [0, Number.MAX_SAFE_INTEGER];
  if (after === undefined && before === undefined) return all;
  const rows = prepareRows(
    database,
    `SELECT min(number), max(number), count(*) FROM
      (SELECT number FROM message_data WHERE created_at >= ? AND created_at < ? LIMIT ${MAX_IN_DAYS})`,
  );
  const [first, last, count] = rows.get(after ?? -Number.MAX_SAFE_INTEGER, before ?? Number.MAX_SAFE_INTEGER) as Row;
  return count === MAX_IN_DAYS ? all : [(first ?? 0) as number, (last ?? -1) as number];
}

/** The first message, that the filters let through, of each conversation whose title matches; the best titles first. */
function titled(database: DatabaseSync, words: string, filters: Filters, count: number): Hit[] {
  const titles = prepareRows(
    database,
    `SELECT number, rank FROM (
      SELECT rowid AS number, bm25(title_search) AS rank FROM title_search WHERE title_search MATCH ?
      ORDER BY rowid DESC LIMIT ${CANDIDATES}
    ) ORDER BY rank, number DESC`,
  );
  const first = prepareRows(
    database,
    `SELECT m.number, m.created_at FROM message_data m
    WHERE m.conversation = ? AND NOT m.branch AND ${filters.conditions} ORDER BY m.place LIMIT 1`,
  );
  const hits: Hit[] = [];
  for (const [conversation, rank] of titles.all(words)) {
    if (hits.length >= count) break;
    const row = first.get(conversation, ...filters.values);
    if (row) hits.push({ ...hit(row[0], row[1]), score: -(rank as number) });
  }
  return hits;
}

function hit(number: Row[number], createdAt: Row[number]): Omit<Hit, "score"> {
  return { number: number as number, createdAt: createdAt as number | null };
}

function openResult(database: DatabaseSync, snippet: (text: string) => string): (hit: Hit) => SearchResult {
  const rows = prepareRows(
    database,
    `SELECT ${whole("c.id")}, ${whole("m.id")}, ${whole("c.title")}, m.role,
      substr(CAST(m.text AS BLOB), 1, ${SNIPPET_BYTES})
    FROM message_data m JOIN conversation_data c ON c.number = m.conversation WHERE m.number = ?`,
  );
  return ({ number, createdAt, score }) => {
    const [conversationId, messageId, title, role, text] = rows.get(number) as Row;
    return {
      conversationId: asText(conversationId),
      messageId: asText(messageId),
      title: title === null ? null : asText(title),
      role: role as Role,
      createdAt,
      snippet: snippet(asText(text)),
      score,
    };
  };
}
