/**
 * What config files may name of the plugins that come with threadloom, as types: nothing is loaded.
 *
 * @module
 */
import type { Anything } from "../core/config.ts";
import type { Conversation } from "../core/conversation.ts";
import type { ArchiveStoreOptions } from "../plugins/archive/mod.ts";
import type {
  AnalyticsReport,
  AnalyticsSourceOptions,
  AnalyticsStoreOptions,
  AnalyzeOptions,
  CategorizeOptions,
  DetectLanguageOptions,
  ReportPagesOptions,
  TranslateOptions,
} from "../plugins/analytics/mod.ts";
import type {
  ChatCsvRecord,
  ChatCsvSinkOptions,
  ChatCsvSourceOptions,
  ChatTablesOptions,
  ChatTablesRecord,
} from "../plugins/chat_csv/mod.ts";
import type { ChatgptSourceOptions } from "../plugins/chatgpt/mod.ts";
import type { CsvSinkOptions, CsvSourceOptions, TableRow } from "../plugins/csv/mod.ts";
import type { DynamodbStoreOptions } from "../plugins/dynamodb/mod.ts";
import type { EmbedOptions } from "../plugins/embed/mod.ts";
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
import type { MongodbReport, MongodbReportsOptions, MongodbStoreOptions } from "../plugins/mongodb/mod.ts";
import type { NocodbSourceOptions } from "../plugins/nocodb/mod.ts";
import type { ParquetOptions, ParquetReport } from "../plugins/parquet/mod.ts";
import type { S3LedgerOptions } from "../plugins/s3/mod.ts";
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
import type { VectorsStoreOptions } from "../plugins/vectors/mod.ts";
import type { WeaviateStoreOptions } from "../plugins/weaviate/mod.ts";

/** The plugins by name. */
export interface FirstParty {
  /** Name → options, and the record it hands over. */
  sources: {
    analytics: { options: AnalyticsSourceOptions; record: AnalyticsReport };
    chat_csv: { options: ChatCsvSourceOptions; record: ChatCsvRecord };
    chatgpt: { options: ChatgptSourceOptions; record: Conversation };
    csv: { options: CsvSourceOptions; record: TableRow };
    jsonl: { options: JsonlSourceOptions; record: Anything };
    nocodb: { options: NocodbSourceOptions; record: Conversation };
    sqlite: { options: SqliteSourceOptions; record: Conversation };
    telegram: { options: TelegramSourceOptions; record: Conversation };
  };
  /** Name → options, and the record it leaves: the same, or one that only a run can know. */
  transforms: {
    analyze: { options: AnalyzeOptions; leaves: AnalyticsReport };
    chat_tables: { options: ChatTablesOptions; leaves: ChatTablesRecord };
    assignRoles: { options: AssignRolesOptions; leaves: Conversation };
    categorize: { options: CategorizeOptions; leaves: Conversation };
    dedupe: { options: DedupeOptions; leaves: "same" };
    dedupeBlocks: { options: DedupeBlocksOptions; leaves: Block };
    detectLanguage: { options: DetectLanguageOptions; leaves: Conversation };
    embed: { options: EmbedOptions; leaves: "same" };
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
    translate: { options: TranslateOptions; leaves: Conversation };
  };
  /** Name → options, and the record it takes. */
  sinks: {
    analytics: { options: AnalyticsStoreOptions; accepts: Conversation };
    archive: { options: ArchiveStoreOptions; accepts: Conversation };
    chat_csv: { options: ChatCsvSinkOptions; accepts: ChatTablesRecord };
    csv: { options: CsvSinkOptions; accepts: unknown };
    dynamodb: { options: DynamodbStoreOptions; accepts: Conversation };
    jsonl: { options: JsonlSinkOptions; accepts: unknown };
    markdown: { options: MarkdownStoreOptions; accepts: Conversation };
    mongodb: { options: MongodbStoreOptions; accepts: Conversation };
    mongodb_reports: { options: MongodbReportsOptions; accepts: MongodbReport };
    parquet: { options: ParquetOptions; accepts: Conversation };
    parquet_reports: { options: ParquetOptions; accepts: ParquetReport };
    processed: { options: ProcessedSinkOptions; accepts: Block };
    raw: { options: RawSinkOptions; accepts: Conversation };
    reports: { options: ReportPagesOptions; accepts: AnalyticsReport };
    sqlite: { options: SqliteStoreOptions; accepts: Conversation };
    statistics: { options: StatisticsSinkOptions; accepts: Block };
    stdout: { options: StdoutSinkOptions; accepts: unknown };
    train: { options: TrainSinkOptions; accepts: Block };
    vectors: { options: VectorsStoreOptions; accepts: Conversation };
    weaviate: { options: WeaviateStoreOptions; accepts: Conversation };
  };
  /** Name → options. */
  ledgers: {
    json: { options: JsonLedgerOptions };
    memory: { options: MemoryLedgerOptions };
    s3: { options: S3LedgerOptions };
    sqlite: { options: SqliteLedgerOptions };
  };
}
