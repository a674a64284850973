/**
 * Rows on their way into the file.
 *
 * @module
 */
import { cell, type CellStyle, cellText } from "./cell.ts";
import type { Fields } from "./fields.ts";

/** How rows are written. */
export interface SheetStyle extends CellStyle {
  newline: "\n" | "\r\n";
}

/** Takes text; resolves when there is room for more. */
export type Take = (text: string) => Promise<void>;

/** Rows of columns that are known from the start, header first. */
export class Sheet {
  #begun = false;
  /** Columns that no row had so far. */
  readonly #missing: Set<string>;

  constructor(readonly columns: readonly string[], readonly style: SheetStyle, readonly take: Take) {
    this.#missing = new Set(columns);
  }

  async add(row: Fields): Promise<void> {
    await this.#begin();
    for (const name of this.#missing) if (row.get(name) !== undefined) this.#missing.delete(name);
    await this.take(line(this.columns.map((name) => cell(cellText(row.get(name)), this.style)), this.style));
  }

  /** Writes what is still to be written; resolves with columns that no row had. */
  async end(): Promise<string[]> {
    await this.#begin();
    return [...this.#missing];
  }

  async #begin(): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    await this.take(header(this.columns, this.style));
  }
}

/** The row of the columns' names. */
export function header(columns: readonly string[], style: SheetStyle): string {
  return line(columns.map((name) => cell(name.toWellFormed(), style)), style);
}

function line(cells: string[], { delimiter, newline }: SheetStyle): string {
  return wholeLine(cells.join(delimiter), cells.length) + newline;
}

/** A row of one empty cell would be a blank line, which is none. */
export function wholeLine(joined: string, cells: number): string {
  return joined === "" && cells === 1 ? '""' : joined;
}
