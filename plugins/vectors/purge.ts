/**
 * Taking away what deleted rows leave behind in the file: something of a text can be told from its vector.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { prepareRows } from "../../core/sqlite/rows.ts";

/** Bytes that one statement takes from the free pages. */
const CHUNK = 64 * 2 ** 20;

/** Takes the words of deleted titles out of their index, and overwrites all free pages with zeros. */
export function purgeDatabase(database: DatabaseSync): void {
  database.exec(
    `PRAGMA secure_delete = ON;
    INSERT INTO title_search (title_search) VALUES ('optimize');
    CREATE TABLE IF NOT EXISTS zeros (data BLOB);`,
  );
  const number = (sql: string): number => prepareRows(database, sql).get()?.[0] as number;
  const pageSize = number("PRAGMA page_size");
  const fill = database.prepare("INSERT INTO zeros (data) VALUES (zeroblob(?))");
  for (let free = number("PRAGMA freelist_count"); free > 0; free = number("PRAGMA freelist_count")) {
    fill.run(Math.min(free * pageSize, CHUNK));
  }
  // Pages that are given back under this setting are wiped whole.
  database.exec("DROP TABLE zeros; PRAGMA secure_delete = FAST");
}
