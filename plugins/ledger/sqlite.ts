/**
 * The default ledger: one SQLite file.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { z } from "../../deps/zod.ts";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { Ledger, OpenLedger } from "../../core/ledger.ts";
import { definePlugin, type PluginFactory } from "../../core/plugin.ts";
import { type OpenOptions, readOnlyError } from "../../core/ledger/common.ts";
import { isUnreadable } from "../../core/sqlite/errors.ts";
import { ledgerPermissions, lockLedger } from "./common.ts";
import { restPart } from "./sqlite_rest.ts";
import { checkFormat, migrate, type SqliteSteps, STEPS } from "./sqlite_schema.ts";
import { type Transact, unitPart } from "./sqlite_units.ts";

/** Options of `sqliteLedger`. */
export interface SqliteLedgerOptions {
  /**
   * The database file.
   * @default ledger.db in the pipeline's state folder
   */
  path?: string;
}

/** How long a reader waits for a writer and the other way round; milliseconds. */
const BUSY_TIMEOUT = 5000;

/**
 * A ledger in one SQLite file: the default. Safe against the end of the process at any moment. After a loss of power
 * the last commits may be missing (`synchronous = NORMAL`): the stores then hold more than the ledger knows of, and
 * the next run compares those units once more and writes nothing.
 *
 * ```ts
 * import { sqliteLedger } from "./mod.ts";
 *
 * const ledger = sqliteLedger();
 * console.log(ledger.name);
 * ```
 */
export const sqliteLedger: PluginFactory<SqliteLedgerOptions | void, SqliteLedgerOptions, Ledger> = definePlugin({
  name: "sqlite",
  kind: "ledger",
  summary: "Remembers what runs have committed in one SQLite file (the default).",
  options: z.strictObject({
    path: z.string().min(1).optional().describe("The database file; by default ledger.db in the state folder."),
  }),
  roles: { path: "location" },
  permissions: ({ path }) => ledgerPermissions(path),
  example: `import { sqliteLedger } from "@threadloom/threadloom/ledger";\n\nconst ledger = sqliteLedger();`,
  create: ({ path }: SqliteLedgerOptions): Ledger => ({
    kind: "ledger",
    name: "sqlite",
    open: (host, options) => openSqlite(host, path, options),
  }),
});

/** Opens the file; `steps` make the tables and bring older formats up to date. */
export async function openSqlite(
  host: Host,
  own: string | undefined,
  options: OpenOptions,
  steps: SqliteSteps = STEPS,
): Promise<OpenLedger | undefined> {
  const path = own ?? `${options.folder}/ledger.db`;
  if (options.readOnly) return await openForReading(host, path, steps);
  const lock = await lockLedger(host, path, own, options);
  let db: DatabaseSync | undefined;
  try {
    // An empty file is an empty database: made here for its mode, which SQLite's own side files take over.
    if (await host.files.stat(path) === undefined) await host.files.write(path, "", true);
    db = await openFile(path, false);
    host.effect("ledger open");
    await migrate(db, path, host.files, steps);
    // Dead letters hold pieces of chats: removed ones must not linger in free pages.
    db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON");
    host.effect("ledger open done");
    return openLedger(db, path, host, () => lock.release());
  } catch (error) {
    db?.close();
    await lock.release();
    throw asError(path, error);
  }
}

async function openForReading(host: Host, path: string, steps: SqliteSteps): Promise<OpenLedger | undefined> {
  const stat = await host.files.stat(path);
  if (stat === undefined || stat.size === 0) return undefined;
  const db = await openFile(path, true);
  try {
    const format = checkFormat(db, path, steps.length);
    if (format === steps.length) return openLedger(db, path);
    throw new CannotRunError(
      `Cannot read ledger "${path}": it is of format ${format}, ${steps.length} was expected; a run brings it up to date`,
    );
  } catch (error) {
    db.close();
    throw asError(path, error);
  }
}

async function openFile(path: string, readOnly: boolean): Promise<DatabaseSync> {
  // Loaded only now: importing a ledger costs nothing to those who use another.
  const { DatabaseSync } = await import("node:sqlite");
  try {
    const db = new DatabaseSync(path, { readOnly });
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT}`);
    return db;
  } catch (error) {
    throw asError(path, error);
  }
}

function asError(path: string, error: unknown): Error {
  if (error instanceof CannotRunError) return error;
  const what = error instanceof Error ? error.message : String(error);
  const said = isUnreadable(error)
    ? `${what}, a ledger was expected; put a copy back, or move it away: the next run then reads everything anew, and ` +
      "what was forgotten comes back"
    : what;
  return said.startsWith("Cannot ") && error instanceof Error
    ? error
    : new CannotRunError(`Cannot open ledger "${path}": ${said}`, { cause: error });
}

/** The contract over a database; for reading only where no `release` is given. */
function openLedger(db: DatabaseSync, path: string, host?: Host, release?: () => Promise<void>): OpenLedger {
  // deno-lint-ignore require-await -- what fails rejects, though the database answers at once
  const transact: Transact = async (what, apply) => {
    if (host === undefined) throw readOnlyError(path);
    host.effect(`ledger ${what}`);
    db.exec("BEGIN IMMEDIATE");
    let result;
    try {
      result = apply();
      db.exec("COMMIT");
    } catch (cause) {
      // A full disk has rolled it back already.
      if (db.isTransaction) db.exec("ROLLBACK");
      throw new Error(`Cannot write ledger "${path}": ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
    host.effect(`ledger ${what} done`);
    return result;
  };

  let open = true;
  return {
    ...unitPart(db, transact),
    ...restPart(db, transact),
    async close() {
      if (!open) return;
      open = false;
      try {
        host?.effect("ledger close");
        if (release !== undefined) leaveOneFile(db);
        db.close();
        host?.effect("ledger close done");
      } finally {
        await release?.();
      }
    },
  };
}

/** Without a write-ahead log on disk the file can be read, and copied, with nothing beside it. */
function leaveOneFile(db: DatabaseSync): void {
  try {
    db.exec("PRAGMA busy_timeout = 0; PRAGMA journal_mode = DELETE");
  } catch {
    // Somebody reads it just now: the log stays, and the next run folds it in.
  }
}
