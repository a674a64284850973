/**
 * The records that travel: rows of the input, rows that were refused, and the rows made of a chat.
 *
 * @module
 */
import type { InputColumn } from "./columns.ts";
import type { ChatCsvMapping } from "./mapping.ts";

/** A file of the input, as far as it was known before its rows. One object for all rows of a file. */
export interface InputFile {
  /** The file's name, without its folder. */
  name: string;
  /** Its place among the files, from 0. */
  index: number;
  bytes: number;
  sha256: string;
  encoding: "utf-8" | "utf-16le" | "utf-16be";
  byteOrderMark: boolean;
  delimiter: string;
  columns: string[];
  /** Columns that nobody asked for; their cells go to `unknown_fields.jsonl`. */
  extraColumns: string[];
  /** Columns of the format that the file does not have: read as blank. */
  missingColumns: string[];
  /** Rows behind the header, blank lines left out. */
  rows: number;
}

/** A file was opened; the first record of each. */
export interface InputRecord {
  kind: "input";
  input: InputFile;
}

/** Where a row stands. No part of its content: another row or another file changes it, and no fingerprint. */
export interface RowOrigin {
  /** The file's name, without its folder. */
  file: string;
  /** Line in which the row begins, from 1. */
  line: number;
}

/** One row of the input. */
export interface ChatRow {
  kind: "chat";
  origin: RowOrigin;
  /** Cells by column, as they stand; `chat_id` and `organization_id` trimmed (D24). */
  cells: { [column in InputColumn]: string };
  /** Cells of columns that the mapping makes fields of the tables. */
  fields: [field: string, text: string][];
  /** Cells of further columns, in the order of the file: name and text. */
  extra: [name: string, text: string][];
  mapping: ChatCsvMapping;
  /** What reading the row showed. */
  flags: string[];
}

/** A row, or a part of one, that is in no table; a line of `rejects.jsonl`. */
export interface Reject {
  kind: "reject";
  /** What was refused: a row of the input, or a part of a chat that stays. */
  part: "row" | "log" | "message" | "structured_info";
  origin: RowOrigin;
  chatId?: string;
  reason: string;
  /** As it stands in the input. */
  raw: string;
}

/** What `chatCsvSource` hands over. */
export type ChatCsvRecord = InputRecord | ChatRow | Reject;

/** What is a message's own. */
export interface MessageCells {
  /** Cells of `OWN_COLUMNS`, in that order. */
  own: string[];
  /** Place in the log, from 0. */
  index: number;
  /** Unicode code points. */
  characters: number;
  words: number;
  question: boolean;
  url: boolean;
  flags: readonly string[];
}

/** A chat with its messages as rows of the tables. */
export interface ChatTables {
  kind: "tables";
  origin: RowOrigin;
  /** Cells of `chats.csv`, in the order of `CHAT_COLUMNS`. */
  chat: string[];
  /** Cells of `messages.csv` that all of the chat's messages share, in the order of `MESSAGE_COLUMNS`; own ones are empty. */
  shared: string[];
  messages: MessageCells[];
  /** Cells of `chat_metrics.csv`. */
  chatMetrics: string[];
  /** How often each flag was raised in this chat. */
  flags: { [flag: string]: number };
  /** Elements of the log, and how many of them became no message. */
  logged: number;
  droppedMessages: number;
  rejects: Reject[];
  /** What the source says and the tables have no column for. */
  unknown?: {
    structuredInfo: [key: string, value: unknown][];
    columns: [name: string, text: string][];
    messages: { index: number; unknown: [key: string, value: unknown][] }[];
  };
}

/** What `chatTables` hands on. */
export type ChatTablesRecord = InputRecord | ChatTables | Reject;
