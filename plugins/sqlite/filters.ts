/**
 * A search's filters as SQL.
 *
 * @module
 */
import type { SQLInputValue } from "node:sqlite";
import { expression, likePattern } from "../../core/search/match.ts";
import type { Query } from "../../core/search/query.ts";

/** Conditions on `message_data m`, joined, and the values they take. */
export interface Filters {
  conditions: string;
  values: SQLInputValue[];
}

/**
 * How words that must not be there are kept out: `all` reads up everything they stand in, once; `each` looks at one
 * message at a time, for when few are looked at; `none`, for when the full-text query itself says it.
 */
type Without = "all" | "each" | "none";

/** The conditions of a search's filters. */
export function toFilters(query: Query, without: Without): Filters {
  const conditions: string[] = [];
  const values: SQLInputValue[] = [];
  const add = (condition: string, ...given: SQLInputValue[]): void => {
    conditions.push(condition);
    values.push(...given);
  };
  const anyOf = (column: string, test: string, given: string[], not = ""): void => {
    if (given.length > 0) add(`${not}(${given.map(() => `coalesce(${column}, '') ${test}`).join(" OR ")})`, ...given);
  };

  if (query.hidden === "no") add("m.hidden IS NULL");
  if (query.hidden === "only") add("m.hidden IS NOT NULL");
  anyOf("m.role", "= ?", query.role);
  anyOf("m.role", "= ?", query.roleWithout, "NOT ");
  anyOf("m.model", "LIKE ? ESCAPE '\\'", query.model.map(likePattern));
  anyOf("m.model", "LIKE ? ESCAPE '\\'", query.modelWithout.map(likePattern), "NOT ");
  if (query.after !== undefined) add("m.created_at >= ?", query.after);
  if (query.before !== undefined) add("m.created_at < ?", query.before);
  if (query.title.length > 0) add(`m.conversation IN (${TITLES})`, query.title.map(expression).join(" AND "));
  if (query.titleWithout.length > 0) {
    add(`m.conversation NOT IN (${TITLES})`, query.titleWithout.map(expression).join(" OR "));
  }
  if (query.without.length > 0 && without !== "none") {
    add(WITHOUT[without], query.without.map(expression).join(" OR "));
  }
  return { conditions: conditions.join(" AND ") || "true", values };
}

const WITHOUT = {
  all: "m.number NOT IN (SELECT rowid FROM message_search WHERE message_search MATCH ?)",
  each: "NOT EXISTS (SELECT 1 FROM message_search w WHERE w.rowid = m.number AND w.message_search MATCH ?)",
};

const TITLES = "SELECT rowid FROM title_search WHERE title_search MATCH ?";
