/**
 * The entries of a conversation: one for itself, one per message.
 *
 * @module
 */
import type { Conversation, Embedding, Message } from "../../core/conversation.ts";
import { derivedOf } from "../../core/derived.ts";
import { digest } from "../../core/fingerprint.ts";
import type { Entry } from "../../core/sink.ts";

/** The derivation whose values are kept. */
export const EMBEDDING = "embedding";

/** What an entry holds. */
export type VectorsValue = TitleValue | MessageValue;

/** What filters ask of a conversation. */
export interface TitleValue {
  kind: "conversation";
  title: string | undefined;
}

/** A message's vectors, and what filters ask of it. */
export interface MessageValue {
  kind: "message";
  id: string;
  branch: boolean;
  hidden: boolean;
  role: string;
  createdAt: number | undefined;
  model: string | undefined;
  embedding: Embedding | undefined;
  /** What the embedding was derived of. */
  of: string | undefined;
}

/**
 * The entries of a conversation, in the scope of its id. The text is in no entry, so that a message is written again
 * only where its vector or what filters ask of it changes.
 *
 * @throws {TypeError} when two messages have one id
 */
export function entriesOf(conversation: Conversation): Entry<VectorsValue>[] {
  const scope = conversation.id.toWellFormed();
  const title = conversation.title?.toWellFormed();
  const entries: Entry<VectorsValue>[] = [{
    scope,
    key: "conversation",
    part: null,
    fingerprint: digest(JSON.stringify(["conversation", title ?? null])),
    value: { kind: "conversation", title },
  }];
  const seen = new Set<string>();
  for (const message of conversation.messages) entries.push(ofMessage(message, false));
  for (const message of conversation.branches) entries.push(ofMessage(message, true));
  return entries;

  function ofMessage(message: Message, branch: boolean): Entry<VectorsValue> {
    const id = message.id.toWellFormed();
    if (seen.has(id)) {
      throw new TypeError(`Cannot store conversation "${scope}": message id "${id}" stands in it twice, expected once`);
    }
    seen.add(id);
    const createdAt = Number.isSafeInteger(message.createdAt) ? message.createdAt : undefined;
    const value: MessageValue = {
      kind: "message",
      id,
      branch,
      hidden: message.hidden !== undefined,
      role: message.role.toWellFormed(),
      createdAt,
      model: message.model?.toWellFormed(),
      embedding: derivedOf<Embedding>(message, EMBEDDING),
      of: message.derived && Object.hasOwn(message.derived, EMBEDDING) ? message.derived[EMBEDDING].of : undefined,
    };
    const own = [value.role, createdAt ?? null, value.model ?? null, value.hidden, branch];
    return { scope, key: `message:${id}`, part: message.id, fingerprint: digest(JSON.stringify(own)), value };
  }
}

/** The store's key of a message. */
export function messageIn(key: string): string | undefined {
  return key.startsWith("message:") ? key.slice("message:".length) : undefined;
}
