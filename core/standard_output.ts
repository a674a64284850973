/**
 * Who writes to standard output.
 *
 * @module
 */
import type { Pipeline } from "./chain.ts";
import { takeApart } from "./engine/paths.ts";

/** True when a sink of the pipeline does: a command then writes its report to standard error. */
export function usesStandardOutput(pipeline: Pipeline): boolean {
  return takeApart(pipeline).leaves.some(({ sink }) => sink.kind === "file" && sink.standardOutput === true);
}
