/**
 * Columns of tables, as Parquet declares them.
 *
 * @module
 */

/**
 * What a column holds. `id` is text that is always there; `time` is epoch milliseconds and becomes microseconds of UTC;
 * `count` is an integer of 64 bits; `texts` and `counts` are lists. All but `id` may be null.
 */
export type ColumnKind = "id" | "text" | "time" | "count" | "number" | "flag" | "texts" | "counts";

/** One column. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A value of a column, as JSON has it. */
export type Cell = string | number | boolean | null | readonly string[] | readonly number[];

/** An element of a file's schema, as Parquet's own description names the fields. */
interface Element {
  name: string;
  type?: "BYTE_ARRAY" | "INT64" | "DOUBLE" | "BOOLEAN";
  repetition_type?: "REQUIRED" | "OPTIONAL" | "REPEATED";
  num_children?: number;
  converted_type?: "UTF8" | "TIMESTAMP_MICROS" | "LIST";
  logical_type?: { type: "STRING" | "LIST" } | { type: "TIMESTAMP"; isAdjustedToUTC: boolean; unit: "MICROS" };
}

/** Columns from `name:kind` words. */
export function columnsOf(words: string): Column[] {
  return words.trim().split(/\s+/).map((word) => {
    const [name, kind] = word.split(":");
    return { name, kind: kind as ColumnKind };
  });
}

/** The schema of a file with these columns. */
export function schemaOf(columns: readonly Column[]): Element[] {
  return [{ name: "root", num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, kind }: Column): Element[] {
  switch (kind) {
    case "id":
      return [{ ...TEXT, name, repetition_type: "REQUIRED" }];
    case "texts":
      return list(name, TEXT);
    case "counts":
      return list(name, { type: "INT64" });
    default:
      return [{ ...LEAVES[kind], name, repetition_type: "OPTIONAL" }];
  }
}

const TEXT = { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } } as const;

const LEAVES = {
  text: TEXT,
  // Both forms: readers that know only the older one must not take it for local time.
  time: {
    type: "INT64",
    converted_type: "TIMESTAMP_MICROS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
  },
  count: { type: "INT64" },
  number: { type: "DOUBLE" },
  flag: { type: "BOOLEAN" },
} as const;

/** A list in the three levels that all readers know: the list, its places, what stands there. */
function list(name: string, element: Omit<Element, "name">): Element[] {
  return [
    { name, repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST", logical_type: { type: "LIST" } },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { ...element, name: "element", repetition_type: "OPTIONAL" },
  ];
}

/** A cell as the library takes it. */
export function valueOf(cell: Cell, kind: ColumnKind): unknown {
  if (cell === null) return null;
  switch (kind) {
    case "time":
      return BigInt(cell as number) * 1000n;
    case "count":
      return BigInt(cell as number);
    case "counts":
      return (cell as readonly number[]).map(BigInt);
    default:
      return cell;
  }
}

/** Dates reach so far, in milliseconds; a time beyond is none. */
const LAST_TIME = 8.64e15;

/** A time as a cell. */
export function timeCell(at: unknown): number | null {
  return typeof at === "number" && Number.isInteger(at) && Math.abs(at) <= LAST_TIME ? at : null;
}

/** A text as a cell; what is no text is null. Lone surrogates, which no file can hold, become U+FFFD. */
export function textCell(text: unknown): string | null {
  return typeof text === "string" ? text.toWellFormed() : null;
}

/** A whole number as a cell. */
export function countCell(count: unknown): number | null {
  return typeof count === "number" && Number.isSafeInteger(count) ? count : null;
}

/** A number as a cell. */
export function numberCell(number: unknown): number | null {
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** A value as JSON; null where there is nothing to say. */
export function jsonCell(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "object" && Object.keys(value).length === 0) return null;
  return JSON.stringify(value)?.toWellFormed() ?? null;
}
