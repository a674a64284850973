/**
 * Parquet: conversations by day, and reports by period, in folders that DuckDB, Spark and Athena read as tables.
 *
 * @module
 */
export { parquetSink } from "./sink.ts";
export { parquetReports } from "./reports.ts";
export type { Compression, ParquetOptions, ParquetSettings } from "./options.ts";
export type { ParquetReport } from "./report_tables.ts";
