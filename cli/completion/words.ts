/**
 * What completion scripts of all shells need of the table.
 *
 * @module
 */
import type { Command, Flag } from "../command.ts";

/** Every way to write the flags, long ones with their `--no-` twin. */
export function flagWords(flags: readonly Flag[]): string[] {
  return flags.flatMap((flag) => [
    ...(flag.short ? [`-${flag.short}`] : []),
    `--${flag.name}`,
    ...(flag.negatable ? [`--no-${flag.name}`] : []),
  ]);
}

/** What may stand where the command takes arguments. */
export function argumentWords(command: Command, commands: readonly Command[]): string[] {
  if (command.name === "help") return commands.map((other) => other.name);
  return command.arguments.flatMap((argument) => argument.choices ?? []);
}

/** True when an argument of the command is a path. */
export function takesPath(command: Command): boolean {
  return command.arguments.some((argument) => argument.path !== undefined);
}

/** Text between single quotes, as POSIX shells read it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
