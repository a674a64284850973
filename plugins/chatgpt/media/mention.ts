/**
 * Where in a conversation ids stand that no part of it is made of.
 *
 * @module
 */
import type { Conversation, Message } from "../../../core/conversation.ts";
import { eachToken } from "./tokens.ts";

/** A place: of which message, and in which field; no field for what is said in text. */
export interface Mention {
  messageId?: string;
  field?: string;
}

/** Fields of parts in which people and models speak. */
const SPOKEN = new Set(["text", "input", "transcript", "title", "marker"]);

/** The first place of each of these ids, in one walk; ids that stand in nothing that the record keeps have none. */
export function mentionsOf(conversation: Conversation, ids: ReadonlySet<string>): Map<string, Mention> {
  const found = new Map<string, Mention>();
  for (const list of [conversation.messages, conversation.branches]) {
    for (const message of list) {
      if (found.size === ids.size) return found;
      walk([["metadata", message.metadata], ["parts", message.parts]], ids, found, message);
    }
  }
  walk([["metadata", conversation.metadata]], ids, found);
  return found;
}

/** Looks at every string and every key; in an array the field is that of the array. */
function walk(
  stack: [field: string, value: unknown][],
  ids: ReadonlySet<string>,
  found: Map<string, Mention>,
  message?: Message,
): void {
  const note = (text: string, field: string) =>
    eachToken(text, ids.size, (id) => {
      if (ids.has(id) && !found.has(id)) found.set(id, said(field, message));
    });
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [field, value] = next;
    if (typeof value === "string") note(value, field);
    else if (Array.isArray(value)) { for (let i = value.length - 1; i >= 0; i--) stack.push([field, value[i]]); }
    else if (typeof value === "object" && value !== null) {
      const keys = Object.keys(value).reverse();
      for (const key of keys) stack.push([key, (value as { [key: string]: unknown })[key]]);
      for (const key of keys) note(key, field);
    }
  }
}

function said(field: string, message: Message | undefined): Mention {
  const mention: Mention = message === undefined ? {} : { messageId: message.id };
  return SPOKEN.has(field) ? mention : { ...mention, field: field.slice(0, 64) };
}
