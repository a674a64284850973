/**
 * Values as cells.
 *
 * @module
 */
import { jsonLine } from "../../../core/json_line.ts";

/** How cells are written. */
export interface CellStyle {
  delimiter: string;
  quote: "minimal" | "all";
  excelSafe: boolean;
}

/**
 * What a spreadsheet runs: cells that begin with these signs, also in the wide forms of East Asian keyboards, or with
 * the white space it passes over.
 */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** What begins like a formula and is none. */
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A value as text: nothing for null, missing values, functions and what is no number; times in ISO form; lists and
 * objects as compact JSON. Lone surrogates become U+FFFD.
 */
export function cellText(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value.toWellFormed();
    case "number":
      return Number.isFinite(value) ? JSON.stringify(value) : "";
    case "boolean":
    case "bigint":
      return String(value);
    case "object":
      if (value === null) return "";
      if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
      return jsonLine(value).toWellFormed();
    default:
      return "";
  }
}

/** A cell as it stands in the file. */
export function cell(text: string, { delimiter, quote, excelSafe }: CellStyle): string {
  const safe = excelSafe && FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return quote === "all" || needsQuotes(safe, delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A mark of byte order at the start would be taken for the file's. */
function needsQuotes(text: string, delimiter: string): boolean {
  return /["\r\n]|^\ufeff/.test(text) || text.includes(delimiter);
}
