/**
 * `threadloom plan`: what a run of a configured pipeline would change.
 *
 * @module
 */
import type { Call } from "../command.ts";
import { sayTo } from "../pipelines/words.ts";
import { plan } from "../script/commands.ts";

/** Says it, and writes it down where `-o` says. */
export function run(call: Call): Promise<number> {
  return sayTo(call, plan, call.args);
}
