/**
 * Bringing an older store up to date.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Context } from "../../core/context.ts";
import { copyFile } from "../../core/copy_file.ts";
import { CannotRunError, transient } from "../../core/errors.ts";
import { commit, execute } from "./execute.ts";
import { type Versions, WRITER } from "./schema.ts";

/**
 * Brings a store of version `from` to the current one, in one transaction, after a copy was put beside it as
 * `<path>.v<from>.backup`.
 */
export async function migrate(
  database: DatabaseSync,
  context: Context,
  path: string,
  from: number,
  versions: Versions,
): Promise<void> {
  const backup = `${path}.v${from}.backup`;
  await copyTo(backup, database, context, path);
  context.log.info(`bringing "${path}" from store version ${from} to ${versions.current}; a copy is in "${backup}"`);
  execute(database, "BEGIN IMMEDIATE");
  for (let version = from; version < versions.current; version++) {
    const step = versions.migrations[version];
    if (!step) {
      throw new CannotRunError(`Cannot open "${path}": no way leads from store version ${version} to the next`);
    }
    step(database);
  }
  database.prepare("UPDATE store SET value = ? WHERE name = 'writer'").run(WRITER);
  database.exec(`PRAGMA user_version = ${versions.current}`);
  commit(database, context);
}

/** Copies the whole database. SQLite's own ways (VACUUM INTO, ATTACH) need all of Deno's file permissions. */
async function copyTo(target: string, database: DatabaseSync, context: Context, path: string): Promise<void> {
  const checkpoint = database.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get();
  if (checkpoint?.busy !== 0) {
    throw transient(new Error(`Cannot copy "${path}": somebody is reading it; try again when nobody has it open`));
  }
  await copyFile(context.files, path, target, true);
}
