/**
 * `threadloom run`: pipelines of a config file.
 *
 * @module
 */
import type { Call } from "../command.ts";
import { sayTo } from "../pipelines/words.ts";
import { run as runWord } from "../script/commands.ts";

/** Runs them, each behind those that feed it; with `--dry-run` says what each would do. */
export function run(call: Call): Promise<number> {
  return sayTo(call, runWord, call.args, call.flags.on("all"));
}
