/**
 * Opening the store's database.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import { CannotRunError } from "../../core/errors.ts";
import { isBusy } from "../../core/sqlite/errors.ts";
import { prepareRows } from "../../core/sqlite/rows.ts";
import { inTransaction, worded } from "./execute.ts";
import { databasePath } from "./segment_file.ts";
import { APPLICATION_ID, TABLES, VERSION, WRITER } from "./schema.ts";

/** A store's database, opened for writing. */
export interface OpenDatabase {
  database: DatabaseSync;
  identity: string;
  /** True when this opening made the store. */
  created: boolean;
}

/** What all vectors of a store have in common. */
export interface Generation {
  /** The model that made them. */
  model: string;
  dimensions: number;
}

/** How long another writer is waited for, in milliseconds. */
const BUSY_MS = 10_000;

/**
 * Opens the store in `folder` for writing; with `create` makes it where there is none (mode 0600), without resolves with
 * undefined there.
 *
 * @throws {CannotRunError} when what is there is no store of vectors, or of a newer version
 */
export async function openDatabase(
  context: Context,
  folder: string,
  create: boolean,
): Promise<OpenDatabase | undefined> {
  const path = databasePath(folder);
  const above = await context.files.stat(folder);
  if (above && above.kind !== "folder") {
    throw new CannotRunError(`Cannot open "${folder}": it is a ${above.kind}, a folder was expected`);
  }
  const stat = await context.files.stat(path);
  if (stat && stat.kind !== "file") {
    throw new CannotRunError(`Cannot open "${path}": it is a ${stat.kind}, a file was expected`);
  }
  if (!create && !stat?.size) return undefined;
  if (!stat) {
    await context.files.makeFolder(folder, true);
    // SQLite would make it readable for everybody; an empty file is a database with nothing in it.
    await context.files.write(path, "", true);
  }
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    const made = isOurs(database, path);
    if (!made && !create) {
      database.close();
      return undefined;
    }
    // Ten vectors of 384 dimensions fit into a page. Holds for new files only.
    database.exec("PRAGMA page_size = 16384");
    database.prepare("PRAGMA journal_mode = WAL").all();
    database.exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -32768; PRAGMA secure_delete = FAST");
    if (!made) {
      inTransaction(database, context, () => {
        database.exec(TABLES);
        const set = database.prepare("INSERT INTO store (name, value) VALUES (?, ?)");
        set.run("identity", context.random.id());
        set.run("writer", WRITER);
        database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${VERSION}`);
      });
    }
    return { database, identity: String(setting(database, "identity")), created: !made };
  } catch (error) {
    database.close();
    throw worded(error, path);
  }
}

/**
 * Opens the store in `folder` for reading only.
 *
 * @throws {CannotRunError} when there is none, or what is there is no store of vectors or of another version
 */
export function openForReading(folder: string): DatabaseSync {
  const path = databasePath(folder);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}; PRAGMA cache_size = -16384`);
    if (isOurs(database, path)) return database;
    throw new CannotRunError(`Cannot read "${path}": it is empty, a store of vectors was expected`);
  } catch (error) {
    database?.close();
    throw worded(error, path);
  }
}

function isOurs(database: DatabaseSync, path: string): boolean {
  const number = (sql: string): number => prepareRows(database, sql).get()?.[0] as number;
  const application = number("PRAGMA application_id");
  if (application !== APPLICATION_ID) {
    if (application === 0 && number("SELECT count(*) FROM sqlite_schema") === 0) return false;
    throw new CannotRunError(
      `Cannot open "${path}": it is a database of something else, a store of vectors was expected; give another path`,
    );
  }
  const found = number("PRAGMA user_version");
  if (found === VERSION) return true;
  throw new CannotRunError(
    `Cannot open "${path}": ${setting(database, "writer")} wrote it (version ${found} of the store of vectors), ` +
      `this program (${WRITER}) knows version ${VERSION}; use the program that wrote it, or a newer one`,
  );
}

/** A setting that is kept in the store; undefined where it was never set. */
export function setting(database: DatabaseSync, name: string): string | number | Uint8Array | undefined {
  const value = prepareRows(database, "SELECT value FROM store WHERE name = ?").get(name)?.[0];
  return typeof value === "string" || typeof value === "number" || value instanceof Uint8Array ? value : undefined;
}

/** Keeps a setting in the store. */
export function keepSetting(database: DatabaseSync, name: string, value: string | number | Uint8Array): void {
  database.prepare("INSERT OR REPLACE INTO store (name, value) VALUES (?, ?)").run(name, value);
}

/** The model and width of all vectors in the store; undefined as long as there are none. */
export function generationOf(database: DatabaseSync): Generation | undefined {
  const model = setting(database, "model");
  const dimensions = setting(database, "dimensions");
  return typeof model === "string" && typeof dimensions === "number" ? { model, dimensions } : undefined;
}

/** Closes the database and leaves one file that stands alone, unless others have it open. */
export function closeDatabase(database: DatabaseSync): void {
  try {
    database.exec("PRAGMA busy_timeout = 0");
    database.prepare("PRAGMA journal_mode = DELETE").all();
  } catch (error) {
    if (!isBusy(error)) throw error;
  } finally {
    database.close();
  }
}
