/**
 * Rows as arrays: quicker than objects, and columns need no names.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

/** A row: the values of its columns, in order. */
export type Row = SQLOutputValue[];

/** A statement whose rows are arrays. */
export interface RowStatement {
  get(...values: SQLInputValue[]): Row | undefined;
  all(...values: SQLInputValue[]): Row[];
  iterate(...values: SQLInputValue[]): IterableIterator<Row>;
}

/** Prepares a statement whose rows are arrays. */
export function prepareRows(database: DatabaseSync, sql: string): RowStatement {
  // The types that come with Deno lack this method of Node's.
  const statement = database.prepare(sql) as StatementSync & { setReturnArrays(enabled: boolean): void };
  statement.setReturnArrays(true);
  return statement as unknown as RowStatement;
}
