/**
 * What the folder needs to know of Parquet before it is loaded.
 *
 * @module
 */
import type { Files } from "../../core/host.ts";
import type { FileIdentity } from "../../core/sink.ts";
import type { ChatTables } from "./record.ts";

/** The four tables, being written. */
export interface ParquetTables {
  /** True when it is time to `flush`. */
  readonly full: boolean;
  add(record: ChatTables): void;
  flush(): Promise<void>;
  commit(): Promise<{ file: FileIdentity; changed: boolean }[]>;
  abort(): Promise<void>;
}

/** The files' names. */
export const PARQUET_FILES: readonly string[] = Object.freeze([
  "chats.parquet",
  "messages.parquet",
  "chat_metrics.parquet",
  "message_metrics.parquet",
]);

/** Through a variable: a specifier that stands in the call would be fetched when the program starts. */
const MODULE: string = "./parquet.ts";

/** Begins the files. */
export async function openParquet(files: Files, path: string): Promise<ParquetTables> {
  const loaded = await import(MODULE) as typeof import("./parquet.ts");
  return await loaded.openParquet(files, path);
}
