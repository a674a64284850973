/**
 * Messages with their text, one by one: what a search by other means shows of what it found.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Role } from "../../core/conversation.ts";
import { expression } from "../../core/search/match.ts";
import type { Term } from "../../core/search/query.ts";
import type { MessageRef, ReadMessage } from "../../core/search.ts";
import { asText, whole } from "./columns.ts";
import { openForReading } from "./database.ts";
import { prepareRows, type Row } from "../../core/sqlite/rows.ts";

/** A store, opened to read messages. */
export interface MessageReader {
  readonly database: DatabaseSync;
  /** The message; its text up to 400,000 bytes. Undefined where there is none. */
  read(ref: MessageRef): ReadMessage | undefined;
  /** The message and those around it in its list, in their order, without hidden ones; empty where there is none. */
  around(ref: MessageRef, before: number, after: number): ReadMessage[];
  /** Whether the message has any of these words or phrases. */
  hasAny(ref: MessageRef, terms: readonly Term[]): boolean;
  /** Conversations with a message of that id, ten at most. */
  conversationsOf(messageId: string): string[];
  close(): void;
}

/** More of a text is not looked at. */
const TEXT_BYTES = 400_000;

/**
 * Opens the store at `path`.
 *
 * @throws {CannotRunError} when there is none
 */
export function openMessages(path: string): MessageReader {
  const database = openForReading(path);
  const columns = `${whole("c.id")}, ${whole("m.id")}, ${whole("c.title")}, m.role, m.created_at,
    substr(CAST(m.text AS BLOB), 1, ${TEXT_BYTES})`;
  const of = "FROM conversation_data c JOIN message_data m ON m.conversation = c.number";
  const one = prepareRows(database, `SELECT ${columns} ${of} WHERE c.id = ? AND m.id = ?`);
  const place = prepareRows(database, `SELECT m.conversation, m.branch, m.place ${of} WHERE c.id = ? AND m.id = ?`);
  const near = (order: string): string =>
    `SELECT ${columns} ${of} WHERE m.conversation = ? AND m.branch = ? AND m.place ${order === "ASC" ? ">" : "<"} ?
      AND m.hidden IS NULL ORDER BY m.place ${order} LIMIT ?`;
  const earlier = prepareRows(database, near("DESC"));
  const later = prepareRows(database, near("ASC"));
  const has = prepareRows(
    database,
    `SELECT 1 ${of} JOIN message_search s ON s.rowid = m.number WHERE c.id = ? AND m.id = ? AND message_search MATCH ?`,
  );
  const holders = prepareRows(database, `SELECT ${whole("c.id")} ${of} WHERE m.id = ? ORDER BY c.id LIMIT 10`);

  return {
    database,
    read({ conversationId, messageId }) {
      const row = one.get(conversationId, messageId);
      return row && toMessage(row);
    },
    around(ref, before, after) {
      const { conversationId, messageId } = ref;
      const found = place.get(conversationId, messageId);
      const own = one.get(conversationId, messageId);
      if (!found || !own) return [];
      const [conversation, branch, at] = found;
      return [
        ...earlier.all(conversation, branch, at, before).reverse(),
        own,
        ...later.all(conversation, branch, at, after),
      ].map(toMessage);
    },
    hasAny({ conversationId, messageId }, terms) {
      if (terms.length === 0) return false;
      return has.get(conversationId, messageId, terms.map(expression).join(" OR ")) !== undefined;
    },
    conversationsOf: (messageId) => holders.all(messageId).map(([id]) => asText(id)),
    close: () => database.close(),
  };
}

function toMessage([conversationId, messageId, title, role, createdAt, text]: Row): ReadMessage {
  return {
    conversationId: asText(conversationId),
    messageId: asText(messageId),
    title: title === null ? null : asText(title),
    role: role as Role,
    createdAt: createdAt as number | null,
    text: asText(text),
  };
}
