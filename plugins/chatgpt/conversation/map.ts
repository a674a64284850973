/**
 * One raw conversation object, as `JSON.parse` gives it, to the conversation model.
 *
 * Written for all export layouts from 2023 on and for dumps of single conversations: each feature is looked for by
 * itself, none is decided by the layout's age.
 *
 * @module
 */
import type { Conversation, JsonObject, Message, Participant } from "../../../core/conversation.ts";
import { createAssets } from "./assets.ts";
import { mapMessage } from "./message.ts";
import { asText, isObject, put } from "./raw.ts";
import { canonicalThread } from "./thread.ts";
import { readTime } from "./times.ts";
import { buildTree, offThread, type Placed, type TreeNode } from "./tree.ts";

/** What mapping tells its caller beside the result. */
export interface MapOptions {
  /**
   * Counts what this code does not know: `unknown content type: …`, `unknown part type: …`, `unknown role: …`. All of
   * it is kept; the counts say that the export has learned something new.
   *
   * @default nothing is counted
   */
  count?: (name: string, n?: number) => void;
}

/** True for an object with a `mapping`: what `mapConversation` takes. */
export function isConversation(raw: unknown): boolean {
  return isObject(raw) && isObject(raw.mapping);
}

/**
 * Why an item of an export is no conversation and is to be left out: folder and project items have no `mapping`.
 * Undefined for conversations, and for what is none but broken, which `mapConversation` throws at.
 */
export function reasonToDrop(raw: unknown): string | undefined {
  return isObject(raw) && (raw.mapping === undefined || raw.mapping === null) ? "no messages (no mapping)" : undefined;
}

/** The conversation's id: `conversation_id`, else `id`. */
export function conversationId(raw: unknown): string | undefined {
  return isObject(raw) ? asText(raw.conversation_id) ?? asText(raw.id) : undefined;
}

/**
 * Maps one conversation. Pure; the record shares its `metadata` values with `raw`, which must not be changed after.
 *
 * Throws a `SyntaxError` when `raw` cannot be a conversation at all: no object, no `mapping` object, no id. Anything
 * less is kept as it is.
 */
export function mapConversation(raw: unknown, options: MapOptions = {}): Conversation {
  if (!isObject(raw)) throw new SyntaxError(`Cannot map conversation: it is ${typeName(raw)}, an object was expected`);
  const id = conversationId(raw);
  if (!isObject(raw.mapping)) {
    throw new SyntaxError(
      `Cannot map conversation "${id ?? "?"}": its "mapping" is ${
        typeName(raw.mapping)
      }, an object of nodes was expected`,
    );
  }
  if (id === undefined) {
    throw new SyntaxError(
      'Cannot map conversation: it has neither "conversation_id" nor "id", one of them was expected',
    );
  }
  const nodes = buildTree(raw.mapping);
  const thread = canonicalThread(nodes, raw.current_node);
  const shared = { assets: createAssets(), count: options.count ?? (() => {}) };
  const messages = placeThread(thread).map((placed) => mapMessage(placed, shared));
  const branches = offThread(nodes, thread).map((placed) => mapMessage(placed, shared));

  const title = asText(raw.title);
  const created = readTime(raw.create_time);
  const updatedAt = readTime(raw.update_time).at;
  const conversation: Conversation = {
    id,
    source: "chatgpt",
    participants: participantsOf(messages, branches),
    messages,
    branches,
    assets: shared.assets.list,
    metadata: {},
  };
  if (title !== undefined) conversation.title = title;
  if (created.at !== undefined) conversation.createdAt = created.at;
  if (created.local !== undefined) conversation.localTime = created.local;
  if (updatedAt !== undefined) conversation.updatedAt = updatedAt;
  conversation.metadata = keptFields(raw, conversation, thread.at(-1)?.key);
  return conversation;
}

/** The thread's messages, each with the message before it. */
function placeThread(thread: TreeNode[]): Placed[] {
  const placed: Placed[] = [];
  for (const node of thread) {
    if (node.message !== undefined) placed.push({ node, parent: placed.at(-1)?.node.key });
  }
  return placed;
}

/** Fields that the model has no name for, and those whose value it could not take. */
function keptFields(raw: JsonObject, made: Conversation, leaf: string | undefined): JsonObject {
  const kept: JsonObject = {};
  for (const key of Object.keys(raw)) {
    const value = raw[key];
    const isHeld = key === "mapping" ||
      ((key === "id" || key === "conversation_id") && (value === made.id || value === null)) ||
      (key === "title" && (typeof value === "string" || value === null)) ||
      (key === "create_time" && (value === null || made.createdAt !== undefined || made.localTime !== undefined)) ||
      (key === "update_time" && (value === null || made.updatedAt !== undefined)) ||
      (key === "current_node" && (value === leaf || value === null));
    if (!isHeld) put(kept, key, value);
  }
  return kept;
}

/** User, assistant, then the tools by name: those that speak. */
function participantsOf(...lists: Message[][]): Participant[] {
  const roles = new Set<string>();
  const tools = new Set<string>();
  for (const messages of lists) {
    for (const { role, author } of messages) {
      if (role === "tool") tools.add(author ?? "tool");
      else roles.add(role);
    }
  }
  const participants: Participant[] = [];
  for (const role of ["user", "assistant"] as const) if (roles.has(role)) participants.push({ id: role, role });
  for (const name of [...tools].sort()) {
    participants.push({ id: name === "user" || name === "assistant" ? `tool:${name}` : name, role: "tool", name });
  }
  return participants;
}

function typeName(value: unknown): string {
  if (value === undefined) return "missing";
  return value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
}
