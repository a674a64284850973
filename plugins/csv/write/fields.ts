/**
 * Records as rows: which columns they have, and what stands in them.
 *
 * @module
 */
import type { Conversation, Message } from "../../../core/conversation.ts";
import { isConversation } from "../../../core/json_line.ts";
import { conversationText, text } from "../../../core/text.ts";

/** One row to be written. */
export interface Fields {
  /** Its columns, in its own order. */
  names: readonly string[];
  /** What stands in a column; undefined where it has none of that name. */
  get(name: string): unknown;
}

/** Columns of one message a row. */
export const MESSAGE_COLUMNS = [
  "conversationId",
  "position",
  "id",
  "parentId",
  "role",
  "author",
  "createdAt",
  "text",
  "hidden",
  "model",
] as const;

/** Columns of one conversation a row. */
const CONVERSATION_COLUMNS = ["id", "source", "title", "createdAt", "updatedAt", "messageCount", "text"] as const;

/**
 * The row of a record. Of a conversation it is `id, source, title, createdAt, updatedAt, messageCount, text`; its other
 * fields are found by name.
 *
 * @throws {TypeError} when the record is no object with fields
 */
export function fieldsOf(record: unknown): Fields {
  if (isConversation(record)) return conversationFields(record);
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    const what = record === null ? "null" : Array.isArray(record) ? "a list" : `a ${typeof record}`;
    throw new TypeError(`Cannot write a record as a table row: it is ${what}, expected an object with fields`);
  }
  const row = record as { readonly [name: string]: unknown };
  return {
    names: Object.keys(row).filter((name) => typeof row[name] !== "function"),
    get: (name) => Object.hasOwn(row, name) ? row[name] : undefined,
  };
}

/**
 * The rows of a conversation's messages: the canonical thread with positions from 0, then what lies off it without one.
 *
 * @throws {TypeError} when the record is no conversation
 */
export function* messageFields(record: unknown): Generator<Fields> {
  if (!isConversation(record)) {
    throw new TypeError(
      `Cannot write a record as messages: it is no conversation, expected one with messages (or records: "conversation")`,
    );
  }
  for (const [position, message] of record.messages.entries()) yield messageRow(record.id, message, position);
  for (const message of record.branches) yield messageRow(record.id, message);
}

function conversationFields(conversation: Conversation): Fields {
  const own = conversation as unknown as { readonly [name: string]: unknown };
  return {
    names: CONVERSATION_COLUMNS,
    get(name) {
      switch (name) {
        case "createdAt":
          return timeOf(conversation.createdAt);
        case "updatedAt":
          return timeOf(conversation.updatedAt);
        case "messageCount":
          return conversation.messages.length;
        case "text":
          return conversationText(conversation);
        default:
          return Object.hasOwn(own, name) ? own[name] : undefined;
      }
    },
  };
}

function messageRow(conversationId: string, message: Message, position?: number): Fields {
  const own = message as unknown as { readonly [name: string]: unknown };
  return {
    names: MESSAGE_COLUMNS,
    get(name) {
      switch (name) {
        case "conversationId":
          return conversationId;
        case "position":
          return position;
        case "createdAt":
          return timeOf(message.createdAt);
        case "text":
          return text(message);
        default:
          return Object.hasOwn(own, name) ? own[name] : undefined;
      }
    },
  };
}

/** ISO, UTC; a number that is no time stands as it is. */
function timeOf(time: number | undefined): unknown {
  return typeof time === "number" && Math.abs(time) <= 8.64e15 ? new Date(time) : time;
}
