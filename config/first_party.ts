/**
 * What config files may name of the plugins that come with threadloom, as types: nothing is loaded.
 *
 * @module
 */
import type { Anything } from "../core/config.ts";
import type { Conversation } from "../core/conversation.ts";
import type { ChatgptSourceOptions } from "../plugins/chatgpt/mod.ts";
import type { JsonlSinkOptions, JsonlSourceOptions } from "../plugins/jsonl/mod.ts";
import type { JsonLedgerOptions, MemoryLedgerOptions, SqliteLedgerOptions } from "../plugins/ledger/mod.ts";
import type { MarkdownStoreOptions } from "../plugins/markdown/mod.ts";
import type { SqliteSourceOptions, SqliteStoreOptions } from "../plugins/sqlite/mod.ts";

/** The plugins by name. */
export interface FirstParty {
  /** Name → options, and the record it hands over. */
  sources: {
    chatgpt: { options: ChatgptSourceOptions; record: Conversation };
    jsonl: { options: JsonlSourceOptions; record: Anything };
    sqlite: { options: SqliteSourceOptions; record: Conversation };
  };
  /** Name → options, and the record it leaves. */
  transforms: Record<never, never>;
  /** Name → options, and the record it takes. */
  sinks: {
    jsonl: { options: JsonlSinkOptions; accepts: unknown };
    markdown: { options: MarkdownStoreOptions; accepts: Conversation };
    sqlite: { options: SqliteStoreOptions; accepts: Conversation };
  };
  /** Name → options. */
  ledgers: {
    json: { options: JsonLedgerOptions };
    memory: { options: MemoryLedgerOptions };
    sqlite: { options: SqliteLedgerOptions };
  };
}
