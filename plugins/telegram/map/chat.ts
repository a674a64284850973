/**
 * One chat to one conversation.
 *
 * @module
 */
import type { Conversation, JsonObject } from "../../../core/conversation.ts";
import { digest } from "../../../core/fingerprint.ts";
import { asText, isObject, put } from "../../../core/raw.ts";
import type { ChatList, Owner } from "../scan/chat_row.ts";
import { complete, DECLARED } from "./complete.ts";
import { type ChatScope, mapMessage } from "./message.ts";
import { newerOf } from "./newer.ts";
import { inOrder } from "./order.ts";

/** Parts of a full export that are about people and devices outside of chats: never kept, wherever they stand. */
const PRIVATE = new Set(
  ("personal_information profile_pictures stories contacts frequent_contacts sessions web_sessions other_data " +
    "chats left_chats").split(" "),
);

/** What is known of a chat besides its own fields. */
export interface ChatPlace {
  /** The chat's key, which is its conversation's id. */
  key: string;
  list: ChatList;
  /** Of a full export. */
  owner?: Owner;
}

/** Puts a conversation together, message by message. */
export class ChatMapper {
  readonly #header: JsonObject;
  readonly #place: ChatPlace;
  readonly #scope: ChatScope;
  readonly #messages = new Map<string, ReturnType<typeof mapMessage>>();
  /** Messages without an id, by their content. */
  readonly #nameless = new Map<string, number>();

  /** `header`: the chat's own fields, its messages apart. */
  constructor(header: JsonObject, place: ChatPlace, scope: Omit<ChatScope, "chat">) {
    this.#header = header;
    this.#place = place;
    this.#scope = { ...scope, chat: { type: header.type, id: header.id } };
  }

  /** Adds the next message of the file. One that comes twice counts once, its newest edit wins. */
  add(raw: unknown): void {
    if (!isObject(raw)) return this.#scope.count("damaged messages");
    const mapped = mapMessage(raw, this.#idOf(raw), this.#scope);
    const known = this.#messages.get(mapped.message.id);
    if (known) this.#scope.count("messages that came twice");
    // A key keeps the place at which it came first.
    this.#messages.set(
      mapped.message.id,
      known && newerOf(known.message, mapped.message) === known.message ? known : mapped,
    );
  }

  /** The conversation of all messages so far. */
  end(): Conversation {
    const header = this.#header;
    const id = this.#place.key;
    const mapped = [...this.#messages.values()];
    const messages = inOrder(mapped.map(({ message }) => message));
    const assets = new Map(mapped.map((one) => [one.message.id, one.assets]));
    const conversation: Conversation = {
      id,
      source: "telegram",
      participants: [],
      messages,
      branches: [],
      assets: messages.flatMap((message) => assets.get(message.id) ?? []),
      metadata: this.#metadata(),
    };
    const title = asText(header.name);
    if (title !== undefined) conversation.title = title;
    const owner = this.#place.owner;
    if (owner) conversation.participants.push({ ...owner, role: "user" });
    return complete(conversation);
  }

  #metadata(): JsonObject {
    const header = this.#header;
    const metadata: JsonObject = {};
    for (const key of Object.keys(header)) {
      const value = header[key];
      if (key === "messages" || PRIVATE.has(key) || (key === "name" && asText(value) !== undefined)) continue;
      if (key !== "type" && key !== "id") put(metadata, key, value);
    }
    if (header.type !== undefined) metadata.telegramType = header.type;
    if (header.id !== undefined) metadata.chatId = header.id;
    if (this.#place.list === "left_chats") metadata.left = true;
    if (this.#place.owner) Object.assign(metadata, { ownerId: this.#place.owner.id, ownerFrom: DECLARED });
    return metadata;
  }

  #idOf(raw: JsonObject): string {
    const { id } = raw;
    if (typeof id === "number" || (typeof id === "string" && id !== "")) return String(id).toWellFormed();
    // Made by some tool: the same content has the same id in every copy.
    this.#scope.count("messages without an id");
    const made = digest(JSON.stringify(raw)).slice(0, 16);
    const times = (this.#nameless.get(made) ?? 0) + 1;
    this.#nameless.set(made, times);
    return times === 1 ? `none-${made}` : `none-${made}-${times}`;
  }
}
