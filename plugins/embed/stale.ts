/**
 * Vectors that a record has already: of which text, and taken off where it is another one now.
 *
 * @module
 */
import type { Message } from "../../core/conversation.ts";
import type { DerivedValues } from "../../core/derived.ts";
import { type Embeddable, isConversation } from "./texts.ts";

/** The stamp of the value that a record or message has of a derivation. */
export function heldStamp(holder: { derived?: DerivedValues } | undefined, name: string): string | undefined {
  const derived = holder?.derived;
  return derived && Object.hasOwn(derived, name) ? derived[name].of : undefined;
}

/** The record without the values that are stale; itself where none is. Asked for those that have one. */
export function withoutStale<T extends Embeddable>(
  record: T,
  name: string,
  isStale: (part: string | null) => boolean,
): T {
  if (!isConversation(record)) {
    return heldStamp(record, name) !== undefined && isStale(null) ? without(record, name) : record;
  }
  const stale = (message: Message) => heldStamp(message, name) !== undefined && isStale(message.id);
  const clean = (list: Message[]) => list.some(stale) ? list.map((one) => stale(one) ? without(one, name) : one) : list;
  const messages = clean(record.messages);
  const branches = clean(record.branches);
  return messages === record.messages && branches === record.branches ? record : { ...record, messages, branches };
}

function without<H extends { derived?: DerivedValues }>(holder: H, name: string): H {
  const { derived, ...rest } = holder;
  const left = Object.entries(derived ?? {}).filter(([key]) => key !== name);
  return (left.length === 0 ? rest : { ...rest, derived: Object.fromEntries(left) }) as H;
}
