/**
 * The two versions of NocoDB's REST API, in the few requests that are made: paths, rows, and how values are quoted.
 *
 * What differs was read off a running 0.301.3: v2 gives flat rows with `pageInfo`, v3 `{ id, fields }` with `next`; v2
 * sorts by a name, v3 by JSON; v3 quotes values, in v2 a quote is part of the value.
 *
 * @module
 */
import type { JsonObject } from "../../core/conversation.ts";
import { asArray, asObject, asText, isObject } from "../../core/raw.ts";

/** Version of the API. */
export type ApiVersion = "v2" | "v3";

/** Something with an id and a title. */
export interface Named {
  id: string;
  title: string;
}

/** A column of a table. */
export interface Column {
  title: string;
  /** NocoDB's name of the type: `ID`, `SingleLineText`, `DateTime`, `CreatedTime`. */
  type: string;
  key: boolean;
}

/** A row: its primary key and its fields by the columns' titles. */
export interface Row {
  id: number;
  fields: JsonObject;
}

/** Rows that came in one answer. */
export interface Page {
  rows: Row[];
  /** True when the server says that nothing comes after it. */
  last: boolean;
}

/** Where the rows of a table are. */
export interface Place {
  base: string;
  table: string;
  /** Title of the primary key. */
  key: string;
}

/** What is asked of a table's rows. */
export interface Ask {
  where: string;
  limit: number;
  descending?: boolean;
  /** Titles of the only columns wanted; absent: all. */
  columns?: string[];
}

/** One version of the API. */
export interface Dialect {
  readonly version: ApiVersion;
  readonly bases: string;
  tables(base: string): string;
  table(base: string, table: string): string;
  columns(answer: JsonObject): Column[];
  rows(place: Place): string;
  query(place: Place, ask: Ask): { [name: string]: string };
  page(place: Place, answer: JsonObject): Page | undefined;
  /** A value as `in` takes it among others; undefined where it cannot be said. */
  quote(value: string): string | undefined;
  /** A value that `eq` takes though `in` does not. */
  quoteAlone(value: string): string | undefined;
}

/** Named things in an answer: `{ list: [{ id, title }] }`. */
export function namedIn(answer: JsonObject): Named[] | undefined {
  if (!Array.isArray(answer.list)) return undefined;
  return answer.list.flatMap((one) => {
    const { id, title } = asObject(one) ?? {};
    return typeof id === "string" && typeof title === "string" ? [{ id, title }] : [];
  });
}

const part = encodeURIComponent;

/** Values that mean nothing else wherever they stand, but for words that v3 takes for a value of its own. */
const PLAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N} _.:\/@%+=#$&*!?|-]*[\p{L}\p{N}_.:\/@%+=#$&*!?|-])?$/u;

const V2: Dialect = {
  version: "v2",
  bases: "/api/v2/meta/bases",
  tables: (base) => `/api/v2/meta/bases/${part(base)}/tables`,
  table: (_, table) => `/api/v2/meta/tables/${part(table)}`,
  columns: ({ columns }) =>
    asArray(columns).flatMap((one) => {
      const { title, uidt, pk } = asObject(one) ?? {};
      return typeof title === "string" ? [{ title, type: asText(uidt) ?? "", key: pk === true || pk === 1 }] : [];
    }),
  rows: ({ table }) => `/api/v2/tables/${part(table)}/records`,
  query: ({ key }, { where, limit, descending, columns }) => ({
    ...where === "" ? {} : { where },
    ...columns ? { fields: columns.join(",") } : {},
    sort: descending ? `-${key}` : key,
    limit: String(limit),
  }),
  page({ key }, { list, pageInfo }) {
    if (!Array.isArray(list)) return undefined;
    const rows = list.filter(isObject).map((fields) => ({ id: Number(fields[key]), fields }));
    return { rows, last: asObject(pageInfo)?.isLastPage === true };
  },
  quote: (value) => PLAIN.test(value) ? value : undefined,
  // Commas and quotes are data in a single value; brackets and operators might end it.
  quoteAlone: (value) => /^[^()~@\p{C}]+$/u.test(value) && value.trim() === value ? value : undefined,
};

const V3: Dialect = {
  version: "v3",
  // A server of one's own takes any workspace's name.
  bases: "/api/v3/meta/workspaces/nc/bases",
  tables: (base) => `/api/v3/meta/bases/${part(base)}/tables`,
  table: (base, table) => `/api/v3/meta/bases/${part(base)}/tables/${part(table)}`,
  columns: ({ fields }) =>
    asArray(fields).flatMap((one) => {
      const { title, type } = asObject(one) ?? {};
      return typeof title === "string" ? [{ title, type: asText(type) ?? "", key: type === "ID" }] : [];
    }),
  rows: ({ base, table }) => `/api/v3/data/${part(base)}/${part(table)}/records`,
  query: ({ key }, { where, limit, descending, columns }) => ({
    ...where === "" ? {} : { where },
    ...columns ? { fields: columns.join(",") } : {},
    sort: JSON.stringify({ field: key, direction: descending ? "desc" : "asc" }),
    // Not `limit`: pages after the first would forget it.
    pageSize: String(limit),
  }),
  page(_, { records, next }) {
    if (!Array.isArray(records)) return undefined;
    const rows = records.filter(isObject).map(({ id, fields }) => ({ id: Number(id), fields: asObject(fields) ?? {} }));
    return { rows, last: typeof next !== "string" || next === "" };
  },
  quote(value) {
    // Escapes inside quotes never match.
    if (value.endsWith("\\") || /\p{C}/u.test(value)) return undefined;
    if (!value.includes('"')) return `"${value}"`;
    return value.includes("'") ? undefined : `'${value}'`;
  },
  quoteAlone: () => undefined,
};

/** The versions by name. */
export const DIALECTS: { readonly [version in ApiVersion]: Dialect } = { v2: V2, v3: V3 };
