/**
 * Who writes to standard output.
 *
 * @module
 */
import type { Pipeline } from "./chain.ts";
import { takeApart } from "./engine/paths.ts";
import { PLUGIN } from "./plugin.ts";

/** What a location says that means standard output. */
const STANDARD_OUTPUT = new Set(["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]);

/** True when a sink of the pipeline does: a command then writes its report to standard error. */
export function usesStandardOutput(pipeline: Pipeline): boolean {
  return takeApart(pipeline).leaves.some(({ sink }) => {
    if (sink.kind === "file" && sink.standardOutput) return true;
    const { declaration, options } = sink[PLUGIN];
    return Object.entries(options ?? {}).some(([name, value]) =>
      declaration.roles?.[name] === "location" && typeof value === "string" && STANDARD_OUTPUT.has(value)
    );
  });
}
