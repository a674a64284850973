/**
 * Entries with their rows worked out, for another thread to make.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import type { Entry } from "../../core/sink.ts";
import { entriesOf } from "./entries.ts";
import { readyValue, type SqliteReady } from "./ready.ts";

/**
 * The entries of a conversation, as `entriesOf` gives them, with values that can be cloned.
 *
 * @throws {TypeError} when two messages, or two assets, have one id
 */
export function entries(conversation: Conversation): Entry<SqliteReady>[] {
  return entriesOf(conversation).map(({ scope, key, fingerprint, value }) => ({
    scope,
    key,
    fingerprint,
    value: readyValue(value),
  }));
}
