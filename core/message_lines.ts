/**
 * A conversation as one line a message.
 *
 * @module
 */
import { text } from "./text.ts";
import { isConversation, jsonLine } from "./json_line.ts";

/**
 * The messages of a conversation: the canonical thread with positions from 0, then what lies off it with `null`.
 *
 * @throws {TypeError} when the record is no conversation
 */
export function* messageLines(record: unknown): Generator<string> {
  if (!isConversation(record)) {
    throw new TypeError(
      `Cannot write a record as messages: it is no conversation, expected one with messages (or records: "conversation")`,
    );
  }
  const conversationId = record.id;
  for (const [position, message] of record.messages.entries()) {
    yield jsonLine({ conversationId, ...message, position, text: text(message) });
  }
  for (const message of record.branches) {
    yield jsonLine({ conversationId, ...message, position: null, text: text(message) });
  }
}
