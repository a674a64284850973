/**
 * The folder of an import: where everything lies.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { shellWord } from "../shell.ts";

/** Paths of one import. */
export interface ImportFolder {
  /** As the user wrote it, for messages. */
  shown: string;
  root: string;
  /** The store of record. */
  database: string;
  /** The HTML archive. */
  archive: string;
  markdown: string;
  jsonl: string;
  /** Ledger, dead letters, reports, caches of the import. */
  state: string;
  /** The same of the outputs that are written from the database. */
  outputsState: string;
  /** What the folder remembers. */
  memory: string;
}

/** Where an import is kept when nothing else is said. */
export const DEFAULT_FOLDER = "./threadloom";

/** The paths of an import in `shown`. */
export function importFolder(shown: string = DEFAULT_FOLDER): ImportFolder {
  const root = resolve(shown);
  const state = join(root, ".threadloom");
  return {
    shown,
    root,
    database: join(root, "threadloom.db"),
    archive: join(root, "archive"),
    markdown: join(root, "markdown"),
    jsonl: join(root, "conversations.jsonl"),
    state,
    outputsState: join(state, "outputs"),
    memory: join(state, "outputs.json"),
  };
}

/** The `--out` that a command to be typed next needs: nothing for the default folder. */
export function outFlag({ shown }: ImportFolder): string {
  if (resolve(shown) === resolve(DEFAULT_FOLDER)) return "";
  return ` --out ${shellWord(shown)}`;
}
