/**
 * Transactions, and SQLite's errors in words.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import { wordedError } from "../../core/sqlite/errors.ts";

/** Does `work` in a transaction; crash tests stop right before and after its commit. */
export function inTransaction<T>(database: DatabaseSync, context: Context, work: () => T): T {
  // Unlike those of `exec`, errors of prepared statements carry SQLite's result code.
  database.prepare("BEGIN IMMEDIATE").all();
  try {
    const result = work();
    context.effect("vectors: before commit");
    database.prepare("COMMIT").all();
    context.effect("vectors: after commit");
    return result;
  } catch (error) {
    // A commit that failed leaves its transaction open; one that succeeded leaves nothing to take back.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** An error from SQLite in words that name the file. */
export function worded(error: unknown, path: string): Error {
  return wordedError(error, path, { expected: "a store of vectors", advice: "make it first" });
}
