/**
 * Tables for the terminal and for Markdown.
 *
 * @module
 */

/** A table; the first column is text, the others are figures. */
export interface Table {
  caption: string;
  columns: string[];
  rows: string[][];
}

/** As Markdown: the caption in bold, then the table. */
export function markdownTable({ caption, columns, rows }: Table): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = columns.map((_, i) => i === 0 ? "---" : "---:");
  return [`**${caption}**`, "", line(columns), line(rule), ...rows.map(line)].join("\n");
}

/** For a terminal: columns under each other. */
export function plainTable({ caption, columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const lines = all.map((row) =>
    "  " + row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join("   ").trimEnd()
  );
  return [caption, ...lines].join("\n");
}
