/**
 * The tables of the content cache.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { CannotRunError } from "../../../core/errors.ts";

/** "embd": tells a cache from other SQLite files. */
const APPLICATION_ID = 0x656d6264;
/** The format this program writes. */
const FORMAT = 1;
const WRITER = "threadloom 0.1.0";

/**
 * Format 1. A vector lies under a hash of its model and text, no text lies anywhere. `uses` says for which conversations
 * (hashes of their ids) it was needed, so that what only a forgotten one needed can go.
 */
const TABLES = `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE vectors (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL) STRICT;
  CREATE TABLE uses (
    owner BLOB NOT NULL,
    vector INTEGER NOT NULL REFERENCES vectors (id) ON DELETE CASCADE,
    PRIMARY KEY (owner, vector)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX uses_of_vector ON uses (vector);
`;

/**
 * Makes the tables in an empty database; checks what another one is.
 *
 * @throws {CannotRunError} when it is none of ours, or a newer program wrote it
 */
export function prepareTables(db: DatabaseSync, path: string): void {
  const number = (sql: string): number => Number(Object.values(db.prepare(sql).get() ?? {})[0]);
  // Another process may be making them just now.
  db.exec("BEGIN IMMEDIATE");
  try {
    const id = number("PRAGMA application_id");
    const format = number("PRAGMA user_version");
    if (id === 0 && format === 0 && number("SELECT count(*) FROM sqlite_schema") === 0) {
      db.exec(TABLES);
      db.prepare("INSERT INTO meta VALUES ('written_by', ?)").run(WRITER);
      db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${FORMAT}`);
    } else if (id !== APPLICATION_ID) {
      throw new CannotRunError(
        `Cannot open cache "${path}": it is a database of something else, a cache of embeddings was expected`,
      );
    } else if (format > FORMAT) {
      const writer = db.prepare("SELECT value FROM meta WHERE name = 'written_by'").get()?.value;
      throw new CannotRunError(
        `Cannot open cache "${path}": ${
          writer ?? "a newer program"
        } wrote it in format ${format}, this program knows ` +
          `formats up to ${FORMAT}; use that version or a newer one`,
      );
    }
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
