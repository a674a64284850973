/**
 * Reading conversations back.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Asset, Conversation, Message } from "../../core/conversation.ts";
import { ASSET, asText, type Column, CONVERSATION, fromRow, MESSAGE, names, whole } from "./columns.ts";
import { prepareRows, type Row } from "../../core/sqlite/rows.ts";

/** Prepares reading conversations by the number of their row; undefined where there is none (any more). */
export function openLoader(database: DatabaseSync): (number: number) => Conversation | undefined {
  const own = prepareRows(
    database,
    `SELECT ${whole("id")}, ${columnList(CONVERSATION)} FROM conversation_data
    WHERE number = ? AND fingerprint IS NOT NULL`,
  );
  const messages = prepareRows(
    database,
    `SELECT ${whole("id")}, ${columnList(MESSAGE)}, branch, iif(parts IS NULL, text, NULL) FROM message_data
    WHERE conversation = ? ORDER BY branch, place`,
  );
  const assets = prepareRows(
    database,
    `SELECT ${whole("id")}, ${columnList(ASSET)} FROM asset_data WHERE conversation = ? ORDER BY place`,
  );

  return function load(number) {
    const row = own.get(number);
    if (row === undefined) return undefined;
    const fields = record(row, CONVERSATION) as unknown as Omit<Conversation, "messages" | "branches" | "assets">;
    const conversation: Conversation = { ...fields, messages: [], branches: [], assets: [] };
    for (const row of messages.all(number)) {
      const message = record(row, MESSAGE) as unknown as Message;
      const [branch, plain] = row.slice(MESSAGE.length + 2);
      if (plain !== null && !Object.hasOwn(message, "parts")) {
        message.parts = [{ type: "text", text: plain as string }];
      }
      (branch === 1 ? conversation.branches : conversation.messages).push(message);
    }
    for (const row of assets.all(number)) conversation.assets.push(record(row, ASSET) as unknown as Asset);
    return conversation;
  };
}

/** Prepares reading conversations by their id, each with the version and export time of the copy it is of. */
export function openScopeLoader(
  database: DatabaseSync,
): (id: string) => { record: Conversation; version?: number; exportedAt?: number } | undefined {
  const find = prepareRows(database, "SELECT number, version, exported_at FROM conversation_data WHERE id = ?");
  const load = openLoader(database);
  return function loadScope(id) {
    const row = find.get(id.toWellFormed());
    const record = row && load(row[0] as number);
    if (!row || !record) return undefined;
    return {
      record,
      ...(row[1] === null ? {} : { version: row[1] as number }),
      ...(row[2] === null ? {} : { exportedAt: row[2] as number }),
    };
  };
}

function columnList(columns: readonly Column[]): string {
  return names(columns).join(", ");
}

function record(row: Row, columns: readonly Column[]): Record<string, unknown> {
  return { id: asText(row[0]), ...fromRow(row.slice(1, columns.length + 2), columns) };
}
