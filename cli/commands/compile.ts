/**
 * `threadloom compile`: a pipeline script as a program.
 *
 * @module
 */
import { type Call, UsageError } from "../command.ts";

/** Compiles. */
export function run(_call: Call): Promise<number> {
  throw new UsageError("Cannot compile");
}
