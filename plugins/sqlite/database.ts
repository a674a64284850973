/**
 * Opening the database file: making it, checking that it is ours, bringing an older one up to date.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import { CannotRunError } from "../../core/errors.ts";
import { BUSY, READ_ONLY, resultCode } from "../../core/sqlite/errors.ts";
import { commit, execute, worded } from "./execute.ts";
import { migrate } from "./migrate.ts";
import { APPLICATION_ID, VERSIONS, type Versions, WRITER } from "./schema.ts";

/** A store's database, opened. */
export interface OpenDatabase {
  database: DatabaseSync;
  identity: string;
  /** True when this opening made the store. */
  created: boolean;
}

/** How long another writer is waited for, in milliseconds. */
const BUSY_MS = 10_000;

/**
 * Opens the store at `path` for writing. With `create`, makes it where there is none (mode 0600) and brings an older
 * version up to date; without, does neither and resolves with undefined where there is none.
 *
 * @throws {CannotRunError} when what is there is no store of ours, or of a newer version
 */
export async function openDatabase(
  context: Context,
  path: string,
  create: boolean,
  versions: Versions = VERSIONS,
): Promise<OpenDatabase | undefined> {
  const stat = await context.files.stat(path);
  if (stat && stat.kind !== "file") {
    throw new CannotRunError(`Cannot open "${path}": it is a ${stat.kind}, a database file was expected`);
  }
  if (!create && !stat?.size) return undefined;
  if (!stat) {
    const folder = path.replace(/[^/\\]*$/, "");
    if (folder) await context.files.makeFolder(folder);
    // SQLite would make it readable for everybody; an empty file is a database with nothing in it.
    await context.files.write(path, "", true);
  }
  const database = new DatabaseSync(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    const found = check(database, path, versions);
    if (found === 0 && !create) {
      database.close();
      return undefined;
    }
    if (found < versions.current && !create) throw outdated(path, found, versions);
    // Larger than usual: most messages then fit into one page, and writing is quicker. Holds for new files only.
    database.exec("PRAGMA page_size = 8192");
    // Changes survive the end of the process and of the power (FULL) once a commit has returned. A store that is being
    // made grows at its end, where a rollback journal has nothing to keep: the log would write every page twice.
    execute(database, `PRAGMA journal_mode = ${found === 0 ? "TRUNCATE" : "WAL"}`);
    database.exec("PRAGMA synchronous = FULL; PRAGMA cache_size = -10240; PRAGMA wal_autocheckpoint = 4096");
    // Deleted text is wiped where that costs no writes; the free pages are left to `purgeDatabase`.
    database.exec("PRAGMA secure_delete = FAST");
    if (found === 0) makeStore(database, context, versions);
    else if (found < versions.current) await migrate(database, context, path, found, versions);
    else if (create) versions.complete(database);
    return { database, identity: setting(database, "identity"), created: found === 0 };
  } catch (error) {
    database.close();
    throw worded(error, path);
  }
}

/**
 * Opens the store at `path` for reading only.
 *
 * @throws {CannotRunError} when there is none, or what is there is no store of ours or of another version
 */
export function openForReading(path: string): DatabaseSync {
  try {
    return openReadOnly(path);
  } catch (error) {
    if (resultCode(error) !== READ_ONLY) throw worded(error, path);
  }
  rollBack(path);
  try {
    return openReadOnly(path);
  } catch (error) {
    throw worded(error, path);
  }
}

function openReadOnly(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    const found = check(database, path, VERSIONS);
    if (found === 0) throw new CannotRunError(`Cannot read "${path}": it is empty, a store of threadloom was expected`);
    if (found < VERSIONS.current) throw outdated(path, found, VERSIONS);
    database.exec("PRAGMA cache_size = -65536");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Takes back the transaction in which the process that made the store was killed: that is a write. */
function rollBack(path: string): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    execute(database, "SELECT count(*) FROM sqlite_schema");
  } catch (cause) {
    throw new CannotRunError(
      `Cannot read "${path}": the run that made it was killed while it wrote, and that cannot be taken back here; ` +
        "run it again",
      { cause },
    );
  } finally {
    database?.close();
  }
}

/** The version of the store in the file; 0 where there is nothing in it yet. */
function check(database: DatabaseSync, path: string, versions: Versions): number {
  const number = (sql: string): number => Object.values(database.prepare(sql).get() ?? {})[0] as number;
  const application = number("PRAGMA application_id");
  if (application !== APPLICATION_ID) {
    if (application === 0 && number("SELECT count(*) FROM sqlite_schema") === 0) return 0;
    throw new CannotRunError(
      `Cannot open "${path}": it is a database of another program, a store of threadloom was expected; give another path`,
    );
  }
  const found = number("PRAGMA user_version");
  if (found > versions.current) {
    throw new CannotRunError(
      `Cannot open "${path}": ${setting(database, "writer")} wrote it (store version ${found}), ` +
        `this program (${WRITER}) knows store version ${versions.current}; use the program that wrote it, or a newer one`,
    );
  }
  if (found === versions.current) refuseMissing(database, path, versions);
  return found;
}

function refuseMissing(database: DatabaseSync, path: string, { tables }: Versions): void {
  const there = new Set(database.prepare("SELECT name FROM sqlite_schema").all().map(({ name }) => name));
  const missing = tables.filter((name) => !there.has(name));
  if (missing.length === 0) return;
  throw new CannotRunError(
    `Cannot open "${path}": its ${
      missing.map((name) => `table "${name}"`).join(", ")
    } is missing, which this program ` +
      "never removes; move the file away, and the next run makes it anew",
  );
}

function makeStore(database: DatabaseSync, context: Context, versions: Versions): void {
  execute(database, "BEGIN IMMEDIATE");
  versions.create(database);
  const set = database.prepare("INSERT INTO store (name, value) VALUES (?, ?)");
  set.run("identity", context.random.id());
  set.run("writer", WRITER);
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${versions.current}`);
  commit(database, context);
}

/**
 * Closes the database and leaves one file that stands alone and may be read where nothing can be written. While
 * others have it open the journal beside it stays, and the last of them takes it along.
 */
export function closeDatabase(database: DatabaseSync): void {
  try {
    execute(database, "PRAGMA busy_timeout = 0");
    execute(database, "PRAGMA journal_mode = DELETE");
  } catch (error) {
    if (resultCode(error) !== BUSY) throw error;
  } finally {
    database.close();
  }
}

function outdated(path: string, found: number, versions: Versions): CannotRunError {
  return new CannotRunError(
    `Cannot read "${path}": it has store version ${found}, ${versions.current} was expected; ` +
      "run a pipeline that writes to it, which keeps a copy and brings it up to date",
  );
}

function setting(database: DatabaseSync, name: string): string {
  const row = database.prepare("SELECT value FROM store WHERE name = ?").get(name);
  return typeof row?.value === "string" ? row.value : "an unknown program";
}

/** Work that keeps searches quick, in bounded time: merges some of the full-text index, renews what the planner knows. */
export function tidyDatabase(database: DatabaseSync): void {
  database.exec(
    `INSERT INTO message_search (message_search, rank) VALUES ('merge', 1000);
    INSERT INTO title_search (title_search, rank) VALUES ('merge', 100);
    PRAGMA optimize;`,
  );
}
