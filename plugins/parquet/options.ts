/**
 * Options of both sinks.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { OptionRole } from "../../core/plugin.ts";

/** How pages are compressed. */
export type Compression = "zstd" | "snappy" | "gzip" | "none";

/** Options of `parquetSink` and `parquetReports`. */
export interface ParquetOptions {
  /** The folder to write, or `s3://bucket/prefix`; made when it is missing. */
  path: string;
  /**
   * How pages are compressed: zstd is smaller, snappy is read everywhere.
   * @default "zstd"
   */
  compression?: Compression;
  /**
   * Most rows of a row group: what is held in memory, and what readers read at a time.
   * @default 100000
   */
  rowGroupRows?: number;
  /**
   * Days that are sent at once, where the folder is in S3; on a disk they are written one after the other.
   * @default 4
   */
  ioConcurrency?: number;
  /**
   * Name in reports.
   * @default "parquet", "parquet_reports"
   */
  name?: string;
}

/** Options with defaults filled in. */
export type ParquetSettings = Required<ParquetOptions>;

/** What options have to be. */
export function parquetSchema(name: string): z.ZodType<ParquetSettings, ParquetOptions> {
  return z.strictObject({
    path: z.string().min(1).describe("The folder to write, or `s3://bucket/prefix`; made when it is missing."),
    compression: z.enum(["zstd", "snappy", "gzip", "none"]).default("zstd").describe(
      "How pages are compressed: zstd is smaller, snappy is read everywhere.",
    ),
    rowGroupRows: z.int().min(1).max(1_000_000).default(100_000).describe(
      "Most rows of a row group: what is held in memory, and what readers read at a time.",
    ),
    ioConcurrency: z.int().min(1).max(64).default(4).describe(
      "Days that are sent at once, where the folder is in S3; on a disk they are written one after the other.",
    ),
    name: z.string().min(1).default(name).describe("Name in reports."),
  });
}

/** What the options change. */
export const PARQUET_ROLES: { readonly [option: string]: OptionRole } = {
  path: "location",
  ioConcurrency: "tuning",
  name: "tuning",
};
