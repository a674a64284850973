/**
 * Opening a kept analysis.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { Context } from "../../../../core/context.ts";
import { CannotRunError, describe } from "../../../../core/errors.ts";
import { APPLICATION_ID, creation, FORMAT, REMOVAL } from "./schema.ts";

/** An opened one. */
export interface BookDatabase {
  database: DatabaseSync;
  /** Made with the tables. */
  identity: string;
  /** True when there was none, or one that was made by other rules. */
  created: boolean;
}

/** How long another writer is waited for, in milliseconds. */
const BUSY_MS = 10_000;

/**
 * Opens the analysis at `path` for writing. With `create` it is made where there is none (mode 0600), and made anew where
 * it was made by other rules; without, both resolve with undefined.
 *
 * @throws {CannotRunError} when something else is there, or what a newer program wrote
 */
export async function openBook(
  { files, random }: Pick<Context, "files" | "random">,
  path: string,
  rules: string,
  { create, waitMs = BUSY_MS }: { create: boolean; waitMs?: number },
): Promise<BookDatabase | undefined> {
  const there = await files.stat(path);
  if (there && there.kind !== "file") {
    throw new CannotRunError(`Cannot open "${path}": it is a ${there.kind}, a database file was expected`);
  }
  if (!create && !there?.size) return undefined;
  if (!there) {
    const folder = path.replace(/[^/\\]*$/, "");
    if (folder) await files.makeFolder(folder);
    // SQLite would make it readable for everybody; an empty file is a database with nothing in it.
    await files.write(path, "", true);
  }
  const database = connect(path, { timeout: waitMs });
  try {
    const found = check(database, path);
    const fits = found === FORMAT && setting(database, "rules") === rules;
    if (!fits && !create) {
      database.close();
      return undefined;
    }
    // Deleted titles are overwritten at once; changes survive the end of the process and of the power.
    database.exec("pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on");
    if (!fits) remake(database, rules, random.id());
    return { database, identity: setting(database, "identity")!, created: !fits };
  } catch (error) {
    database.close();
    throw worded(error, path);
  }
}

/**
 * Opens it for reading only.
 *
 * @throws {CannotRunError} when there is none that can be read
 */
export function openBookForReading(path: string): DatabaseSync {
  const database = connect(path, { readOnly: true, timeout: BUSY_MS });
  try {
    if (check(database, path) !== FORMAT) throw new CannotRunError(NO_ANALYSIS(path));
    const open = database.prepare(
      "select exists (select 1 from changed_days union all select 1 from changed_users) open",
    );
    if (open.get()?.open !== 0) {
      throw new CannotRunError(
        `Cannot read "${path}": conversations in it have changed and its reports have not, run the pipeline that writes to it`,
      );
    }
    return database;
  } catch (error) {
    database.close();
    throw worded(error, path);
  }
}

/**
 * Closes it and leaves one file that may be read where nothing can be written. While others have it open the journal
 * beside it stays, and the last of them takes it along.
 */
export function closeBook(database: DatabaseSync): void {
  try {
    database.prepare("pragma busy_timeout = 0").all();
    database.prepare("pragma journal_mode = delete").all();
  } catch (error) {
    if (!isBusy(error)) throw error;
  } finally {
    database.close();
  }
}

/** SQLite's result code for "somebody else is using it": sqlite.org/rescode.html. */
const BUSY = 5;

/** True for the error of one who has waited long enough for others. */
export function isBusy(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    const code = (one as { errcode?: unknown }).errcode;
    if (typeof code === "number" && (code & 0xff) === BUSY) return true;
    // Those of `exec` carry no code.
    if (one.message === "database is locked") return true;
  }
  return false;
}

/** An analysis that goes with the connection. It spills into a temporary file of SQLite's own. */
export function openScratch(rules: string): DatabaseSync {
  const database = new DatabaseSync(":memory:");
  database.exec(`pragma temp_store = file; ${creation(true)}`);
  setSettings(database, { rules });
  return database;
}

const NO_ANALYSIS = (path: string) =>
  `Cannot read "${path}": it holds no analysis, expected what the store analytics wrote`;

function connect(path: string, options: { readOnly?: boolean; timeout: number }): DatabaseSync {
  try {
    return new DatabaseSync(path, options);
  } catch (error) {
    throw worded(error, path);
  }
}

/** The format of the analysis in the file; 0 where there is nothing in it yet. */
function check(database: DatabaseSync, path: string): number {
  const number = (sql: string): number => Object.values(database.prepare(sql).get() ?? {})[0] as number;
  const application = number("pragma application_id");
  if (application === 0 && number("select count(*) from sqlite_schema") === 0) return 0;
  if (application !== APPLICATION_ID) {
    throw new CannotRunError(
      `Cannot open "${path}": it is a database of another kind, expected a kept analysis; give another path`,
    );
  }
  const format = number("pragma user_version");
  if (format <= FORMAT) return format;
  throw new CannotRunError(
    `Cannot open "${path}": it is of format ${format}, expected ${FORMAT} at most; use the newer threadloom that wrote it, or remove the file`,
  );
}

function remake(database: DatabaseSync, rules: string, identity: string): void {
  database.exec(`begin immediate; ${REMOVAL} ${creation(false)}`);
  setSettings(database, { rules, identity });
  database.exec(`pragma application_id = ${APPLICATION_ID}; pragma user_version = ${FORMAT}; commit`);
}

function setSettings(database: DatabaseSync, settings: { [name: string]: string }): void {
  const set = database.prepare("insert into settings (name, value) values (?, ?)");
  for (const [name, value] of Object.entries(settings)) set.run(name, value);
}

function setting(database: DatabaseSync, name: string): string | undefined {
  const row = database.prepare("select value from settings where name = ?").get(name);
  return typeof row?.value === "string" ? row.value : undefined;
}

/** SQLite's own errors name no file. */
function worded(error: unknown, path: string): unknown {
  if (error instanceof CannotRunError || (error as { code?: unknown } | null)?.code !== "ERR_SQLITE_ERROR") {
    return error;
  }
  return new CannotRunError(`Cannot open "${path}": ${describe(error)}`, { cause: error });
}
