/**
 * The small form in which tests write conversations down; every layout is rendered from it.
 *
 * @module
 */
import type { JsonObject, Role } from "../../../core/conversation.ts";

/** One conversation. */
export interface NeutralConversation {
  id: string;
  title: string | null;
  /** Epoch seconds. */
  createTime: number;
  /** Epoch seconds. */
  updateTime: number;
  /** The tree, in file order; parents may come later. */
  messages: NeutralMessage[];
  /** Id of the shown leaf; null writes none. Default: the last message. */
  current?: string | null;
  /** Fields of the conversation object beside or in place of the usual ones. */
  fields?: JsonObject;
}

/** One message. */
export interface NeutralMessage {
  id: string;
  /** Null: directly below the root. */
  parent: string | null;
  role: Role;
  text: string;
  /** Epoch seconds. */
  createTime: number | null;
  /** A tool's name. */
  name?: string;
  recipient?: string;
  weight?: number;
  status?: string;
  metadata?: JsonObject;
  /** In the place of `text`. */
  content?: JsonObject;
  /** Shown before the text, or listed as attachments (`upload`). */
  media?: NeutralMedia[];
}

/** A file of a message. */
export interface NeutralMedia {
  /** `file-…` is written as a file-service pointer, `file_…` as a sediment pointer. */
  id: string;
  name: string;
  mediaType: string;
  bytes: Uint8Array;
  /** `upload`: an attachment that is not shown. `image`: uploaded and shown. `generated`: drawn by a tool. `audio`: spoken. */
  use: "upload" | "image" | "generated" | "audio";
  /** False leaves the bytes out of the export. @default true */
  shipped?: boolean;
}

/**
 * A conversation without branches: `lines` are said in turn by user and assistant, ten seconds apart, from
 * `createTime` on. Message ids are `<id>-m0`, `<id>-m1`, ….
 */
export function thread(
  id: string,
  title: string | null,
  lines: string[],
  times: { createTime?: number; updateTime?: number } = {},
): NeutralConversation {
  const { createTime = 1_735_787_046 } = times;
  const messages = lines.map((text, i): NeutralMessage => ({
    id: `${id}-m${i}`,
    parent: i === 0 ? null : `${id}-m${i - 1}`,
    role: i % 2 === 0 ? "user" : "assistant",
    text,
    createTime: createTime + 10 * i,
  }));
  return { id, title, createTime, updateTime: times.updateTime ?? createTime + 10 * lines.length, messages };
}

/** The id of the shown leaf, as `current` says or by default. */
export function currentOf(conversation: NeutralConversation): string | null {
  if (conversation.current !== undefined) return conversation.current;
  return conversation.messages.at(-1)?.id ?? null;
}

/** All files of some conversations, each with the conversation it belongs to. */
export function mediaOf(
  conversations: NeutralConversation[],
): { media: NeutralMedia; conversation: NeutralConversation; message: NeutralMessage }[] {
  return conversations.flatMap((conversation) =>
    conversation.messages.flatMap((message) => (message.media ?? []).map((media) => ({ media, conversation, message })))
  );
}
