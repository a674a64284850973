/**
 * Completion for fish.
 *
 * @module
 */
import type { Command, Flag } from "../command.ts";
import { argumentWords, takesPath } from "./words.ts";

/** The script. */
export function fishCompletion(commands: readonly Command[], globals: readonly Flag[]): string {
  const lines = ["# fish completion for threadloom", "complete -c threadloom -f"];
  for (const flag of globals) lines.push(...flagLines(flag, ""));
  for (const command of commands) {
    lines.push(
      `complete -c threadloom -n __fish_use_subcommand -a ${command.name} -d ${fishQuoted(command.summary)}`,
    );
    const here = ` -n ${fishQuoted(`__fish_seen_subcommand_from ${command.name}`)}`;
    const words = argumentWords(command, commands);
    if (words.length) lines.push(`complete -c threadloom${here} -a ${fishQuoted(words.join(" "))}`);
    if (takesPath(command)) lines.push(`complete -c threadloom${here} -F`);
    for (const flag of command.flags) lines.push(...flagLines(flag, here));
  }
  return lines.join("\n") + "\n";
}

function flagLines(flag: Flag, here: string): string[] {
  const short = flag.short ? ` -s ${flag.short}` : "";
  const values = flag.choices
    ? ` -x -a ${fishQuoted(flag.choices.join(" "))}`
    : flag.path
    ? " -r -F"
    : flag.value === undefined
    ? ""
    : " -x";
  const says = ` -d ${fishQuoted(flag.summary)}`;
  const line = `complete -c threadloom${here}${short} -l ${flag.name}${values}${says}`;
  return flag.negatable
    ? [line, `complete -c threadloom${here} -l no-${flag.name} -d ${fishQuoted(`do not ${flag.summary}`)}`]
    : [line];
}

function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
