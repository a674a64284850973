/**
 * Completion for fish.
 *
 * @module
 */
import type { Command, Flag } from "../command.ts";
import { argumentWords, type Completed, takesPath } from "./words.ts";

/** The script. */
export function fishCompletion(
  commands: readonly Command[],
  globals: readonly Flag[],
  { program = "threadloom", fallback }: Completed = {},
): string {
  const start = `complete -c ${/^[\w-]+$/.test(program) ? program : fishQuoted(program)}`;
  const names = commands.map((command) => command.name);
  const unnamed = fallback === undefined
    ? " -n __fish_use_subcommand"
    : ` -n ${fishQuoted(`not __fish_seen_subcommand_from ${names.join(" ")}`)}`;
  const lines = [`# fish completion for ${program}`, `${start} -f`];
  for (const flag of globals) lines.push(...flagLines(flag, start));
  for (const command of commands) {
    lines.push(
      `${start}${unnamed} -a ${command.name} -d ${fishQuoted(command.summary)}`,
    );
    const named = ` -n ${fishQuoted(`__fish_seen_subcommand_from ${command.name}`)}`;
    const here = `${start}${command.name === fallback ? unnamed : named}`;
    const words = argumentWords(command, commands);
    if (words.length) lines.push(`${here} -a ${fishQuoted(words.join(" "))}`);
    if (takesPath(command)) lines.push(`${here} -F`);
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
  const line = `${here}${short} -l ${flag.name}${values}${says}`;
  return flag.negatable ? [line, `${here} -l no-${flag.name} -d ${fishQuoted(`do not ${flag.summary}`)}`] : [line];
}

function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
