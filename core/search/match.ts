/**
 * Terms and patterns in the languages of SQLite.
 *
 * @module
 */
import type { Term } from "./query.ts";

/** A term in the language of FTS5: always a quoted string, so that nothing in it is an operator. */
export function expression(term: Term): string {
  return `"${term.indexed.replaceAll('"', '""')}"${term.prefix ? "*" : ""}`;
}

/** A pattern for `LIKE … ESCAPE '\'`: `*` stands for anything; the rest for itself, in either case of ASCII letters. */
export function likePattern(pattern: string): string {
  return pattern.replace(/[\\%_]/g, "\\$&").replaceAll("*", "%");
}
