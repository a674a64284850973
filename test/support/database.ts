/**
 * Imports into real databases, and what SQL sees of them.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { from, type Pipeline, type Report, run, type RunOptions } from "../../mod.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { sqliteStore } from "../../plugins/sqlite/mod.ts";
import { balances } from "../plugins/chatgpt/reading.ts";

/** A pipeline from exports into the folder's database. */
export function intoDatabase(folder: string, path: string | string[]): Pipeline {
  return from(chatgptSource({ path })).to(sqliteStore({ path: `${folder}/threadloom.db` }));
}

/** Imports exports into the folder's database, with the folder's ledger, as `run` of `mod.ts` does. */
export async function sync(folder: string, path: string | string[], options: RunOptions = {}): Promise<Report> {
  return await runIn(folder, intoDatabase(folder, path), options);
}

/** Runs a pipeline with the folder's ledger. */
export async function runIn(folder: string, pipeline: Pipeline, options: RunOptions = {}): Promise<Report> {
  const report = await run(pipeline, { name: "sync", stateFolder: `${folder}/.threadloom`, ...options });
  balances(report);
  return report;
}

/** Rows of a query. */
export function query(folder: string, sql: string): { [column: string]: unknown }[] {
  const database = new DatabaseSync(`${folder}/threadloom.db`);
  try {
    return database.prepare(sql).all().map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

/** All that people see of a database. */
export function dump(folder: string): { [view: string]: unknown[] } {
  return {
    conversations: query(folder, "SELECT * FROM conversations ORDER BY id"),
    messages: query(folder, "SELECT * FROM messages ORDER BY conversation_id, position, id"),
    branches: query(folder, "SELECT conversation_id, id, parent_id, text FROM branches ORDER BY conversation_id, id"),
    assets: query(folder, "SELECT * FROM assets ORDER BY conversation_id, id"),
  };
}

const TABLES = ["conversation_data", "message_data", "asset_data"];

/** Has the database itself note every row that is touched from now on. */
export function watch(folder: string): void {
  const database = new DatabaseSync(`${folder}/threadloom.db`);
  try {
    database.exec("CREATE TABLE IF NOT EXISTS touched (kind TEXT, id TEXT)");
    for (const table of TABLES) {
      for (const [verb, row] of [["INSERT", "new"], ["UPDATE", "new"], ["DELETE", "old"]]) {
        database.exec(
          `CREATE TRIGGER IF NOT EXISTS note_${verb}_${table} AFTER ${verb} ON ${table}
            BEGIN INSERT INTO touched VALUES ('${verb} ${table.replace("_data", "")}', ${row}.id); END`,
        );
      }
    }
  } finally {
    database.close();
  }
}

/** What was touched since the last call: `INSERT message: m1`, each once, sorted. */
export function touched(folder: string): string[] {
  const rows = query(folder, "SELECT DISTINCT kind || ': ' || id AS line FROM touched ORDER BY line");
  query(folder, "DELETE FROM touched");
  return rows.map(({ line }) => String(line));
}
