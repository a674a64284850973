/**
 * The entries of a conversation: one a message, with the properties that people filter by.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import { digest } from "../../core/fingerprint.ts";
import type { Entry } from "../../core/sink.ts";
import { text } from "../../core/text.ts";
import { hiddenWords } from "./words.ts";

/** Properties of an object. */
export type Plain = { [name: string]: string | number | boolean };

/** What an entry holds. */
export interface WeaviateValue {
  readonly properties: Plain;
  /** Where its derived values are. */
  readonly of: Message;
}

/** Before the id of a message, in keys. */
const MESSAGE = "message:";

/** The key of a message's entry. */
export function messageKey(id: string): string {
  return MESSAGE + id.toWellFormed();
}

/**
 * The entries of a conversation, in the scope of its id. The conversation's title is part of each, so that it can be
 * searched and filtered by: another title is another entry, with the vector that the store holds.
 *
 * @throws {TypeError} when two messages have one id
 */
export function entriesOf(conversation: Conversation): Entry<WeaviateValue>[] {
  const scope = conversation.id.toWellFormed();
  const entries: Entry<WeaviateValue>[] = [];
  const seen = new Set<string>();
  const add = (message: Message, position?: number): void => {
    const key = messageKey(message.id);
    if (seen.has(key)) {
      const id = key.slice(MESSAGE.length);
      throw new TypeError(
        `Cannot store conversation "${scope}": message id "${id}" stands in it twice, ids must be unique`,
      );
    }
    seen.add(key);
    const properties = propertiesOf(conversation, message, position);
    const value = { properties, of: message };
    entries.push({ scope, key, part: message.id, fingerprint: digest(JSON.stringify(properties)), value });
  };
  for (const [position, message] of conversation.messages.entries()) add(message, position);
  for (const message of conversation.branches) add(message);
  return entries;
}

function propertiesOf(conversation: Conversation, message: Message, position: number | undefined): Plain {
  const { id, parentId, role, author, model, createdAt, hidden } = message;
  const content = text(message);
  const given: { [name: string]: unknown } = {
    conversationId: conversation.id,
    messageId: id,
    parentId,
    source: conversation.source,
    role,
    author,
    model,
    title: conversation.title,
    content,
    createdAt: dateOf(createdAt),
    position,
    hidden: hidden !== undefined,
    branch: position === undefined,
    words: hiddenWords(content) || undefined,
    titleWords: hiddenWords(conversation.title ?? "") || undefined,
  };
  const properties: Plain = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === "string") properties[name] = value.toWellFormed();
    else if (typeof value === "number" || typeof value === "boolean") properties[name] = value;
  }
  return properties;
}

/** Times that can be stored, in epoch milliseconds: the years 1 to 9999. */
const EARLIEST = -62_135_596_800_000;
const LATEST = Date.UTC(10_000, 0) - 1;

/** RFC 3339, which has four digits for a year: a time outside them is left out. */
function dateOf(time: number | undefined): string | undefined {
  if (time === undefined || !(time >= EARLIEST && time <= LATEST)) return undefined;
  return new Date(time).toISOString();
}
