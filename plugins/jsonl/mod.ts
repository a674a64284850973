/**
 * JSONL: one JSON value a line, read and written.
 *
 * @module
 */
export { jsonlSource } from "./source.ts";
export type { JsonlSourceOptions, JsonlSourceSettings } from "./source.ts";
export { jsonlSink } from "./sink.ts";
export type { JsonlSinkOptions, JsonlSinkSettings } from "./sink.ts";
