/**
 * Units: conversations whole, with all their messages.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { describe } from "../../core/errors.ts";
import { digest, fingerprint } from "../../core/fingerprint.ts";
import type { Loss, Unit } from "../../core/source.ts";
import type { Column, Row } from "./dialect.ts";
import type { Table } from "./discover.ts";
import { messagesIn } from "./message_list.ts";
import { type MessageTable, sizeOf } from "./messages.ts";
import { type ConversationColumns, textOf, toConversation } from "./record.ts";

/** What units are made with. */
export interface Making {
  table: Table;
  mapped: ConversationColumns;
  messages?: MessageTable;
  messagesColumn?: Column;
  name: string;
}

/** The units of some rows; undefined where their messages are more than `most` bytes. */
export async function unitsOf(
  making: Making,
  rows: readonly Row[],
  most: number,
): Promise<{ units: Unit<Conversation>[]; losses?: Loss[] } | undefined> {
  const { mapped, messages, table } = making;
  const losses: Loss[] = [];
  const named: { id: string; row: Row }[] = [];
  for (const row of rows) {
    const id = textOf(row.fields, mapped.conversationId);
    if (id !== undefined) named.push({ id, row });
    else {
      const error = new SyntaxError(
        `Cannot tell which conversation row ${row.id} is: its "${
          mapped.conversationId!.title
        }" is empty, expected an id`,
      );
      losses.push({ position: { file: table.title, index: row.id }, error });
    }
  }
  const gathered = messages && named.length ? await messages.of(named.map(({ id }) => id), most) : undefined;
  if (messages && named.length && !gathered) return undefined;
  const units = named.map(({ id, row }) =>
    unitOf(making, id, row, gathered?.byConversation.get(id) ?? [], gathered?.bytes.get(id) ?? 0)
  );
  return losses.length ? { units, losses } : { units };
}

function unitOf(making: Making, id: string, row: Row, rows: Row[], bytes: number): Unit<Conversation> {
  const build = (): Conversation => {
    const { table, mapped, messages, messagesColumn, name } = making;
    // Messages in a column are messages, and no field beside them.
    const columns = messagesColumn ? table.columns.filter((column) => column !== messagesColumn) : table.columns;
    const said = messagesColumn
      ? messagesIn(row.fields[messagesColumn.title], messagesColumn.title)
      : messages?.toMessages(rows) ?? [];
    return toConversation(id, row, columns, mapped, name, said);
  };
  let made: Conversation | undefined;
  let hash: string;
  try {
    made = build();
    hash = fingerprint(made);
  } catch (error) {
    // What cannot be read is told when it is parsed: it is this unit's failure alone.
    hash = digest(`unreadable ${id} ${describe(error)}`);
  }
  return {
    key: id,
    fingerprint: hash,
    bytes: 2 * (bytes + sizeOf(row)),
    position: { file: making.table.title, index: row.id },
    parse() {
      const conversation = made ?? build();
      made = undefined;
      return [conversation];
    },
  };
}
