/**
 * Running statements, and SQLite's errors in words.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import { wordedError } from "../../core/sqlite/errors.ts";

/** Runs one statement. Unlike those of `exec`, its errors carry SQLite's result code. */
export function execute(database: DatabaseSync, sql: string): void {
  database.prepare(sql).all();
}

/** Commits, between the two effects that crash tests stop at. */
export function commit(database: DatabaseSync, context: Context): void {
  context.effect("sqlite: before commit");
  execute(database, "COMMIT");
  context.effect("sqlite: after commit");
}

/** An error from SQLite in words that name the file. */
export function worded(error: unknown, path: string): Error {
  return wordedError(error, path, { expected: "a store of threadloom", advice: "import into it first" });
}
