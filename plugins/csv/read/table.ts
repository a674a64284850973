/**
 * A table's columns, and rows as records.
 *
 * @module
 */
import { suggest } from "../../../core/suggest.ts";
import type { Row } from "./rows.ts";
import type { TextFile } from "./text_file.ts";

/** A row as a record: each cell as text, by its column's name. */
export type TableRow = { [column: string]: string };

/** What rows have in common. */
export interface Table {
  path: string;
  columns: readonly string[];
  /** The columns in one text: a row means something else under other names. */
  heading: string;
  decode: TextFile["decode"];
  maxRowBytes: number;
}

/** Most columns that a message lists. */
const MOST_LISTED = 20;

/** Names in quotes, the first few. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).map((name) => JSON.stringify(name.slice(0, 60))).join(", ");
  return names.length > MOST_LISTED ? `${shown} and ${names.length - MOST_LISTED} more` : shown;
}

/**
 * The names in the first row.
 *
 * @throws {SyntaxError} when it cannot be read, or names a column twice
 */
export function headerOf(row: Row, table: Omit<Table, "columns" | "heading">): string[] {
  const names = cellsOf(row, table);
  refuseDoubles(names, `Cannot read "${table.path}": its header`, "; or name the columns yourself by `header: [...]`");
  return names;
}

/** @throws {SyntaxError} when a name stands twice */
export function refuseDoubles(names: readonly string[], subject: string, advice = ""): void {
  const seen = new Set<string>();
  const doubles = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) doubles.add(name);
    seen.add(name);
  }
  if (doubles.size === 0) return;
  throw new SyntaxError(`${subject} names ${listed([...doubles])} more than once, expected each name once${advice}`);
}

/** @throws {TypeError} when there is no such column, with those that there are */
export function requireColumn(name: string, { path, columns }: Pick<Table, "path" | "columns">): void {
  if (columns.includes(name)) return;
  const meant = suggest(name, columns);
  throw new TypeError(
    `Cannot find column "${name}" in "${path}": available columns are ${listed(columns)}` +
      (meant === undefined ? "" : `; did you mean ${JSON.stringify(meant)}?`),
  );
}

/**
 * A row's cells.
 *
 * @throws {RangeError | SyntaxError} naming the line
 */
export function cellsOf(row: Row, { decode, maxRowBytes }: Pick<Table, "decode" | "maxRowBytes">): string[] {
  const { line, cells, strayIn, tooLong } = row;
  if (tooLong) {
    throw new RangeError(
      `Cannot parse line ${line}: its row is longer than ${maxRowBytes} bytes, expected a shorter one ` +
        "(or raise maxRowBytes)",
    );
  }
  if (strayIn !== undefined) {
    throw new SyntaxError(
      `Cannot parse line ${line}: text follows the closing quote of cell ${strayIn}, expected a delimiter or the end ` +
        "of the row (a quote inside a quoted cell is doubled)",
    );
  }
  return cells.map((cell, i) => {
    try {
      return decode(cell);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new SyntaxError(`Cannot parse line ${line}, cell ${i + 1}: ${error.message}`);
    }
  });
}

/**
 * A row as a record.
 *
 * @throws {RangeError | SyntaxError} naming the line, as of a row with too few or too many cells
 */
export function recordOf(row: Row, table: Table): TableRow {
  const { columns } = table;
  const cells = cellsOf(row, table);
  if (cells.length !== columns.length) {
    throw new SyntaxError(
      `Cannot parse line ${row.line}: it has ${cells.length} cell(s), expected ${columns.length}: ${listed(columns)}`,
    );
  }
  const record: TableRow = {};
  for (let i = 0; i < columns.length; i++) {
    // A column may have any name; this one would set the prototype.
    if (columns[i] === "__proto__") {
      Object.defineProperty(record, "__proto__", {
        value: cells[i],
        writable: true,
        enumerable: true,
        configurable: true,
      });
    } else record[columns[i]] = cells[i];
  }
  return record;
}
