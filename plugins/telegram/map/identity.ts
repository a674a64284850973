/**
 * Who is who: ids of people, groups and channels in one form, and the keys of chats.
 *
 * @module
 */
import { digest } from "../../../core/fingerprint.ts";

/**
 * Kinds of peers. Ids of users, basic groups and channels (to which supergroups belong) are counted separately, so the
 * kind is part of a chat's key. Saved messages have the owner's own id, and a kind of their own.
 */
export type Family = "user" | "chat" | "channel" | "saved" | "peer";

const FAMILIES: ReadonlyMap<string, Family> = new Map<string, Family>([
  ["personal_chat", "user"],
  ["bot_chat", "user"],
  ["replies", "user"],
  ["verification_codes", "user"],
  ["saved_messages", "saved"],
  ["private_group", "chat"],
  ["private_supergroup", "channel"],
  ["public_supergroup", "channel"],
  ["public_group", "channel"],
  ["private_channel", "channel"],
  ["public_channel", "channel"],
]);

/** What kind of peer a chat of this type is with; `peer` for types nobody knows. */
export function familyOf(type: unknown): Family {
  return (typeof type === "string" ? FAMILIES.get(type) : undefined) ?? "peer";
}

/** Whether a chat has an id; only what other tools have written has none. */
export function hasId(chat: { id?: unknown }): boolean {
  return typeof chat.id === "number" || (typeof chat.id === "string" && chat.id !== "");
}

/**
 * The key of a chat, which is also its conversation's id: `telegram:user:123`, `telegram:chat:45`,
 * `telegram:channel:678`, `telegram:saved:9`. The same in an export of the chat alone and in a full one. A chat without
 * an id (made by some tool) is known by its name. Undefined where there is neither.
 */
export function chatKey(chat: { id?: unknown; type?: unknown; name?: unknown }): string | undefined {
  const family = familyOf(chat.type);
  if (hasId(chat)) {
    // Some tools write ids as the API does: -100… for channels, negative for basic groups.
    const id = String(chat.id).toWellFormed();
    const bare = family === "channel"
      ? id.replace(/^-100(?=\d)/, "")
      : family === "chat"
      ? id.replace(/^-(?=\d)/, "")
      : id;
    return `telegram:${family}:${bare}`;
  }
  if (typeof chat.name !== "string" || chat.name === "") return undefined;
  return `telegram:${family}:name-${digest(chat.name.toWellFormed()).slice(0, 16)}`;
}

/**
 * An id of a sender in one form: `user123`, `chat45`, `channel678`. Before app version 2.7.1 (2021) a bare number was
 * written, which is a user's unless it is the chat's own. Undefined for what is no id.
 */
export function peerId(value: unknown, chat?: { type?: unknown; id?: unknown }): string | undefined {
  if (typeof value === "string" && value !== "" && !/^\d+$/.test(value)) return value;
  const bare = typeof value === "number" && Number.isSafeInteger(value) && value > 0
    ? String(value)
    : typeof value === "string" && value !== ""
    ? value
    : undefined;
  if (bare === undefined) return undefined;
  const family = familyOf(chat?.type);
  const own = chat !== undefined && String(chat.id) === bare;
  return `${own && (family === "chat" || family === "channel") ? family : "user"}${bare}`;
}
