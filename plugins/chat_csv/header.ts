/**
 * Where the columns of the input lie in a file.
 *
 * @module
 */
import { INPUT_COLUMNS, type InputColumn, plainName } from "./columns.ts";
import type { ChatCsvMapping } from "./mapping.ts";

/** Where columns lie. */
export interface Header {
  columns: string[];
  /** Place of each column of the format; -1 where the file does not have it. */
  places: { [column in InputColumn]: number };
  /** Fields of the tables that the mapping fills from a column. */
  fields: [field: string, place: number][];
  /** Places of columns that the format does not know and nobody asked for. */
  extra: number[];
  missing: InputColumn[];
}

/** Without these there is no chat, or nothing said in it. */
const NEEDED: readonly InputColumn[] = ["chat_id", "conversation_log"];

/**
 * Finds the columns by name, in any order, without case, space, `_` and `-`; names of the mapping exactly, else so.
 *
 * @throws {TypeError} when a needed column is missing or a column stands twice
 */
export function findColumns(cells: readonly string[], mapping: ChatCsvMapping, path: string): Header {
  const columns = cells.map((cell) => cell.trim());
  const places = {} as Header["places"];
  const used = new Set<number>();
  for (const column of INPUT_COLUMNS) {
    const name = mapping.columns?.[column] ?? column;
    const place = placeOf(columns, name, path);
    places[column] = place;
    if (place >= 0) used.add(place);
    else if (NEEDED.includes(column) || mapping.columns?.[column] !== undefined) throw missing(path, name, columns);
  }
  const fields: Header["fields"] = [];
  for (const [field, name] of Object.entries(mapping.fields ?? {})) {
    const place = placeOf(columns, name, path);
    if (place < 0) throw missing(path, name, columns);
    fields.push([field, place]);
    used.add(place);
  }
  const extra = columns.map((_, place) => place).filter((place) => !used.has(place));
  return { columns, places, fields, extra, missing: INPUT_COLUMNS.filter((column) => places[column] < 0) };
}

/** Place of a column, -1 where there is none; a name that fits exactly goes before one that is only alike. */
function placeOf(columns: readonly string[], name: string, path: string): number {
  const exact = columns.flatMap((column, place) => column === name ? [place] : []);
  const found = exact.length > 0
    ? exact
    : columns.flatMap((column, place) => plainName(column) === plainName(name) ? [place] : []);
  if (found.length > 1) {
    throw new TypeError(
      `Cannot read "${path}": column "${name}" stands ${found.length} times in its header, expected once`,
    );
  }
  return found[0] ?? -1;
}

function missing(path: string, name: string, columns: readonly string[]): TypeError {
  const shown = columns.slice(0, 30).map((column) => JSON.stringify(column.slice(0, 60)));
  const more = columns.length > shown.length ? ` and ${columns.length - shown.length} more` : "";
  return new TypeError(
    `Cannot read "${path}": it has no column "${name}", its columns are ${shown.join(", ")}${more}; ` +
      "name the column that stands for it in a mapping (columns), or give the right delimiter",
  );
}

/** True when a header is that of chat data: for `detect`. */
export function looksLikeChats(cells: readonly string[]): boolean {
  const names = new Set(cells.map(plainName));
  const known = INPUT_COLUMNS.filter((column) => names.has(plainName(column))).length;
  return NEEDED.every((column) => names.has(plainName(column))) && known >= 4;
}
