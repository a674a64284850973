/**
 * The statements that change the store, prepared once per opening.
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ASSET, type Column, CONVERSATION, MESSAGE, names, whole } from "./columns.ts";
import { prepareRows, type RowStatement } from "../../core/sqlite/rows.ts";

/** Columns of a message's row that are not fields of it. */
const MESSAGE_HEAD = ["conversation", "id", "branch", "place", "previous", "fingerprint", "text"];
/** The same for an asset's row. */
const ASSET_HEAD = ["conversation", "id", "place", "previous", "fingerprint"];

/** All of them. Inserts and updates of messages and assets take the head's values, the record's, and `number`. */
export interface Statements {
  highest: RowStatement;
  /** Gives number, fingerprint. */
  findConversation: RowStatement;
  /** Takes number, id. */
  insertConversation: StatementSync;
  /** Takes version, exported_at, hash, bytes, message_count, number. */
  touchConversation: StatementSync;
  /** Takes fingerprint, the record's values, number. */
  fillConversation: StatementSync;
  deleteConversation: StatementSync;
  /** Gives number, place. */
  findMessage: RowStatement;
  insertMessage: StatementSync;
  updateMessage: StatementSync;
  deleteMessage: StatementSync;
  placeMessage: StatementSync;
  /** Gives number, id, previous, created_at, place, branch, fingerprint, bytes. */
  messageLinks: RowStatement;
  /** Gives what `findMessage` gives. */
  findAsset: RowStatement;
  insertAsset: StatementSync;
  updateAsset: StatementSync;
  deleteAsset: StatementSync;
  placeAsset: StatementSync;
  /** Gives what `messageLinks` gives. */
  assetLinks: RowStatement;
  indexMessage: StatementSync;
  unindexMessage: StatementSync;
  indexTitle: StatementSync;
  unindexTitle: StatementSync;
}

/** Prepares them. */
export function prepareStatements(database: DatabaseSync): Statements {
  const p = (sql: string): StatementSync => database.prepare(sql);
  const rows = (sql: string): RowStatement => prepareRows(database, sql);
  return {
    highest: rows(
      `SELECT (SELECT max(number) FROM conversation_data), (SELECT max(number) FROM message_data),
        (SELECT max(number) FROM asset_data)`,
    ),
    findConversation: rows("SELECT number, fingerprint FROM conversation_data WHERE id = ?"),
    insertConversation: p(
      "INSERT INTO conversation_data (number, id, hash, bytes, message_count) VALUES (?, ?, '', 0, 0)",
    ),
    touchConversation: p(
      update("conversation_data", ["version", "exported_at", "hash", "bytes", "message_count"]),
    ),
    fillConversation: p(update("conversation_data", ["fingerprint", ...names(CONVERSATION)])),
    deleteConversation: p("DELETE FROM conversation_data WHERE number = ?"),
    findMessage: rows("SELECT number, place FROM message_data WHERE conversation = ? AND id = ?"),
    insertMessage: p(insert("message_data", MESSAGE_HEAD, MESSAGE)),
    updateMessage: p(update("message_data", [...MESSAGE_HEAD, ...names(MESSAGE)])),
    deleteMessage: p("DELETE FROM message_data WHERE number = ?"),
    placeMessage: p(update("message_data", ["place"])),
    messageLinks: rows(
      `SELECT number, ${whole("id")}, ${whole("previous")}, created_at, place, branch, fingerprint,
        octet_length(text) + coalesce(octet_length(parts), 0) + coalesce(octet_length(metadata), 0)
      FROM message_data WHERE conversation = ?`,
    ),
    findAsset: rows("SELECT number, place FROM asset_data WHERE conversation = ? AND id = ?"),
    insertAsset: p(insert("asset_data", ASSET_HEAD, ASSET)),
    updateAsset: p(update("asset_data", [...ASSET_HEAD, ...names(ASSET)])),
    deleteAsset: p("DELETE FROM asset_data WHERE number = ?"),
    placeAsset: p(update("asset_data", ["place"])),
    assetLinks: rows(
      `SELECT number, ${whole("id")}, ${
        whole("previous")
      }, NULL, place, 0, fingerprint, coalesce(octet_length(metadata), 0)
      FROM asset_data WHERE conversation = ?`,
    ),
    indexMessage: p("INSERT INTO message_search (rowid, text) VALUES (?, CAST(? AS TEXT))"),
    unindexMessage: p("DELETE FROM message_search WHERE rowid = ?"),
    indexTitle: p("INSERT INTO title_search (rowid, title) VALUES (?, ?)"),
    unindexTitle: p("DELETE FROM title_search WHERE rowid = ?"),
  };
}

function insert(table: string, head: string[], columns: readonly Column[]): string {
  const all = [...head, ...names(columns), "number"];
  return `INSERT INTO ${table} (${all.join(", ")}) VALUES (${all.map(bound).join(", ")})`;
}

function update(table: string, columns: string[]): string {
  return `UPDATE ${table} SET ${columns.map((column) => `${column} = ${bound(column)}`).join(", ")} WHERE number = ?`;
}

/** Columns whose values may come as bytes of UTF-8: large text is bound like that without being written anew. */
const MAY_BE_BYTES = new Set(["text", "parts", "metadata", "participants", "match"]);

function bound(column: string): string {
  return MAY_BE_BYTES.has(column) ? "CAST(? AS TEXT)" : "?";
}
