/**
 * What is embedded of a record: the messages of a conversation, or a message that is a record itself.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import type { DerivedPart } from "../../core/derived.ts";
import { text } from "../../core/text.ts";

/** Raised when the same message would give another text. */
export const PREPARED = 1;

/** What can be embedded. */
export type Embeddable = Conversation | Message;

/** A message's text, and where its vector belongs: the message's id, null for a record that is a message. */
export interface PartText {
  readonly part: string | null;
  readonly text: string;
}

/** The parts of records; messages of a conversation are found again quickly. */
export class Texts {
  readonly #hidden: boolean;
  readonly #messages = new WeakMap<Conversation, ReadonlyMap<string, Message>>();

  /** @param hidden whether hidden messages are embedded */
  constructor(hidden: boolean) {
    this.#hidden = hidden;
  }

  /** The text of one part; undefined where nothing is embedded: it has none, is hidden, or there is no such message. */
  of(record: Embeddable, part: string | null): string | undefined {
    if (!isConversation(record)) return part === null ? this.#prepared(record) : undefined;
    const message = part === null ? undefined : this.#byId(record).get(part);
    return message && this.#prepared(message);
  }

  /** All parts of a record that have a text, or those that `wanted` names. */
  partsOf(record: Embeddable, wanted?: ReadonlySet<DerivedPart>): PartText[] {
    const ids = isConversation(record) ? [...this.#byId(record).keys()] : [null];
    return ids.flatMap((part) => {
      const said = wanted && !wanted.has(part) ? undefined : this.of(record, part);
      return said === undefined ? [] : [{ part, text: said }];
    });
  }

  /** The record or message that holds the values of a part. */
  holderOf(record: Embeddable, part: string | null): Embeddable | Message | undefined {
    if (part === null) return record;
    return isConversation(record) ? this.#byId(record).get(part) : undefined;
  }

  /** A message by its id; of two with one id the first. */
  #byId(conversation: Conversation): ReadonlyMap<string, Message> {
    const known = this.#messages.get(conversation);
    if (known) return known;
    const made = new Map<string, Message>();
    for (const list of [conversation.messages, conversation.branches ?? []]) {
      for (const message of list) if (!made.has(message.id)) made.set(message.id, message);
    }
    this.#messages.set(conversation, made);
    return made;
  }

  #prepared(message: Message): string | undefined {
    if (message.hidden !== undefined && !this.#hidden) return undefined;
    return prepared(text(message)) || undefined;
  }
}

/** A text as it is embedded: well-formed, composed (NFC), without white space around it. */
export function prepared(text: string): string {
  return text.toWellFormed().normalize("NFC").trim();
}

/** True for a conversation, false for a message. */
export function isConversation(record: Embeddable): record is Conversation {
  return Array.isArray((record as Partial<Conversation>).messages);
}

/**
 * The record, if it is one that can be embedded.
 *
 * @throws {TypeError} when it is neither a conversation nor a message
 */
export function checkRecord(record: Embeddable): Embeddable {
  const { messages, parts } = (record ?? {}) as { messages?: unknown; parts?: unknown };
  if (Array.isArray(messages) || Array.isArray(parts)) return record;
  throw new TypeError("Cannot embed a record: it has neither messages nor parts, expected a conversation or a message");
}
