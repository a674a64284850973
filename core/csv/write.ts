/**
 * Writes CSV: LF, quotes only where they are needed.
 *
 * @module
 */

/**
 * A cell as it stands in a line. Quoted when it holds a comma, a quote or a line end, else as it is; an empty one is
 * nothing at all.
 */
export function csvCell(text: string): string {
  if (text.length <= SHORT) return shortCell(text);
  if (text.includes('"')) return `"${text.replaceAll('"', '""')}"`;
  // Four searches for one character each are quicker than one for any of four.
  return text.includes(",") || text.includes("\n") || text.includes("\r") ? `"${text}"` : text;
}

/** So short a text is looked at character by character. */
const SHORT = 12;

function shortCell(text: string): string {
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) return `"${text.replaceAll('"', '""')}"`;
    if (code === 0x2c || code === 0x0a || code === 0x0d) quoted = true;
  }
  return quoted ? `"${text}"` : text;
}

/** A row with its line feed. A row of one empty cell is a pair of quotes: a blank line would be no row. */
export function csvLine(cells: readonly string[]): string {
  if (cells.length === 1 && cells[0] === "") return '""\n';
  let line = "";
  for (let i = 0; i < cells.length; i++) {
    const cell = cells[i];
    if (i > 0) line += ",";
    if (cell !== "") line += csvCell(cell);
  }
  return line + "\n";
}
