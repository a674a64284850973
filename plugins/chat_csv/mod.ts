/**
 * Chat analytics: a platform's chats, one row each with the messages as JSON in a cell, as `chats.csv` and
 * `messages.csv`, with metrics and a quality report.
 *
 * @module
 */
export { chatCsvSource } from "./source.ts";
export type { ChatCsvSourceOptions, ChatCsvSourceSettings } from "./source.ts";
export { chatTables } from "./tables.ts";
export type { ChatTablesOptions } from "./tables.ts";
export { chatCsvSink } from "./sink.ts";
export type { ChatCsvSinkOptions, ChatCsvSinkSettings } from "./sink.ts";
export { lookThrough } from "./input.ts";
export type { Looking } from "./input.ts";
export { messageRow } from "./message_rows.ts";
export { mappingSchema } from "./mapping.ts";
export type { ChatCsvMapping } from "./mapping.ts";
export { CHAT_ARRAYS, CHAT_COLUMNS, INPUT_COLUMNS, MESSAGE_ARRAYS, MESSAGE_COLUMNS, OWN_COLUMNS } from "./columns.ts";
export type { InputColumn } from "./columns.ts";
export { FLAGS } from "./flags.ts";
export { CHAT_METRICS, MESSAGE_METRICS } from "./measure.ts";
export type {
  ChatCsvRecord,
  ChatRow,
  ChatTables as ChatTablesRow,
  ChatTablesRecord,
  InputFile,
  InputRecord,
  MessageCells,
  Reject,
  RowOrigin,
} from "./record.ts";
