/**
 * `threadloom completion`: scripts for shells, written from the table.
 *
 * @module
 */
import type { Call } from "../command.ts";
import { COMMANDS, GLOBAL_FLAGS } from "../commands.ts";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Writes the script. */
export function run({ args, output }: Call): Promise<number> {
  const write = SHELLS[args[0] as keyof typeof SHELLS];
  output.line(write(COMMANDS, GLOBAL_FLAGS).trimEnd());
  return Promise.resolve(0);
}
