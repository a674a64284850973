/**
 * Conversations for the tests of the Markdown store, and a look into its files.
 *
 * @module
 */
import type { Conversation, Message, Part } from "../../../core/conversation.ts";
import { parse } from "../../../deps/yaml.ts";
import { markdownStore, type MarkdownStoreOptions } from "../../../plugins/markdown/mod.ts";

let ids = 0;

export function message(role: Message["role"], parts: (Part | string)[], more: Partial<Message> = {}): Message {
  return {
    id: `m${++ids}`,
    role,
    parts: parts.map((part) => typeof part === "string" ? { type: "text", text: part } : part),
    metadata: {},
    ...more,
  };
}

export function conversation(messages: Message[], more: Partial<Conversation> = {}): Conversation {
  return {
    id: "c1",
    source: "chatgpt",
    title: "T",
    participants: [],
    messages,
    branches: [],
    assets: [],
    metadata: {},
    ...more,
  };
}

/** The file of a conversation. */
export function file(
  record: Conversation,
  options: Partial<MarkdownStoreOptions> = {},
): { name: string; text: string } {
  return markdownStore({ path: "unused", ...options }).entries(record)[0].value;
}

/** Front matter and body of a file. */
export function split(text: string): { front: string; fields: Record<string, unknown>; body: string } {
  const [, front, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text)!;
  return { front, fields: parse(front), body };
}
