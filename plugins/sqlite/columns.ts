/**
 * How records become rows and rows become equal records again.
 *
 * A field has its own column where one exists and holds it exactly; everything else goes into the column `more`, as
 * JSON, and is put over the columns when the row is read. So nothing is lost: not fields that the model does not
 * know, not values of an unexpected type, and not text with U+0000, of which `node:sqlite` reads only the front.
 *
 * @module
 */
import type { SQLInputValue, SQLOutputValue } from "node:sqlite";
import { keepText } from "../../core/kept_bytes.ts";
import { knownJson } from "../../core/known_json.ts";
import type { Asset, Conversation, Message } from "../../core/conversation.ts";

export { asText, whole } from "../../core/sqlite/text.ts";

/** Most characters of text that is bound as it is. */
const LONG = 64;

/** How a field lies in its column. */
type Form = "text" | "integer" | "json";

/** Field, column and form, in the order in which the values are bound. */
export type Column = readonly [field: string, column: string, form: Form];

/** Columns of a conversation. */
export const CONVERSATION: readonly Column[] = [
  ["source", "source", "text"],
  ["title", "title", "text"],
  ["createdAt", "created_at", "integer"],
  ["updatedAt", "updated_at", "integer"],
  ["localTime", "local_time", "text"],
  ["participants", "participants", "json"],
  ["metadata", "metadata", "json"],
];

/** Columns of a message. */
export const MESSAGE: readonly Column[] = [
  ["createdAt", "created_at", "integer"],
  ["hidden", "hidden", "text"],
  ["role", "role", "text"],
  ["model", "model", "text"],
  ["author", "author", "text"],
  ["parentId", "parent_id", "text"],
  ["localTime", "local_time", "text"],
  ["parts", "parts", "json"],
  ["metadata", "metadata", "json"],
];

/** Columns of an asset. */
export const ASSET: readonly Column[] = [
  ["kind", "kind", "text"],
  ["pointer", "pointer", "text"],
  ["messageId", "message_id", "text"],
  ["mediaType", "media_type", "text"],
  ["name", "name", "text"],
  ["size", "size", "integer"],
  ["width", "width", "integer"],
  ["height", "height", "integer"],
  ["sha256", "sha256", "text"],
  ["missing", "missing", "text"],
  ["match", "match", "json"],
  ["metadata", "metadata", "json"],
];

/** Fields that lie elsewhere (`id` beside, lists in rows of their own) or nowhere (`origin`, `open`). */
const ELSEWHERE = new Set(["id", "messages", "branches", "assets", "origin", "open"]);
const KNOWN = new Map([CONVERSATION, MESSAGE, ASSET].map((columns) => [columns, new Set(columns.map(([f]) => f))]));

/** A conversation, message or asset. */
export type Stored = Conversation | Message | Asset;

/** The column names of `columns` and then `more`. */
export function names(columns: readonly Column[]): string[] {
  return [...columns.map(([, column]) => column), "more"];
}

/** The values for `names(columns)`; the field `without` is left out. */
export function toRow(record: Stored, columns: readonly Column[], without?: string): SQLInputValue[] {
  const fields = record as unknown as Readonly<Record<string, unknown>>;
  const known = KNOWN.get(columns) as Set<string>;
  const row: SQLInputValue[] = [];
  let more: Map<string, unknown> | undefined;
  for (const [field, , form] of columns) {
    const value = field === without ? undefined : fields[field];
    const exact = value === undefined || typeof value === "function" || fits(value, form);
    row.push(value === undefined || !canHold(value, form) ? null : form === "json" ? jsonOf(value) : value as string);
    if (!exact) (more ??= new Map()).set(field, value);
  }
  if (record.id.includes("\0")) (more ??= new Map()).set("id", record.id);
  for (const field of Object.keys(record)) {
    if (!known.has(field) && !ELSEWHERE.has(field)) (more ??= new Map()).set(field, fields[field]);
  }
  row.push(more === undefined ? null : toJson(Object.fromEntries(more)));
  return row;
}

/** The record that `toRow` was given, but for `id`, the parts of a plain message, and the lists. */
export function fromRow(row: readonly SQLOutputValue[], columns: readonly Column[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (let i = 0; i < columns.length; i++) {
    const value = row[i];
    if (value !== null) record[columns[i][0]] = columns[i][2] === "json" ? JSON.parse(value as string) : value;
  }
  const more = row[columns.length];
  // Spreading defines fields: a key `__proto__` stays a key.
  return more === null ? record : { ...record, ...JSON.parse(more as string) };
}

/** The same as text or as its bytes; what was hashed is not written again. */
function jsonOf(value: unknown): string | Uint8Array {
  return knownJson(value as object) ?? asBytes(toJson(value));
}

/** Long text as bytes: bound without being written anew, and sent to another thread at no cost. */
export function asBytes(text: string): string | Uint8Array {
  return text.length > LONG ? keepText(text) : text;
}

/** JSON as it is stored: lone surrogates become U+FFFD, as they do in text. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  // JSON.stringify escapes lone surrogates and no others.
  return json.includes("\\ud") ? json.replace(/(?<!\\)((?:\\\\)*)\\ud[89a-f][0-9a-f]{2}/g, "$1\ufffd") : json;
}

/** Whether the column alone gives the value back. */
function fits(value: unknown, form: Form): boolean {
  return canHold(value, form) && !(form === "text" && (value as string).includes("\0"));
}

function canHold(value: unknown, form: Form): boolean {
  if (form === "text") return typeof value === "string";
  if (form === "integer") return Number.isSafeInteger(value);
  return typeof value === "object" && value !== null;
}
