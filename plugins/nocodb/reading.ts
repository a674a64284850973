/**
 * Readings: all conversations, or the ones that changed since a bookmark, each whole with all its messages.
 *
 * What changed is asked for in three ways, of which each finds what the others do not: rows with greater keys than were
 * known, rows made or changed since then by the server's clock (with an overlap), and conversations of messages that are
 * new or changed. Rows that were deleted show up in none of them.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { Bookmark, UnitBatch } from "../../core/source.ts";
import { fromBookmark, type Mark, type Progress, toBookmark } from "./bookmark.ts";
import type { Column, Row } from "./dialect.ts";
import type { MessageTable } from "./messages.ts";
import { type ConversationColumns, textOf } from "./record.ts";
import type { Rows } from "./rows.ts";
import { changeColumns, changedFilter, type Choice, choiceFilter, isChanged, isChosen } from "./selection.ts";
import { type Making, unitsOf } from "./units.ts";
import { all, shares } from "./where.ts";

/** Most bytes of messages that are held for one batch; a conversation alone may have more. */
const BATCH_BYTES = 16 * 2 ** 20;
/** Most characters of a list of ids in an address. */
const MOST_FILTER = 4_000;

/** What is read, and how. */
export interface Tables {
  conversations: Rows;
  mapped: ConversationColumns;
  /** Absent where messages lie in a column of the conversation. */
  messages?: MessageTable;
  messagesColumn?: Column;
  choice: Choice;
  /** Hash of all that says which units there are. */
  selection: string;
  overlapMs: number;
  pageSize: number;
  /** What conversations say they are from. */
  name: string;
}

/** What a reading is asked for. */
export interface Wanted {
  after?: Bookmark;
  wanted?: (key: string) => boolean;
}

/** Reads the tables. */
export class Reading {
  readonly #making: Making;
  #lost = false;

  constructor(readonly context: Context, readonly tables: Tables) {
    const { conversations, mapped, messages, messagesColumn, name } = tables;
    this.#making = { table: conversations.table, mapped, messages, messagesColumn, name };
  }

  /** All units there are to hand over; the last batch says up to when everything is known then. */
  async *read({ after, wanted }: Wanted): AsyncGenerator<UnitBatch<Conversation>> {
    const { tables, context } = this;
    const { selection, conversations, choice, mapped, messages } = tables;
    const position = after === undefined ? {} : fromBookmark(selection, after);
    if (!position) context.log.info("The bookmark is of another selection: everything is read");
    const { since, walk } = position ?? {};
    const started = walk?.started ?? await this.#mark();
    const at = (stage: Progress["stage"], after: number | string): Bookmark =>
      toBookmark(selection, { since, walk: { started, stage, after } });
    const chosen = choiceFilter(choice, mapped, conversations.dialect);
    const fits = (row: Row) =>
      isChosen(choice, row, mapped) && (wanted?.(textOf(row.fields, mapped.conversationId) ?? "") ?? true);

    if (walk?.stage !== "touched") {
      const filter = all(chosen, since ? this.#changed(since) : "");
      const from = typeof walk?.after === "number" ? walk.after : undefined;
      for await (const page of conversations.walk({ filter, after: from })) {
        yield* this.#batches(page.filter(fits), ({ id }) => at("rows", id));
      }
    }
    if (since && messages) {
      const ids = [...await this.#touched(since)].sort();
      const from = typeof walk?.after === "string" ? walk.after : undefined;
      const left = from === undefined ? ids : ids.filter((id) => id > from);
      for (let i = 0; i < left.length; i += tables.pageSize) {
        const rows = await this.#rowsOf(left.slice(i, i + tables.pageSize));
        const others = rows.filter((row) => fits(row) && !this.#isChanged(row, since));
        yield* this.#batches(others, (row) => at("touched", textOf(row.fields, mapped.conversationId)!));
      }
    }
    const last: UnitBatch<Conversation> = { units: [], bookmark: toBookmark(selection, { since: started }) };
    const everything = !since && !walk && !this.#lost && Object.values(choice).every((value) => value === undefined);
    if (everything) last.claims = [{ asOf: started.time }];
    yield last;
  }

  /** Where the tables end now. What comes later is the next reading's, unless it happens to be found. */
  async #mark(): Promise<Mark> {
    const { conversations, messages } = this.tables;
    const conversation = await conversations.lastKey();
    const time = conversations.client.now();
    return { time, conversation, message: await messages?.rows.lastKey() ?? 0 };
  }

  #changeColumns(): Column[] {
    const { conversations, mapped } = this.tables;
    return changeColumns(conversations.table.columns, mapped.createdAt, mapped.updatedAt);
  }

  #changed({ conversation, time }: Mark): string {
    const { conversations, overlapMs } = this.tables;
    return changedFilter(conversations.table.key, conversation, this.#changeColumns(), time - overlapMs);
  }

  /** True for rows that the stage `rows` has handed over. */
  #isChanged(row: Row, { conversation, time }: Mark): boolean {
    return isChanged(row, conversation, this.#changeColumns(), time - this.tables.overlapMs);
  }

  /** Ids of the conversations of new and changed messages. */
  async #touched({ message, time }: Mark): Promise<Set<string>> {
    const { messages, overlapMs } = this.tables;
    const { rows, mapped } = messages!;
    const { key, columns } = rows.table;
    const times = changeColumns(columns, mapped.messageCreatedAt, mapped.messageUpdatedAt);
    const filter = changedFilter(key, message, times, time - overlapMs);
    const ids = new Set<string>();
    const only = [key, mapped.messageConversationId!.title];
    for await (const page of rows.walk({ filter, columns: only })) {
      for (const row of page) {
        const id = textOf(row.fields, mapped.messageConversationId);
        if (id !== undefined) ids.add(id);
      }
    }
    return ids;
  }

  /** The rows of conversations, in the order of their ids. */
  async #rowsOf(ids: readonly string[]): Promise<Row[]> {
    const { conversations, mapped } = this.tables;
    const column = mapped.conversationId!;
    const found: { id: string; row: Row }[] = [];
    for (const { filter = "", values } of shares(conversations.dialect, column.title, ids, MOST_FILTER)) {
      const asked = new Set(values);
      for await (const page of conversations.walk({ filter })) {
        for (const row of page) {
          const id = textOf(row.fields, column);
          if (id !== undefined && asked.has(id)) found.push({ id, row });
        }
      }
    }
    return found.sort((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : a.row.id - b.row.id).map(({ row }) => row);
  }

  /** Rows with their messages, in as many batches as their size asks for. */
  async *#batches(rows: Row[], bookmark: (last: Row) => Bookmark): AsyncGenerator<UnitBatch<Conversation>> {
    const { signal } = this.context;
    for (let at = 0, size = rows.length; at < rows.length;) {
      signal.throwIfAborted();
      const group = rows.slice(at, at + size);
      const made = await unitsOf(this.#making, group, group.length > 1 ? BATCH_BYTES : Infinity);
      if (!made) {
        size = Math.max(1, Math.floor(group.length / 4));
        continue;
      }
      at += group.length;
      if (made.losses?.length) this.#lost = true;
      signal.throwIfAborted();
      yield { ...made, bookmark: bookmark(group.at(-1)!) };
    }
  }
}
