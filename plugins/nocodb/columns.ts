/**
 * Which column holds what: named by the options, or found by its title without case, spaces and underscores.
 *
 * @module
 */
import type { Json, JsonObject } from "../../core/conversation.ts";
import { CannotRunError } from "../../core/errors.ts";
import { quote } from "../../core/quote.ts";
import { asArray, isObject, put } from "../../core/raw.ts";
import type { Column } from "./dialect.ts";
import { loose, nearest, type Table } from "./discover.ts";

/** Titles under which columns are looked for, by what they hold. */
export const CONVERSATION_TITLES = {
  conversationId: ["ConversationId"],
  appId: ["AppId"],
  userId: ["UserId"],
  title: ["Title"],
  status: ["Status"],
  language: ["Language"],
  createdAt: ["CreatedAt"],
  updatedAt: ["UpdatedAt"],
} as const;

/** The same of the table of messages. */
export const MESSAGE_TITLES = {
  messageId: ["MessageId"],
  messageConversationId: ["ConversationId"],
  role: ["Role"],
  content: ["Content"],
  messageCreatedAt: ["CreatedAt"],
  messageUpdatedAt: ["UpdatedAt"],
  parentId: ["ParentId"],
  author: ["Author"],
  model: ["Model"],
} as const;

/** Columns by what they hold; what the table does not have is absent. */
export type Mapped<F extends string> = { readonly [field in F]?: Column };

/**
 * The columns of a table by what they hold.
 *
 * @throws {CannotRunError} when the options name a column that is not there, or a needed one is not found
 */
export function mapColumns<F extends string>(
  table: Table,
  titles: { readonly [field in F]: readonly string[] },
  named: { readonly [field in NoInfer<F>]?: string },
  needed: readonly NoInfer<F>[],
): Mapped<F> {
  const mapped: { [field in F]?: Column } = {};
  for (const field of Object.keys(titles) as F[]) {
    const wanted = Object.hasOwn(named, field) ? named[field] : undefined;
    const found = wanted === undefined ? find(table, titles[field]) : find(table, [wanted]);
    if (found) mapped[field] = found;
    else if (wanted !== undefined) throw missing(table, wanted, `fields.${field}`);
    else if (needed.includes(field)) throw missing(table, titles[field][0], `fields.${field}`);
  }
  return mapped;
}

/** The column of a title. */
export function columnOf(table: Table, title: string, option: string): Column {
  const found = find(table, [title]);
  if (found) return found;
  throw missing(table, title, option);
}

function find({ columns }: Table, titles: readonly string[]): Column | undefined {
  for (const title of titles) {
    const exact = columns.find((column) => column.title === title);
    if (exact) return exact;
    const near = columns.filter((column) => loose(column.title) === loose(title));
    // Of two that only differ in case, one of the user's own goes before one of the system's.
    if (near.length) return near.find(({ type }) => !SYSTEM.has(type)) ?? near[0];
  }
  return undefined;
}

function missing({ title, columns }: Table, wanted: string, option: string): CannotRunError {
  const titles = columns.map((column) => column.title);
  const near = nearest(wanted, titles);
  return new CannotRunError(
    `Cannot find column ${quote(wanted)} in table ${quote(title)}: it has ` +
      `${titles.slice(0, 60).map(quote).join(", ")}; name the column with ${option}` +
      (near === undefined ? "" : `, perhaps ${quote(near)}`),
  );
}

/** Types of columns that NocoDB fills itself. */
const SYSTEM = new Set(["CreatedTime", "LastModifiedTime", "CreatedBy", "LastModifiedBy", "Order"]);

/** Types whose values are no content of the row: its bookkeeping, or other rows, which change without it. */
const NOT_CONTENT = new Set([
  ...SYSTEM,
  ..."ID ForeignKey Links LinkToAnotherRecord Lookup Rollup Formula Count Button QrCode Barcode".split(" "),
]);

/** Types that hold a moment, which a filter can compare. */
export const TIME_TYPES: ReadonlySet<string> = new Set(["DateTime", "Date", "CreatedTime", "LastModifiedTime"]);

/** True when a column's title can stand in a filter. */
export function canFilter({ title }: Column): boolean {
  return /^[^,()~"'@\\\p{C}]+$/u.test(title);
}

/** What a row says beside its mapped columns, by title; `taken` are names that mean something else. */
export function otherFields(
  fields: JsonObject,
  columns: readonly Column[],
  mapped: readonly (Column | undefined)[],
  taken: readonly string[],
): JsonObject {
  const others: JsonObject = {};
  for (const column of columns) {
    if (mapped.includes(column) || NOT_CONTENT.has(column.type) || !Object.hasOwn(fields, column.title)) continue;
    const value = contentOf(fields[column.title], column);
    if (value !== null) put(others, taken.includes(column.title) ? `column ${column.title}` : column.title, value);
  }
  return others;
}

/** A value as both versions and all databases would give it. */
export function contentOf(value: Json, { type }: Column): Json {
  if (type === "MultiSelect" && typeof value === "string") return value === "" ? [] : value.split(",");
  if (type === "JSON" || type === "Attachment") {
    const parsed = typeof value === "string" ? parsedOr(value) : value;
    return type === "JSON" ? parsed : unsigned(parsed);
  }
  return value;
}

function parsedOr(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    // A column of JSON that holds none: its text is what there is.
    return text;
  }
}

/** Attachments without their addresses for this hour, which are others each time. */
function unsigned(value: Json): Json {
  return asArray(value).map((one) => {
    if (!isObject(one)) return one;
    const kept: JsonObject = {};
    for (const key of Object.keys(one)) if (!/^signed|^thumbnails$/.test(key)) put(kept, key, one[key]);
    return kept;
  });
}
