/**
 * A row and its messages as a conversation.
 *
 * @module
 */
import type { Conversation, Json, JsonObject, Message, Part, Participant, Role } from "../../core/conversation.ts";
import { asArray, isObject } from "../../core/raw.ts";
import { CONVERSATION_TITLES, type Mapped, MESSAGE_TITLES, otherFields } from "./columns.ts";
import type { Column, Row } from "./dialect.ts";
import { readTime } from "./times.ts";

/** The mapped columns of a conversation's row. */
export type ConversationColumns = Mapped<keyof typeof CONVERSATION_TITLES>;
/** The mapped columns of a message's row. */
export type MessageColumns = Mapped<keyof typeof MESSAGE_TITLES>;

/** A value as the text it is known by: an id, a name. */
export function textOf(fields: JsonObject, column: Column | undefined): string | undefined {
  const value = column && Object.hasOwn(fields, column.title) ? fields[column.title] : undefined;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** Names that a conversation's metadata gives a meaning of its own. */
const NAMED = ["appId", "userId", "status", "language", "createdAt", "updatedAt"] as const;

/** What the conversation is, but for its messages. */
export function toConversation(
  id: string,
  { fields }: Row,
  columns: readonly Column[],
  mapped: ConversationColumns,
  source: string,
  messages: Message[],
): Conversation {
  const text = (name: keyof ConversationColumns) => textOf(fields, mapped[name]);
  const [appId, userId] = [text("appId"), text("userId")];
  const created = timeOf(fields, mapped.createdAt);
  const updated = timeOf(fields, mapped.updatedAt);
  const title = text("title");
  const metadata: JsonObject = {};
  for (const name of NAMED.slice(0, 4)) {
    const value = text(name);
    if (value !== undefined) metadata[name] = value;
  }
  // What is no time, or names no zone, stays as it is written.
  if (created.raw !== undefined) metadata.createdAt = created.raw;
  if (updated.raw !== undefined || updated.local !== undefined) metadata.updatedAt = updated.raw ?? updated.local!;
  const participants: Participant[] = [];
  if (userId !== undefined) participants.push({ id: userId, role: "user" });
  if (appId !== undefined) participants.push({ id: appId, role: "assistant" });
  return {
    id,
    source,
    ...title === undefined ? {} : { title },
    ...created.at === undefined ? {} : { createdAt: created.at },
    ...updated.at === undefined ? {} : { updatedAt: updated.at },
    ...created.local === undefined ? {} : { localTime: created.local },
    participants,
    messages,
    branches: [],
    assets: [],
    metadata: { ...otherFields(fields, columns, Object.values(mapped), NAMED), ...metadata },
  };
}

/** Messages in the order in which they were said: by time where all have one, then by row. */
export function toMessages(rows: readonly Row[], columns: readonly Column[], mapped: MessageColumns): Message[] {
  const made = [...rows].sort((a, b) => a.id - b.id).map((row) => toMessage(row, columns, mapped));
  if (made.every(({ createdAt }) => createdAt !== undefined)) made.sort((a, b) => a.createdAt! - b.createdAt!);
  return withOwnIds(made);
}

/** Ids that come twice are told apart, and parents that are not there are no parents. */
export function withOwnIds(messages: Message[]): Message[] {
  const taken = new Set<string>();
  const all = new Set(messages.map(({ id }) => id));
  for (const message of messages) {
    const { id } = message;
    for (let n = 2; taken.has(message.id); n++) {
      const other = `${id}#${n}`;
      if (!all.has(other)) message.id = other;
    }
    taken.add(message.id);
    all.add(message.id);
  }
  for (const message of messages) {
    if (message.parentId !== undefined && (!taken.has(message.parentId) || message.parentId === message.id)) {
      message.metadata.parentId = message.parentId;
      delete message.parentId;
    }
  }
  return messages;
}

function toMessage({ id, fields }: Row, columns: readonly Column[], mapped: MessageColumns): Message {
  const text = (name: keyof MessageColumns) => textOf(fields, mapped[name]);
  const content = mapped.content && Object.hasOwn(fields, mapped.content.title) ? fields[mapped.content.title] : null;
  const taken = ["role", "createdAt", "parentId"];
  return makeMessage({
    id: text("messageId") ?? `row ${id}`,
    role: text("role"),
    content: mapped.content?.type === "JSON" && typeof content === "string" ? jsonOr(content) : content,
    created: timeOf(fields, mapped.messageCreatedAt),
    parentId: text("parentId"),
    author: text("author"),
    model: text("model"),
    others: otherFields(fields, columns, Object.values(mapped), taken),
  });
}

function jsonOr(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    // Plain words in a column of JSON.
    return text;
  }
}

/** What a message is made of. */
export interface MessageFields {
  id: string;
  role: string | undefined;
  content: Json;
  created: { at?: number; local?: string; raw?: Json };
  parentId?: string;
  author?: string;
  model?: string;
  others: JsonObject;
}

/** A message of what was found of it. */
export function makeMessage({ id, role, content, created, parentId, author, model, others }: MessageFields): Message {
  const known = role === undefined ? undefined : ROLES.get(role.trim().toLowerCase());
  const metadata = { ...others };
  if (known === undefined && role !== undefined) metadata.role = role;
  if (created.raw !== undefined) metadata.createdAt = created.raw;
  return {
    id,
    ...parentId === undefined ? {} : { parentId },
    role: known ?? "user",
    ...author === undefined ? {} : { author },
    ...created.at === undefined ? {} : { createdAt: created.at },
    ...created.local === undefined ? {} : { localTime: created.local },
    parts: partsOf(content),
    ...model === undefined ? {} : { model },
    metadata,
  };
}

/** Roles by the names people give them. A role of another name counts as a user's and stays in the metadata. */
const ROLES: ReadonlyMap<string, Role> = new Map([
  ...["user", "human", "customer", "client", "visitor", "person"].map((name) => [name, "user"] as const),
  ...["assistant", "ai", "bot", "model", "agent", "chatbot"].map((name) => [name, "assistant"] as const),
  ...["system", "developer"].map((name) => [name, "system"] as const),
  ...["tool", "function"].map((name) => [name, "tool"] as const),
]);

function partsOf(content: Json): Part[] {
  if (content === null || content === "") return [];
  if (!Array.isArray(content)) return [partOf(content)];
  return asArray(content).filter((one) => one !== null).map(partOf);
}

function partOf(content: Json): Part {
  if (!isObject(content)) {
    return Array.isArray(content)
      ? { type: "unknown", kind: "list", raw: content }
      : { type: "text", text: String(content) };
  }
  const { type, text } = content;
  const plain = type === undefined || type === "text" || type === "input_text" || type === "output_text";
  if (plain && typeof text === "string") return { type: "text", text };
  return {
    type: "unknown",
    kind: typeof type === "string" ? type : "object",
    raw: content,
    ...typeof text === "string" ? { text } : {},
  };
}

/** A time; `raw` is what is there and is none. */
export function timeOf(
  fields: JsonObject,
  column: Column | undefined,
): { at?: number; local?: string; raw?: Json; assumed?: number } {
  const value = column && Object.hasOwn(fields, column.title) ? fields[column.title] : null;
  if (value === null || value === "") return {};
  return readTime(value) ?? { raw: value };
}
