/**
 * Standard output: records as they come.
 *
 * @module
 */
export { stdoutSink } from "./sink.ts";
export type { StdoutSinkOptions, StdoutSinkSettings } from "./sink.ts";
