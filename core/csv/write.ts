/**
 * Writes CSV: LF, quotes only where they are needed.
 *
 * @module
 */

/** What makes quotes necessary: the delimiter, quotes, line ends. */
const SPECIAL = /[",\r\n]/;

/**
 * A cell as it stands in a line. Quoted when it holds a comma, a quote or a line end, else as it is; an empty one is
 * nothing at all.
 */
export function csvCell(text: string): string {
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A row with its line feed. A row of one empty cell is a pair of quotes: a blank line would be no row. */
export function csvLine(cells: readonly string[]): string {
  if (cells.length === 1 && cells[0] === "") return '""\n';
  let line = "";
  for (let i = 0; i < cells.length; i++) line += i === 0 ? csvCell(cells[i]) : `,${csvCell(cells[i])}`;
  return line + "\n";
}
