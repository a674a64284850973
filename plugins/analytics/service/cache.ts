/**
 * What models said, kept by content in the state folder: equal questions are asked once, whatever happens to the store.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Context } from "../../../core/context.ts";
import { CannotRunError } from "../../../core/errors.ts";
import { digest } from "../../../core/fingerprint.ts";

/** Answers by key. `unit` is the conversation they were made for, of which only a hash is kept. */
export interface AnswerCache {
  get(key: string): unknown;
  set(key: string, unit: string, answer: unknown): void;
  delete(key: string): void;
  close(): void;
}

/** Format of the file. */
const VERSION = 1;
const FILE = "analytics_answers.db";
const SCHEMA = `
  create table if not exists answers(key text not null, unit text not null, answer text not null, primary key(key, unit))
    without rowid;
  create index if not exists answers_by_unit on answers(unit);
`;

/** What stands for a cache where a pipeline keeps no state: it lasts as long as the batch. */
export function noCache(): AnswerCache {
  const answers = new Map<string, unknown>();
  return {
    get: (key) => answers.get(key),
    set: (key, _unit, answer) => void answers.set(key, answer),
    delete: (key) => void answers.delete(key),
    close: () => answers.clear(),
  };
}

/**
 * Opens the cache of a pipeline, mode 0600.
 *
 * @throws {CannotRunError} when a newer threadloom wrote it
 */
export async function openCache({ stateFolder, files }: Context): Promise<AnswerCache> {
  if (stateFolder === undefined) return noCache();
  const database = await openFile(files, stateFolder);
  const get = database.prepare("select answer from answers where key = ? limit 1");
  const set = database.prepare("insert or replace into answers(key, unit, answer) values(?, ?, ?)");
  const remove = database.prepare("delete from answers where key = ?");
  return {
    get(key) {
      const held = get.get(key) as { answer: string } | undefined;
      return held === undefined ? undefined : JSON.parse(held.answer);
    },
    set: (key, unit, answer) => void set.run(key, digest(unit), JSON.stringify(answer)),
    delete: (key) => void remove.run(key),
    close: () => database.close(),
  };
}

/** Takes out what was asked for these conversations alone, and leaves nothing of it in free pages. */
export async function forgetAnswers(units: readonly string[], { stateFolder, files }: Context): Promise<void> {
  if (stateFolder === undefined || await files.stat(join(stateFolder, FILE)) === undefined) return;
  const database = await openFile(files, stateFolder);
  try {
    const remove = database.prepare("delete from answers where unit = ?");
    for (const unit of units) remove.run(digest(unit));
    database.exec("vacuum; pragma wal_checkpoint(truncate)");
  } finally {
    database.close();
  }
}

async function openFile(files: Context["files"], folder: string): Promise<DatabaseSync> {
  const path = join(folder, FILE);
  // Made by `files`, so that nobody else may read it; SQLite takes an empty file for an empty database.
  if (await files.stat(path) === undefined) await files.write(path, "", true);
  const database = new DatabaseSync(path, { timeout: 10_000 });
  try {
    const { user_version } = database.prepare("pragma user_version").get() as { user_version: number };
    if (user_version > VERSION) {
      throw new CannotRunError(
        `Cannot open the cache "${path}": it is of version ${user_version}, expected ${VERSION} at most; use the newer threadloom that wrote it, or remove the file`,
      );
    }
    database.exec(`pragma journal_mode = wal; pragma synchronous = normal; pragma secure_delete = on; ${SCHEMA}`);
    database.exec(`pragma user_version = ${VERSION}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
