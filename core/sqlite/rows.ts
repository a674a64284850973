/**
 * Rows of SQLite as arrays: quicker than objects, and columns need no names.
 *
 * @module
 */

/** What a column gives, as `node:sqlite` hands it over. */
export type Cell = null | number | bigint | string | Uint8Array<ArrayBuffer>;

/** What a parameter takes. */
type Bound = null | number | bigint | string | ArrayBufferView;

/** A row: the values of its columns, in order. */
export type Row = Cell[];

/** A statement whose rows are arrays. */
export interface RowStatement {
  get(...values: Bound[]): Row | undefined;
  all(...values: Bound[]): Row[];
  iterate(...values: Bound[]): IterableIterator<Row>;
  run(...values: Bound[]): unknown;
}

/** Prepares a statement of a `DatabaseSync` whose rows are arrays. */
export function prepareRows(database: { prepare(sql: string): unknown }, sql: string): RowStatement {
  // The types that come with Deno lack this method of Node's.
  const statement = database.prepare(sql) as RowStatement & { setReturnArrays(enabled: boolean): void };
  statement.setReturnArrays(true);
  return statement;
}
