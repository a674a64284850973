/**
 * The SQLite ledger's tables, and bringing older files up to date.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import { tooNew, WRITER } from "../../core/ledger/common.ts";

/** "ldgr": tells a ledger from other SQLite files. */
const APPLICATION_ID = 0x6c646772;

/** Step `n` brings a file of format `n` to format `n + 1`; the first makes the tables. */
export type SqliteSteps = readonly string[];

/**
 * Format 1. Units lie in a table with row ids, because a unit's entries can be long; names and keys are kept in the
 * form of `toText`, entries in that of `entriesText`.
 */
export const STEPS: SqliteSteps = [`
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE sinks (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, state TEXT) STRICT;
  CREATE TABLE units (
    sink INTEGER NOT NULL REFERENCES sinks (id),
    unit TEXT NOT NULL,
    path TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    content TEXT NOT NULL,
    version REAL,
    exported_at REAL,
    account TEXT,
    outcome TEXT NOT NULL,
    entry_count INTEGER NOT NULL,
    entries TEXT NOT NULL,
    UNIQUE (sink, unit)
  ) STRICT;
  CREATE TABLE scopes (
    sink INTEGER NOT NULL,
    scope TEXT NOT NULL,
    unit TEXT NOT NULL,
    PRIMARY KEY (sink, scope)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX scopes_of_unit ON scopes (sink, unit);
  CREATE TABLE dead_letters (
    id INTEGER PRIMARY KEY,
    pipeline TEXT NOT NULL,
    unit TEXT NOT NULL,
    stage TEXT NOT NULL,
    letter TEXT NOT NULL,
    UNIQUE (unit, stage, pipeline)
  ) STRICT;
  CREATE TABLE claims (account TEXT PRIMARY KEY, as_of REAL NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE tombstones (hash TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE reports (id INTEGER PRIMARY KEY, run TEXT NOT NULL UNIQUE, started_at REAL NOT NULL, report TEXT NOT NULL) STRICT;
  CREATE INDEX reports_by_start ON reports (started_at, id);
`];

/**
 * Checks that a database is a ledger of a format this program knows. Returns its format, 0 for an empty database.
 *
 * @throws {CannotRunError} when it is something else, or a newer program wrote it
 */
export function checkFormat(db: DatabaseSync, path: string, known: number): number {
  const number = (pragma: string): number => Number(Object.values(db.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]);
  const format = number("user_version");
  const id = number("application_id");
  const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.n;
  if (format === 0 && id === 0 && tables === 0) return 0;
  if (id !== APPLICATION_ID || format === 0) {
    throw new CannotRunError(`Cannot open ledger "${path}": it is a database of something else, a ledger was expected`);
  }
  if (format > known) {
    const writer = db.prepare("SELECT value FROM meta WHERE name = 'written_by'").get()?.value;
    throw tooNew(path, String(writer ?? "a newer program"), format, known);
  }
  return format;
}

/** Brings a database up to date: all or nothing, and after a copy of the file as it was, unless it is new. */
export async function migrate(db: DatabaseSync, path: string, files: Files, steps: SqliteSteps): Promise<void> {
  const format = checkFormat(db, path, steps.length);
  if (format === steps.length) return;
  if (format > 0) {
    // What lies in the write-ahead log belongs to the file that is copied.
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    await backup(files, path, `${path}.format-${format}.backup`);
  }
  db.exec("BEGIN IMMEDIATE");
  try {
    for (const step of steps.slice(format)) db.exec(step);
    db.prepare("INSERT OR REPLACE INTO meta VALUES ('written_by', ?)").run(WRITER);
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${steps.length}`);
    db.exec("COMMIT");
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

async function backup(files: Files, from: string, to: string): Promise<void> {
  const file = await files.open(from);
  try {
    const writer = await files.create(to, true);
    try {
      const chunk = new Uint8Array(1 << 20);
      for (let at = 0; at < file.size;) {
        const read = await file.read(chunk, at);
        if (read === 0) break;
        await writer.write(chunk.subarray(0, read));
        at += read;
      }
      await writer.commit();
    } catch (error) {
      await writer.abort().catch(() => undefined);
      throw error;
    }
  } finally {
    file.close();
  }
}
