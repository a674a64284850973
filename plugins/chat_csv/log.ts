/**
 * The messages in a chat's log.
 *
 * @module
 */
import { plainName } from "./columns.ts";
import type { ChatCsvMapping } from "./mapping.ts";
import { cleanCell, compactJson, isTooDeep, parseExact, type Raise } from "./values.ts";

/** A field of a message. */
export type MessageField =
  | "id"
  | "role"
  | "type"
  | "content"
  | "suborganization"
  | "disclaimer"
  | "regions"
  | "categories"
  | "themes"
  | "intentType"
  | "current brands";

const FIELDS: readonly MessageField[] = [
  "id",
  "role",
  "type",
  "content",
  "suborganization",
  "disclaimer",
  "regions",
  "categories",
  "themes",
  "intentType",
  "current brands",
];

/** One element of the log, its values as they stand. */
export interface LoggedMessage {
  /** Place in the log, from 0. */
  index: number;
  id: unknown;
  role: unknown;
  type: unknown;
  content: unknown;
  /** Further fields that the tables have columns for. */
  more?: { [field in MessageField]?: unknown };
  unknown?: [key: string, value: unknown][];
}

/** A log that was read. */
export interface Log {
  messages: LoggedMessage[];
  /** Elements that are no objects. */
  odd: { index: number; value: unknown }[];
  /** Number of elements. */
  length: number;
  /** Why the whole text is no log; it goes to the rejects. */
  refused?: string;
}

/** Finds the field that a message's key names. */
export type KeyTable = (key: string) => MessageField | undefined;

const MOST_KNOWN = 1024;

/** Keys of messages: named as the mapping says, without case, space, `_` and `-`. */
export function keyTable({ message = {} }: ChatCsvMapping): KeyTable {
  const names = new Map<string, MessageField>();
  for (const field of FIELDS) {
    const given = (message as { [field: string]: string | undefined })[field];
    names.set(plainName(given ?? field), field);
  }
  const known = new Map<string, MessageField | undefined>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found;
    const field = names.get(plainName(key));
    if (known.size < MOST_KNOWN && key.length < 100) known.set(key, field);
    return field;
  };
}

/** Reads the cell (D19, D20): a text that is no JSON array holds no messages; it is not repaired. */
export function readLog(text: string, fieldOf: KeyTable, raise: Raise): Log {
  const none: Log = { messages: [], odd: [], length: 0 };
  if (text.trim() === "") {
    raise("conversation_log_missing");
    return none;
  }
  let value: unknown;
  try {
    value = parseLog(text);
  } catch (error) {
    // A RangeError is one of nesting without end.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    raise("conversation_log_invalid");
    return { ...none, refused: "conversation_log is not JSON" };
  }
  if (!Array.isArray(value)) {
    raise("conversation_log_not_array");
    return { ...none, refused: "conversation_log is not an array" };
  }
  const log: Log = { ...none, length: value.length };
  for (let index = 0; index < value.length; index++) {
    const element: unknown = value[index];
    if (typeof element !== "object" || element === null || Array.isArray(element)) {
      log.odd.push({ index, value: element });
    } else log.messages.push(messageOf(index, element, fieldOf));
  }
  return log;
}

/** Only where something else than text stands can digits be lost. */
function parseLog(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value) || value.every(isPlain)) return value;
  const exact = parseExact(text);
  if (isTooDeep(exact)) throw new RangeError("Cannot read a log: it is nested too deep to be messages");
  return exact;
}

function isPlain(element: unknown): boolean {
  if (typeof element !== "object" || element === null) return false;
  for (const key in element) {
    const value = (element as { [key: string]: unknown })[key];
    if (typeof value !== "string" && value !== null) return false;
  }
  return true;
}

function messageOf(index: number, element: object, fieldOf: KeyTable): LoggedMessage {
  const message: LoggedMessage = { index, id: undefined, role: undefined, type: undefined, content: undefined };
  for (const key in element) {
    const value = (element as { [key: string]: unknown })[key];
    const field = fieldOf(key);
    // Of two keys that name one field the first stands; the other is kept beside.
    if (field === "disclaimer") continue;
    if (field === "id" && message.id === undefined) message.id = value;
    else if (field === "role" && message.role === undefined) message.role = value;
    else if (field === "type" && message.type === undefined) message.type = value;
    else if (field === "content" && message.content === undefined) message.content = value;
    else if (field !== undefined && !isMain(field) && message.more?.[field] === undefined) {
      (message.more ??= {})[field] = value;
    } else (message.unknown ??= []).push([key, value]);
  }
  return message;
}

function isMain(field: MessageField): boolean {
  return field === "id" || field === "role" || field === "type" || field === "content";
}

/** A message's text (D11). */
export function contentCell(content: unknown, raise: Raise): string {
  if (typeof content === "string") return cleanCell(content, raise);
  if (content === null || content === undefined) {
    raise("content_missing");
    return "";
  }
  raise("content_not_text");
  return compactJson(content, raise);
}

/** A message's role (D10): trimmed, in lower case, as the mapping has it. */
export function roleCell(role: unknown, roles: ReadonlyMap<string, string>, raise: Raise): string {
  if ((role === "user" || role === "assistant") && roles.size === 0) return role;
  const word = typeof role === "string"
    ? role.trim().toLowerCase()
    : role === null || role === undefined
    ? ""
    : compactJson(role, raise);
  const name = cleanCell(roles.get(word) ?? word, raise);
  if (name !== "user" && name !== "assistant") raise("role_unknown");
  return name;
}
