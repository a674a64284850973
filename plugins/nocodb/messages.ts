/**
 * The messages of some conversations, from the table of messages.
 *
 * @module
 */
import type { Message } from "../../core/conversation.ts";
import type { Row } from "./dialect.ts";
import { type MessageColumns, textOf, toMessages } from "./record.ts";
import type { Rows } from "./rows.ts";
import { shares } from "./where.ts";

/** Most characters of a list of ids in an address. */
const MOST_FILTER = 4_000;

/** Rows of messages by conversation, and how large they are. */
export interface Gathered {
  byConversation: Map<string, Row[]>;
  /** Of each conversation, about, in bytes. */
  bytes: Map<string, number>;
}

/** Reads the table of messages. */
export class MessageTable {
  constructor(readonly rows: Rows, readonly mapped: MessageColumns) {}

  /** The messages of these conversations; undefined once they are more than `most` bytes. */
  async of(ids: readonly string[], most: number): Promise<Gathered | undefined> {
    const gathered: Gathered = {
      byConversation: new Map(ids.map((id) => [id, []])),
      bytes: new Map(ids.map((id) => [id, 0])),
    };
    const column = this.mapped.messageConversationId!;
    let bytes = 0;
    for (const share of shares(this.rows.dialect, column.title, ids, MOST_FILTER)) {
      const filter = share.filter ?? "";
      const asked = new Set(share.values);
      for await (const page of this.rows.walk({ filter })) {
        for (const row of page) bytes += this.#take(gathered, asked, row);
        if (bytes > most) return undefined;
      }
    }
    return gathered;
  }

  #take({ byConversation, bytes }: Gathered, asked: Set<string>, row: Row): number {
    const id = textOf(row.fields, this.mapped.messageConversationId);
    // Databases may compare without case or accents.
    if (id === undefined || !asked.has(id)) return 0;
    const size = sizeOf(row);
    byConversation.get(id)!.push(row);
    bytes.set(id, bytes.get(id)! + size);
    return size;
  }

  /** The rows as messages. */
  toMessages(rows: readonly Row[]): Message[] {
    return toMessages(rows, this.rows.table.columns, this.mapped);
  }
}

/** Bytes a row takes, about: of the text in it. */
export function sizeOf({ fields }: Row): number {
  let bytes = 200;
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (typeof value === "string") bytes += value.length;
    else if (typeof value === "object" && value !== null) bytes += 1_000;
  }
  return bytes;
}
