/**
 * Where in a conversation an id stands that no part of it is made of.
 *
 * @module
 */
import type { Conversation, Message } from "../../../core/conversation.ts";

/** A place: of which message, and in which field; no field for what is said in text. */
export interface Mention {
  messageId?: string;
  field?: string;
}

/** Fields of parts in which people and models speak. */
const SPOKEN = new Set(["text", "input", "transcript", "title", "marker"]);

/** The first place of an id; undefined where it stands in nothing that the record keeps. */
export function mentionOf(conversation: Conversation, id: string): Mention | undefined {
  for (const list of [conversation.messages, conversation.branches]) {
    for (const message of list) {
      const field = fieldWith(message, id);
      if (field !== undefined) return said(field, message);
    }
  }
  const field = fieldWith({ metadata: conversation.metadata }, id);
  return field === undefined ? undefined : said(field);
}

function said(field: string, message?: Message): Mention {
  const mention: Mention = message === undefined ? {} : { messageId: message.id };
  return SPOKEN.has(field) ? mention : { ...mention, field };
}

/** The name of the field that holds the id, as a whole word, in a string or as a key; in an array, that of the array. */
function fieldWith(record: Partial<Message> | Partial<Conversation>, id: string): string | undefined {
  const stack: [string, unknown][] = [["metadata", record.metadata]];
  if ("parts" in record) stack.push(["parts", record.parts]);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [field, value] = next;
    if (typeof value === "string") {
      if (holds(value, id)) return field.slice(0, 64);
    } else if (Array.isArray(value)) {
      for (let i = value.length - 1; i >= 0; i--) stack.push([field, value[i]]);
    } else if (typeof value === "object" && value !== null) {
      const keys = Object.keys(value).reverse();
      for (const key of keys) stack.push([key, (value as { [key: string]: unknown })[key]]);
      for (const key of keys) if (holds(key, id)) return field.slice(0, 64);
    }
  }
  return undefined;
}

function holds(text: string, id: string): boolean {
  for (let at = text.indexOf(id); at >= 0; at = text.indexOf(id, at + 1)) {
    if (!/[A-Za-z0-9]/.test(text[at + id.length] ?? "") && !/[A-Za-z0-9]/.test(text[at - 1] ?? "")) return true;
  }
  return false;
}
