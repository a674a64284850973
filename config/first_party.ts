/**
 * What config files may name of the plugins that come with threadloom, as types: nothing is loaded.
 *
 * @module
 */
import type { Anything } from "../core/config.ts";
import type { Conversation } from "../core/conversation.ts";
import type { ArchiveStoreOptions } from "../plugins/archive/mod.ts";
import type {
  ChatCsvRecord,
  ChatCsvSinkOptions,
  ChatCsvSourceOptions,
  ChatTablesOptions,
  ChatTablesRecord,
} from "../plugins/chat_csv/mod.ts";
import type { ChatgptSourceOptions } from "../plugins/chatgpt/mod.ts";
import type { CsvSinkOptions, CsvSourceOptions, TableRow } from "../plugins/csv/mod.ts";
import type {
  AssignRolesOptions,
  Block,
  DedupeBlocksOptions,
  FilterMessagesOptions,
  MergeTurnsOptions,
  ProcessedSinkOptions,
  RawSinkOptions,
  RedactOptions,
  SplitDatasetOptions,
  SplitIntoBlocksOptions,
  StatisticsSinkOptions,
  TrainSinkOptions,
} from "../plugins/finetune/mod.ts";
import type { JsonlSinkOptions, JsonlSourceOptions } from "../plugins/jsonl/mod.ts";
import type { JsonLedgerOptions, MemoryLedgerOptions, SqliteLedgerOptions } from "../plugins/ledger/mod.ts";
import type { MarkdownStoreOptions } from "../plugins/markdown/mod.ts";
import type { SqliteSourceOptions, SqliteStoreOptions } from "../plugins/sqlite/mod.ts";
import type { StdoutSinkOptions } from "../plugins/stdout/mod.ts";
import type { TelegramSourceOptions } from "../plugins/telegram/mod.ts";
import type {
  DedupeOptions,
  FilterOptions,
  FlatMapOptions,
  LimitOptions,
  MapOptions,
  PickOptions,
  RenameOptions,
  SampleOptions,
} from "../plugins/transforms/mod.ts";

/** The plugins by name. */
export interface FirstParty {
  /** Name → options, and the record it hands over. */
  sources: {
    chat_csv: { options: ChatCsvSourceOptions; record: ChatCsvRecord };
    chatgpt: { options: ChatgptSourceOptions; record: Conversation };
    csv: { options: CsvSourceOptions; record: TableRow };
    jsonl: { options: JsonlSourceOptions; record: Anything };
    sqlite: { options: SqliteSourceOptions; record: Conversation };
    telegram: { options: TelegramSourceOptions; record: Conversation };
  };
  /** Name → options, and the record it leaves: the same, or one that only a run can know. */
  transforms: {
    chat_tables: { options: ChatTablesOptions; leaves: ChatTablesRecord };
    assignRoles: { options: AssignRolesOptions; leaves: Conversation };
    dedupe: { options: DedupeOptions; leaves: "same" };
    dedupeBlocks: { options: DedupeBlocksOptions; leaves: Block };
    filter: { options: FilterOptions; leaves: "same" };
    filterMessages: { options: FilterMessagesOptions; leaves: Conversation };
    flatMap: { options: FlatMapOptions; leaves: Anything };
    limit: { options: LimitOptions; leaves: "same" };
    map: { options: MapOptions; leaves: Anything };
    mergeTurns: { options: MergeTurnsOptions; leaves: Block };
    pick: { options: PickOptions; leaves: Anything };
    redact: { options: RedactOptions; leaves: Conversation };
    rename: { options: RenameOptions; leaves: Anything };
    sample: { options: SampleOptions; leaves: "same" };
    splitDataset: { options: SplitDatasetOptions; leaves: Block };
    splitIntoBlocks: { options: SplitIntoBlocksOptions; leaves: Block };
  };
  /** Name → options, and the record it takes. */
  sinks: {
    archive: { options: ArchiveStoreOptions; accepts: Conversation };
    chat_csv: { options: ChatCsvSinkOptions; accepts: ChatTablesRecord };
    csv: { options: CsvSinkOptions; accepts: unknown };
    jsonl: { options: JsonlSinkOptions; accepts: unknown };
    markdown: { options: MarkdownStoreOptions; accepts: Conversation };
    processed: { options: ProcessedSinkOptions; accepts: Block };
    raw: { options: RawSinkOptions; accepts: Conversation };
    sqlite: { options: SqliteStoreOptions; accepts: Conversation };
    statistics: { options: StatisticsSinkOptions; accepts: Block };
    stdout: { options: StdoutSinkOptions; accepts: unknown };
    train: { options: TrainSinkOptions; accepts: Block };
  };
  /** Name → options. */
  ledgers: {
    json: { options: JsonLedgerOptions };
    memory: { options: MemoryLedgerOptions };
    sqlite: { options: SqliteLedgerOptions };
  };
}
