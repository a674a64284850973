/**
 * Running statements, and SQLite's errors in words.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import { CannotRunError, transient } from "../../core/errors.ts";

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

/** SQLite's primary result codes: sqlite.org/rescode.html. */
export const BUSY = 5;
/** Also where a transaction has to be taken back first. */
export const READ_ONLY = 8;
const NOT_A_DATABASE = 26;

/** The primary result code of an error from SQLite. */
export function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** An error from SQLite in words that name the file; another writer's lock is worth another try. */
export function worded(error: unknown, path: string): Error {
  if (!(error instanceof Error) || error instanceof CannotRunError) return error as Error;
  const code = resultCode(error);
  if (code === NOT_A_DATABASE) {
    return new CannotRunError(
      `Cannot open "${path}": it is not an SQLite database, a store of threadloom was expected`,
      {
        cause: error,
      },
    );
  }
  if ((error as { code?: unknown }).code !== "ERR_SQLITE_ERROR") return error;
  if (code === undefined && error.name === "Error" && error.message.startsWith("unable to open")) {
    return new CannotRunError(`Cannot open "${path}": no file is there, or it may not be used; import into it first`, {
      cause: error,
    });
  }
  const made = new Error(`Cannot use "${path}": ${error.message}`, { cause: error });
  return code === BUSY ? transient(made) : made;
}
