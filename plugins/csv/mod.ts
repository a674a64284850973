/**
 * CSV: one record a row, read and written.
 *
 * @module
 */
export { csvSource } from "./source.ts";
export type { CsvSourceOptions, CsvSourceSettings } from "./source.ts";
export type { Encoding } from "./read/text_file.ts";
export type { TableRow } from "./read/table.ts";
export { csvSink } from "./sink.ts";
export type { CsvSinkOptions, CsvSinkSettings } from "./sink.ts";
