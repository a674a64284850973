/**
 * Where `analyze` keeps its numbers between runs, or for one run.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Context } from "../../../core/context.ts";
import { isBusy, openBook, openScratch } from "./book/database.ts";

/** The file in the state folder. */
export const KEPT_FILE = "analysis.db";

/**
 * A database with a transaction begun. It is that of earlier runs where the pipeline keeps state and nobody else is using
 * it, such as another `analyze` of the same pipeline; else one that goes with this run. Both come to the same reports.
 */
export async function openKept(context: Context, rules: string): Promise<DatabaseSync> {
  const database = await openFile(context, rules) ?? openScratch(rules);
  database.prepare("begin immediate").all();
  return database;
}

async function openFile(context: Context, rules: string): Promise<DatabaseSync | undefined> {
  const { stateFolder, files } = context;
  if (stateFolder === undefined) return undefined;
  let database: DatabaseSync | undefined;
  try {
    if ((await files.stat(stateFolder))?.kind !== "folder") return undefined;
    const opened = await openBook(context, join(stateFolder, KEPT_FILE), rules, { create: true, waitMs: 0 });
    database = opened!.database;
    database.prepare("pragma locking_mode = exclusive").all();
    database.prepare("begin exclusive").all();
    database.prepare("commit").all();
    return database;
  } catch (error) {
    database?.close();
    if (isBusy(error) || isForbidden(error)) return undefined;
    throw error;
  }
}

/** Where the state folder may not be used there is no state. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && ["NotCapable", "PermissionDenied"].includes(error.name);
}
