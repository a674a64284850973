/**
 * Errors of `node:sqlite`: their codes, and words for them.
 *
 * @module
 */
import { CannotRunError, transient } from "../errors.ts";

/** SQLite's primary result codes: sqlite.org/rescode.html. */
export const BUSY = 5;
/** Also where a transaction has to be taken back first. */
export const READ_ONLY = 8;
/** A page that holds what no page of its kind may: a file that was cut, or written by others. */
const DAMAGED = 11;
const NOT_A_DATABASE = 26;

/** The primary result code of an error from SQLite. Those of `exec` carry none. */
export function resultCode(error: unknown): number | undefined {
  const code = (error as { errcode?: unknown } | null)?.errcode;
  return typeof code === "number" ? code & 0xff : undefined;
}

/** True where somebody else holds the database. */
export function isBusy(error: unknown): boolean {
  return resultCode(error) === BUSY;
}

/** True where the file is no database, or one that was damaged: another try ends as this one did. */
export function isUnreadable(error: unknown): boolean {
  const code = resultCode(error);
  // Errors of `exec` have no code, only SQLite's words for it.
  return code === DAMAGED || code === NOT_A_DATABASE || error instanceof Error && code === undefined &&
      /^(file is not a database|database disk image is malformed)$/.test(error.message);
}

/** What is said of files that cannot be opened. */
export interface Expectation {
  /** What the file should be: "a store of threadloom". */
  expected: string;
  /** What to do where there is none: "import into it first". */
  advice: string;
}

/** An error from SQLite in words that name the file; another writer's lock is worth another try. */
export function wordedError(error: unknown, path: string, { expected, advice }: Expectation): Error {
  if (!(error instanceof Error) || error instanceof CannotRunError) return error as Error;
  const code = resultCode(error);
  if (code === NOT_A_DATABASE) {
    return new CannotRunError(`Cannot open "${path}": it is not an SQLite database, ${expected} was expected`, {
      cause: error,
    });
  }
  if (isUnreadable(error)) {
    return new CannotRunError(
      `Cannot use "${path}": it is damaged (${error.message}), ${expected} was expected; put a copy back, or move it away`,
      { cause: error },
    );
  }
  if ((error as { code?: unknown }).code !== "ERR_SQLITE_ERROR") return error;
  if (code === undefined && error.name === "Error" && error.message.startsWith("unable to open")) {
    return new CannotRunError(`Cannot open "${path}": no file is there, or it may not be used; ${advice}`, {
      cause: error,
    });
  }
  const made = new Error(`Cannot use "${path}": ${error.message}`, { cause: error });
  return code === BUSY ? transient(made) : made;
}
