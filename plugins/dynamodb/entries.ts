/**
 * The entries of a conversation: one for itself, one a message, with the attributes that will stand in the table.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import { digest } from "../../core/fingerprint.ts";
import type { Entry } from "../../core/sink.ts";
import { text } from "../../core/text.ts";
import { MESSAGE, METADATA } from "./keys.ts";
import type { DynamodbStoreSettings } from "./options.ts";

/** Attributes before they are written as DynamoDB wants them. */
export type Plain = { [name: string]: string | number };

/** What an entry holds. */
export interface DynamodbValue {
  readonly attributes: Plain;
  /** Where its derived values are. */
  readonly of: Conversation | Message;
}

/** Gives the entries of a conversation, in the scope of its id, or of its file. */
export function openEntries(
  { key, vectors }: Pick<DynamodbStoreSettings, "key" | "vectors">,
): (conversation: Conversation) => Entry<DynamodbValue>[] {
  /** Another form of vectors is another content, also where nobody knows yet whether there is one. */
  const form = vectors === "binary" ? "" : ` ${vectors}`;

  return function entriesOf(conversation) {
    const id = conversation.id.toWellFormed();
    const scope = key === "id" ? id : fileOf(conversation);
    const own = attributesOf(conversation);
    if (key === "file") own.ID = id;
    const entries: Entry<DynamodbValue>[] = [];
    const add = (key: string, part: string | null, attributes: Plain, of: Conversation | Message): void => {
      const fingerprint = digest(JSON.stringify(attributes) + form);
      entries.push({ scope, key, part, fingerprint, value: { attributes, of } });
    };
    add(METADATA, null, own, conversation);
    const seen = new Set<string>();
    const addMessage = (message: Message, position?: number): void => {
      const id = message.id.toWellFormed();
      if (seen.has(id)) {
        throw new TypeError(
          `Cannot store conversation "${scope}": message id "${id}" stands in it twice, ids must be unique`,
        );
      }
      seen.add(id);
      add(MESSAGE + id, message.id, messageAttributes(message, position), message);
    };
    for (const [position, message] of conversation.messages.entries()) addMessage(message, position);
    for (const message of conversation.branches) addMessage(message);
    return entries;
  };
}

/** The name of the file, or of the entry of an archive, without its folders. */
function fileOf({ id, origin }: Conversation): string {
  const path = (origin?.entry ?? origin?.file)?.toWellFormed();
  if (path === undefined) {
    throw new TypeError(`Cannot store conversation "${id}" by its file: nobody says which it came from, use key: "id"`);
  }
  return path.slice(path.search(/[^/\\]*$/));
}

function attributesOf({ title, source, createdAt, updatedAt, localTime, messages, branches, assets }: Conversation) {
  const model = messages.findLast((message) => message.model !== undefined)?.model;
  return known({
    Title: title,
    Source: source,
    CreatedAt: createdAt,
    UpdatedAt: updatedAt,
    LocalTime: localTime,
    Model: model,
    MessageCount: messages.length,
    BranchMessageCount: branches.length,
    AssetCount: assets.length,
  });
}

function messageAttributes(message: Message, position: number | undefined): Plain {
  const { role, author, createdAt, localTime, parentId, model, hidden } = message;
  const speaks = role === "user" || role === "assistant";
  const name = speaks ? role : author ?? role;
  return known({
    Author: name,
    // What the author's attribute does not say.
    AuthorName: speaks ? author : undefined,
    Role: name === role ? undefined : role,
    Timestamp: createdAt,
    LocalTime: localTime,
    Content: text(message),
    ParentId: parentId,
    Position: position,
    Model: model,
    Hidden: hidden,
  });
}

/** What is there, fit for the table. A value of an unexpected type stands as its JSON. */
function known(given: { [name: string]: unknown }): Plain {
  const kept: Plain = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (typeof value === "string") kept[name] = value.toWellFormed();
    else if (typeof value === "number" && fitsNumber(value)) kept[name] = value;
    else kept[name] = JSON.stringify(value)?.toWellFormed() ?? "";
  }
  return kept;
}

/** DynamoDB's numbers are 0 or between 1e-130 and 1e126. */
function fitsNumber(value: number): boolean {
  const size = Math.abs(value);
  return size === 0 || (size >= 1e-130 && size < 1e126);
}
