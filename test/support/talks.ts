/**
 * Small conversations by a seed, and the same as a later export has them.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import { randomBySeed } from "./random.ts";

/** A message of one text part. */
export function message(id: string, text: string, more: Partial<Message> = {}): Message {
  return { id, role: "user", parts: [{ type: "text", text }], metadata: {}, ...more };
}

/** A conversation in which each message answers the one before. */
export function conversation(id: string, messages: Message[], more: Partial<Conversation> = {}): Conversation {
  const thread = messages.map((message, i) => i === 0 ? message : { parentId: messages[i - 1].id, ...message });
  return { id, source: "test", participants: [], messages: thread, branches: [], assets: [], metadata: {}, ...more };
}

/** Conversations of a seed; `long` is the text of one message among them. */
export function firstOf(seed: number, long?: string): Conversation[] {
  const random = randomBySeed(seed);
  return Array.from({ length: 8 }, (_, c) => {
    const count = 1 + Math.floor(random() * 12);
    const messages = Array.from({ length: count }, (_, m) => message(`m${m}`, `text ${c} ${m} ${random()}`));
    if (c === 3 && long !== undefined) messages[0] = message("m0", long);
    return conversation(`c${c}`, messages, { title: `Title ${c}`, updatedAt: 1_000 });
  });
}

/** The same, later: edits, deletions, a branch, another title, a conversation that is gone. */
export function changed(before: Conversation[], seed: number): Conversation[] {
  const random = randomBySeed(seed + 1_000);
  return before.slice(0, -1).map((one, c) => {
    if (c % 3 === 1) return one;
    const kept = one.messages.filter((_, i) => i === 0 || random() < 0.7);
    const messages = kept.map((each) => random() < 0.4 ? message(each.id, `edited ${random()}`) : each);
    messages.push(message(`new ${seed}`, `more ${random()}`));
    const branches = [message("other", "instead", { role: "assistant", parentId: "m0" })];
    return conversation(one.id, messages, { title: `${one.title} later`, updatedAt: 2_000, branches });
  });
}
