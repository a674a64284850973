/**
 * Statements, and errors of SQLite in words.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import { CannotRunError, transient } from "../../core/errors.ts";

/** A row: the values of its columns, in order. */
export type Row = SQLOutputValue[];

/** A statement whose rows are arrays. */
export interface RowStatement {
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  iterate(...values: SQLInputValue[]): IterableIterator<Row>;
}

/** Prepares a statement whose rows are arrays. */
export function prepareRows(database: DatabaseSync, sql: string): RowStatement {
  // The types that come with Deno lack this method of Node's.
  const statement = database.prepare(sql) as StatementSync & { setReturnArrays(enabled: boolean): void };
  statement.setReturnArrays(true);
  return statement as unknown as RowStatement;
}

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

/** SQLite's primary result codes: sqlite.org/rescode.html. */
const BUSY = 5;
const NOT_A_DATABASE = 26;

/** True where somebody else holds the database. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/** An error from SQLite in words that name the file; another writer's lock is worth another try. */
export function worded(error: unknown, path: string): Error {
  if (!(error instanceof Error) || error instanceof CannotRunError) return error as Error;
  const code = resultCode(error);
  if (code === NOT_A_DATABASE) {
    return new CannotRunError(`Cannot open "${path}": it is not an SQLite database, a store of vectors was expected`, {
      cause: error,
    });
  }
  if ((error as { code?: unknown }).code !== "ERR_SQLITE_ERROR") return error;
  if (code === undefined && error.message.startsWith("unable to open")) {
    return new CannotRunError(`Cannot open "${path}": no file is there, or it may not be used; make it first`, {
      cause: error,
    });
  }
  const made = new Error(`Cannot use "${path}": ${error.message}`, { cause: error });
  return code === BUSY ? transient(made) : made;
}

function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}
