/**
 * A short way to write down a conversation, and the long JSON form an export gives it.
 *
 * @module
 */
import type { Json, JsonObject } from "../../core/conversation.ts";
import { fraction, hex, uuid } from "./ids.ts";

/** Seconds between two turns where none are given. */
export const DEFAULT_WAIT = 40;

/** One message. */
export interface Turn {
  role: "user" | "assistant" | "system" | "tool";
  content: JsonObject;
  /** Label that `after` and `current` name; by default its running number in the chat. Its id is made of it. */
  as?: string;
  /** Label of the message it follows; by default the turn before it in the list. */
  after?: string;
  /** Seconds after the turn before it in the list. Default 40. */
  wait?: number;
  /** The author's name: of a tool. */
  name?: string;
  recipient?: string;
  channel?: string;
  status?: string;
  endTurn?: boolean;
  weight?: number;
  metadata?: JsonObject;
}

/** One conversation. */
export interface Chat {
  /** Made into ids; never shown. */
  key: string;
  title: string | null;
  /** ISO time of the first message. */
  start: string;
  model: string;
  turns: Turn[];
  /** Label of the message that ends the canonical thread; by default the last turn. */
  current?: string;
  /** ISO time of the last change, where it is later than the last message. */
  touched?: string;
  /** Fields of the conversation object beside the usual ones, or in their place. */
  fields?: JsonObject;
}

/** A file that a chat refers to. */
export interface SampleAsset {
  id: string;
  /** The chat's key. */
  chat: string;
  name: string;
  mediaType: string;
  bytes: Uint8Array<ArrayBuffer>;
  /** Set for generated images only. */
  generation?: string;
  /** No message points to it: only the library knows its conversation. */
  libraryOnly?: boolean;
}

/** Chats and the files they refer to. */
export interface Chapter {
  chats: Chat[];
  assets?: SampleAsset[];
}

/** The id of a chat's conversation. */
export function conversationId(chatKey: string): string {
  return uuid("conversation " + chatKey);
}

/** The id of a turn's message. */
export function messageId(chatKey: string, label: string): string {
  return uuid(`message ${chatKey} ${label}`);
}

/** Epoch seconds of each turn, in order. */
function times(chat: Chat): number[] {
  let at = Date.parse(chat.start) / 1000;
  return chat.turns.map((turn, i) => {
    if (i > 0) at += turn.wait ?? DEFAULT_WAIT;
    return Math.round((at + fraction(`${chat.key} ${turn.as ?? i}`)) * 1e6) / 1e6;
  });
}

/** Epoch seconds of the last change. */
export function updateTime(chat: Chat): number {
  return chat.touched === undefined ? Math.max(...times(chat)) + 2.25 : Date.parse(chat.touched) / 1000;
}

/**
 * The conversation object as an export holds it: a tree of nodes in `mapping` below an empty root, and the id of the
 * shown leaf in `current_node`.
 *
 * @throws {RangeError} when `after` or `current` names no earlier turn
 */
export function conversationObject(chat: Chat): JsonObject {
  const root = "client-created-root";
  const stamps = times(chat);
  const ids = new Map<string, string>();
  const nodes = new Map<string, { id: string; message: Json; parent: string | null; children: string[] }>();
  nodes.set(root, { id: root, message: null, parent: null, children: [] });
  const idOf = (label: string): string => {
    const id = ids.get(label);
    if (id === undefined) {
      throw new RangeError(`Cannot place a turn after "${label}": chat "${chat.key}" has none so far`);
    }
    return id;
  };
  let before = root;
  chat.turns.forEach((turn, i) => {
    const label = turn.as ?? String(i);
    const parent = turn.after === undefined ? before : turn.after === "root" ? root : idOf(turn.after);
    const id = messageId(chat.key, label);
    ids.set(label, id);
    nodes.set(id, { id, message: messageObject(chat, turn, id, stamps[i], parent), parent, children: [] });
    nodes.get(parent)!.children.push(id);
    before = id;
  });
  const id = conversationId(chat.key);
  return {
    title: chat.title,
    create_time: stamps[0],
    update_time: updateTime(chat),
    mapping: Object.fromEntries(nodes),
    moderation_results: [],
    current_node: chat.current === undefined ? before : idOf(chat.current),
    plugin_ids: null,
    conversation_id: id,
    conversation_template_id: null,
    gizmo_id: null,
    gizmo_type: null,
    is_archived: false,
    is_starred: null,
    safe_urls: [],
    blocked_urls: [],
    default_model_slug: chat.model,
    conversation_origin: null,
    is_read_only: null,
    voice: null,
    async_status: null,
    disabled_tool_ids: [],
    is_do_not_remember: false,
    memory_scope: "global_enabled",
    context_scopes: null,
    sugar_item_id: null,
    sugar_item_visible: false,
    pinned_time: null,
    is_study_mode: false,
    owner: null,
    ...chat.fields,
    id,
  };
}

function messageObject(chat: Chat, turn: Turn, id: string, at: number, parent: string): JsonObject {
  const answers = turn.role === "assistant";
  const metadata: JsonObject = turn.role === "user"
    ? { request_id: uuid("request " + id), message_source: null, timestamp_: "absolute" }
    : turn.role === "assistant"
    ? {
      finish_details: { type: "stop", stop_tokens: [200002] },
      is_complete: true,
      model_slug: chat.model,
      default_model_slug: chat.model,
      parent_id: parent,
      request_id: hex("request " + id, 16),
      message_type: "next",
      timestamp_: "absolute",
    }
    : { message_type: null, model_slug: chat.model, parent_id: parent };
  return {
    id,
    author: { role: turn.role, name: turn.name ?? null, metadata: {} },
    create_time: turn.role === "system" ? null : at,
    update_time: null,
    content: turn.content,
    status: turn.status ?? "finished_successfully",
    end_turn: turn.endTurn ?? (answers ? turn.recipient === undefined : null),
    weight: turn.weight ?? 1,
    metadata: { ...metadata, ...turn.metadata },
    recipient: turn.recipient ?? "all",
    channel: turn.channel ?? null,
  };
}
