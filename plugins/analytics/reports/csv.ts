/**
 * Tables as CSV, beside each chart.
 *
 * @module
 */
import { csvLine } from "../../../core/csv/write.ts";

/** A cell of a table. */
export type CsvCell = string | number | null;

/** A whole table in UTF-8. Text that a spreadsheet would run as a formula has `'` in front. */
export function csv(head: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let out = line(head);
  for (const row of rows) out += line(row);
  return out;
}

/** One line of it. */
export function line(row: readonly CsvCell[]): string {
  return csvLine(row.map((value) => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    return /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(value) ? `'${value.toWellFormed()}` : value.toWellFormed();
  }));
}
