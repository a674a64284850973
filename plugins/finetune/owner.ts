/**
 * Who is who in a conversation: the one whose words a model is to learn, by id or name.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { suggest } from "../../core/suggest.ts";

/** Somebody who wrote something. */
export interface Sender {
  /** `user123`. */
  id: string;
  /** As written; the newest last. */
  names: string[];
  /** How many messages. */
  messages: number;
}

/** True for what is an id of a sender, not a name: `user123`, or its number. */
export function isSenderId(me: string): boolean {
  return /^(?:user|chat|channel)?\d+$/.test(me);
}

/** An id as messages have it. */
export function senderId(me: string): string {
  return /^\d+$/.test(me) ? `user${me}` : me;
}

/** Gathers senders over conversations. */
export class Senders {
  readonly #all = new Map<string, Sender>();

  add({ messages }: Conversation): void {
    for (const { hidden, author, metadata: { fromId } } of messages) {
      if (hidden !== undefined) continue;
      const id = typeof fromId === "string" ? fromId : author;
      if (id === undefined) continue;
      let sender = this.#all.get(id);
      if (!sender) this.#all.set(id, sender = { id, names: [], messages: 0 });
      sender.messages++;
      if (author !== undefined && sender.names.at(-1) !== author) {
        sender.names = [...sender.names.filter((name) => name !== author), author];
      }
    }
  }

  /** Those who wrote most first. */
  list(): Sender[] {
    return [...this.#all.values()].sort((a, b) => b.messages - a.messages || (a.id < b.id ? -1 : 1));
  }

  /** Ids of those of that name. */
  named(name: string): string[] {
    return this.list().filter(({ names }) => names.includes(name)).map(({ id }) => id);
  }
}

/** Most candidates a message names. */
const NAMED = 12;

/** `user1 (Ada, 12 messages), …`. */
export function candidatesText(senders: readonly Sender[]): string {
  const named = senders.slice(0, NAMED).map(({ id, names, messages }) =>
    `${id} (${names.length === 0 ? "no name" : names.join(", ").slice(0, 80)}, ${
      messages === 1 ? "1 message" : `${messages} messages`
    })`
  );
  if (senders.length > NAMED) named.push(`${senders.length - NAMED} more`);
  return named.length === 0 ? "nobody" : named.join(", ");
}

/** Why a name or id fits nobody, with the choices and the nearest. */
export function nobodyText(me: string, senders: readonly Sender[]): string {
  const known = new Map(senders.flatMap(({ id, names }) => [id, ...names].map((word) => [word.toLowerCase(), word])));
  const near = known.get(suggest(me, known.keys()) ?? "");
  return `there are ${candidatesText(senders)}${near === undefined ? "" : `; did you mean "${near}"?`}`;
}
