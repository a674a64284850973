/**
 * The entries of a conversation: one for itself, one a message, each with the derived values that belong to it.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import type { DerivedValues } from "../../core/derived.ts";
import { digest, fingerprint } from "../../core/fingerprint.ts";
import type { Entry } from "../../core/sink.ts";

/** What an entry holds. */
export type MongodbValue =
  | { kind: "conversation"; record: Conversation; expireAt?: number }
  | { kind: "message"; record: Message; conversation: string; position: number; branch: boolean; expireAt?: number };

const DAY_MS = 86_400_000;

/**
 * The entries of a conversation, in the scope of its id.
 *
 * @throws {TypeError} when two messages have one id
 */
export function entriesOf(conversation: Conversation, ttlDays?: number): Entry<MongodbValue>[] {
  const scope = conversation.id.toWellFormed();
  const { messages, branches, ...own } = conversation;
  const since = conversation.updatedAt ?? conversation.createdAt;
  const expires = ttlDays === undefined || since === undefined ? {} : { expireAt: since + ttlDays * DAY_MS };
  const stamp = (content: unknown[], derived: DerivedValues | undefined) =>
    digest(JSON.stringify([...content, expires, stampsOf(derived)]));
  const entries: Entry<MongodbValue>[] = [{
    scope,
    key: "conversation",
    part: null,
    fingerprint: stamp([fingerprint(own), messages.length], conversation.derived),
    value: { kind: "conversation", record: conversation, ...expires },
  }];
  const seen = new Set<string>();
  for (const [list, branch] of [[messages, false], [branches, true]] as const) {
    for (const [position, record] of list.entries()) {
      const id = record.id.toWellFormed();
      if (seen.has(id)) {
        throw new TypeError(
          `Cannot store conversation "${scope}": message id "${id}" stands in it twice, ids must be unique`,
        );
      }
      seen.add(id);
      entries.push({
        scope,
        key: `message:${id}`,
        part: record.id,
        fingerprint: stamp([fingerprint(record), branch, position], record.derived),
        value: { kind: "message", record, conversation: scope, position, branch, ...expires },
      });
    }
  }
  return entries;
}

/** What derived values were derived of: with these another value is another entry. */
function stampsOf(derived: DerivedValues | undefined): [string, string][] {
  return Object.entries(derived ?? {}).map(([name, { of }]): [string, string] => [name, of]).sort();
}
