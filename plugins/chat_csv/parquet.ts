/**
 * The tables as Parquet.
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

/** Begins the files. */
export function openParquet(_files: Files, _path: string): Promise<ParquetTables> {
  throw new Error("later");
}
