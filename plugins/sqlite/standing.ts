/**
 * What rows say of each other: their places, what is counted of them, and whether search knows them.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { asText, whole } from "./columns.ts";
import { prepareRows, type Row } from "../../core/sqlite/rows.ts";
import { inOrder, type Link } from "./order.ts";

interface Standing extends Link {
  place: number;
  branch: boolean;
  /** Whether the full-text index holds it exactly if it has text. */
  indexed: boolean;
}

/** Prepares telling, by a conversation's number, the keys of entries that do not stand as this program leaves them. */
export function openStanding(database: DatabaseSync): (number: number) => Set<string> {
  // SQLite keeps the sizes of what an index holds in a table beside it: sqlite.org/fts5.html, "The Columnsize Option".
  const own = prepareRows(
    database,
    `SELECT message_count, octet_length(coalesce(title, '')) > 0 =
      EXISTS (SELECT 1 FROM title_search_docsize WHERE id = conversation_data.number)
    FROM conversation_data WHERE number = ? AND fingerprint IS NOT NULL`,
  );
  const messages = prepareRows(
    database,
    `SELECT number, ${whole("id")}, ${whole("previous")}, created_at, place, branch, octet_length(text) > 0 =
      EXISTS (SELECT 1 FROM message_search_docsize WHERE id = message_data.number)
    FROM message_data WHERE conversation = ?`,
  );
  const assets = prepareRows(
    database,
    `SELECT number, ${whole("id")}, ${whole("previous")}, NULL, place, 0, 1 FROM asset_data WHERE conversation = ?`,
  );

  return function astray(number) {
    const found = new Set<string>();
    const links = messages.all(number).map(standing);
    const thread = links.filter((link) => !link.branch);
    const lists = [thread, links.filter((link) => link.branch)];
    for (const link of [...lists.flatMap(displaced), ...links.filter((link) => !link.indexed)]) {
      found.add(`message:${link.id}`);
    }
    for (const { id } of displaced(assets.all(number).map(standing))) found.add(`asset:${id}`);
    const row = own.get(number);
    if (row && (row[0] !== thread.length || row[1] !== 1)) found.add("conversation");
    return found;
  };
}

function standing([number, id, previous, createdAt, place, branch, indexed]: Row): Standing {
  return {
    number: number as number,
    id: asText(id),
    previous: previous === null ? null : asText(previous),
    createdAt: createdAt as number | null,
    place: place as number,
    branch: branch === 1,
    indexed: indexed === 1,
  };
}

function displaced(list: Standing[]): Standing[] {
  return inOrder(list).filter((link, index) => link.place !== index);
}
