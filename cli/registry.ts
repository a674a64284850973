/**
 * The plugins that come with threadloom, by name. The one place where the command knows them; nothing is loaded
 * before it is asked for.
 *
 * @module
 */
import type { Declaration, PluginKind } from "../core/plugin.ts";
import type { Load, Modules } from "./modules.ts";

/** One plugin. */
export interface Registered {
  name: string;
  kind: PluginKind;
  module: Extract<keyof Modules, `../plugins/${string}`>;
  /** The factory's name in the module. */
  factory: string;
}

/** All of them: sources first, then transforms, stores, file sinks and ledgers. */
export const PLUGINS: readonly Registered[] = [
  { name: "analytics", kind: "source", module: "../plugins/analytics/mod.ts", factory: "analyticsSource" },
  { name: "chatgpt", kind: "source", module: "../plugins/chatgpt/mod.ts", factory: "chatgptSource" },
  { name: "chat_csv", kind: "source", module: "../plugins/chat_csv/mod.ts", factory: "chatCsvSource" },
  { name: "csv", kind: "source", module: "../plugins/csv/mod.ts", factory: "csvSource" },
  { name: "jsonl", kind: "source", module: "../plugins/jsonl/mod.ts", factory: "jsonlSource" },
  { name: "nocodb", kind: "source", module: "../plugins/nocodb/mod.ts", factory: "nocodbSource" },
  { name: "sqlite", kind: "source", module: "../plugins/sqlite/mod.ts", factory: "sqliteSource" },
  { name: "chat_tables", kind: "transform", module: "../plugins/chat_csv/mod.ts", factory: "chatTables" },
  { name: "analyze", kind: "transform", module: "../plugins/analytics/mod.ts", factory: "analyze" },
  { name: "assignRoles", kind: "transform", module: "../plugins/finetune/mod.ts", factory: "assignRoles" },
  { name: "categorize", kind: "derivation", module: "../plugins/analytics/mod.ts", factory: "categorize" },
  { name: "dedupe", kind: "transform", module: "../plugins/transforms/mod.ts", factory: "dedupeTransform" },
  { name: "dedupeBlocks", kind: "transform", module: "../plugins/finetune/mod.ts", factory: "dedupeBlocks" },
  { name: "embed", kind: "derivation", module: "../plugins/embed/mod.ts", factory: "embed" },
  { name: "detectLanguage", kind: "transform", module: "../plugins/analytics/mod.ts", factory: "detectLanguage" },
  { name: "filter", kind: "transform", module: "../plugins/transforms/mod.ts", factory: "filterTransform" },
  { name: "filterMessages", kind: "transform", module: "../plugins/finetune/mod.ts", factory: "filterMessages" },
  { name: "flatMap", kind: "transform", module: "../plugins/transforms/mod.ts", factory: "flatMapTransform" },
  { name: "limit", kind: "transform", module: "../plugins/transforms/mod.ts", factory: "limitTransform" },
  { name: "map", kind: "transform", module: "../plugins/transforms/mod.ts", factory: "mapTransform" },
  { name: "mergeTurns", kind: "transform", module: "../plugins/finetune/mod.ts", factory: "mergeTurns" },
  { name: "pick", kind: "transform", module: "../plugins/transforms/mod.ts", factory: "pickTransform" },
  { name: "redact", kind: "transform", module: "../plugins/finetune/mod.ts", factory: "redact" },
  { name: "rename", kind: "transform", module: "../plugins/transforms/mod.ts", factory: "renameTransform" },
  { name: "sample", kind: "transform", module: "../plugins/transforms/mod.ts", factory: "sampleTransform" },
  { name: "splitDataset", kind: "transform", module: "../plugins/finetune/mod.ts", factory: "splitDataset" },
  { name: "splitIntoBlocks", kind: "transform", module: "../plugins/finetune/mod.ts", factory: "splitIntoBlocks" },
  { name: "translate", kind: "derivation", module: "../plugins/analytics/mod.ts", factory: "translate" },
  { name: "telegram", kind: "source", module: "../plugins/telegram/mod.ts", factory: "telegramSource" },
  { name: "analytics", kind: "store", module: "../plugins/analytics/mod.ts", factory: "analyticsStore" },
  { name: "dynamodb", kind: "store", module: "../plugins/dynamodb/mod.ts", factory: "dynamodbStore" },
  { name: "archive", kind: "store", module: "../plugins/archive/mod.ts", factory: "archiveStore" },
  { name: "markdown", kind: "store", module: "../plugins/markdown/mod.ts", factory: "markdownStore" },
  { name: "mongodb", kind: "store", module: "../plugins/mongodb/mod.ts", factory: "mongodbStore" },
  { name: "mongodb_reports", kind: "store", module: "../plugins/mongodb/mod.ts", factory: "mongodbReports" },
  { name: "sqlite", kind: "store", module: "../plugins/sqlite/mod.ts", factory: "sqliteStore" },
  { name: "vectors", kind: "store", module: "../plugins/vectors/mod.ts", factory: "vectorsStore" },
  { name: "weaviate", kind: "store", module: "../plugins/weaviate/mod.ts", factory: "weaviateStore" },
  { name: "chat_csv", kind: "file", module: "../plugins/chat_csv/mod.ts", factory: "chatCsvSink" },
  { name: "csv", kind: "file", module: "../plugins/csv/mod.ts", factory: "csvSink" },
  { name: "jsonl", kind: "file", module: "../plugins/jsonl/mod.ts", factory: "jsonlSink" },
  { name: "parquet", kind: "file", module: "../plugins/parquet/mod.ts", factory: "parquetSink" },
  { name: "parquet_reports", kind: "file", module: "../plugins/parquet/mod.ts", factory: "parquetReports" },
  { name: "processed", kind: "file", module: "../plugins/finetune/mod.ts", factory: "processedSink" },
  { name: "raw", kind: "file", module: "../plugins/finetune/mod.ts", factory: "rawSink" },
  { name: "reports", kind: "file", module: "../plugins/analytics/mod.ts", factory: "reportPages" },
  { name: "statistics", kind: "file", module: "../plugins/finetune/mod.ts", factory: "statisticsSink" },
  { name: "stdout", kind: "file", module: "../plugins/stdout/mod.ts", factory: "stdoutSink" },
  { name: "train", kind: "file", module: "../plugins/finetune/mod.ts", factory: "trainSink" },
  { name: "sqlite", kind: "ledger", module: "../plugins/ledger/mod.ts", factory: "sqliteLedger" },
  { name: "json", kind: "ledger", module: "../plugins/ledger/mod.ts", factory: "jsonLedger" },
  { name: "s3", kind: "ledger", module: "../plugins/s3/mod.ts", factory: "s3Ledger" },
  { name: "memory", kind: "ledger", module: "../plugins/ledger/mod.ts", factory: "memory" },
];

/**
 * What a plugin declares of itself.
 *
 * @throws {TypeError} when the module has no such factory
 */
export async function declarationOf(load: Load, { module, factory }: Registered): Promise<Declaration> {
  const exports = await load(module) as unknown as { readonly [name: string]: unknown };
  const made = Object.hasOwn(exports, factory) ? exports[factory] : undefined;
  const declaration = typeof made === "function" && "declaration" in made ? made.declaration : undefined;
  if (typeof declaration !== "object" || declaration === null) {
    throw new TypeError(`Cannot find plugin "${factory}" in ${module}: expected a factory with a declaration`);
  }
  return declaration as Declaration;
}
