/**
 * What completion scripts of all shells need of the table.
 *
 * @module
 */
import type { Command, Flag } from "../command.ts";

/** Which program is completed. */
export interface Completed {
  /** As it is typed. @default "threadloom" */
  program?: string;
  /** The command that is meant where none is named. */
  fallback?: string;
}

/** A program's name as a part of a shell function's name. */
export function identifier(program: string): string {
  return program.replace(/[^A-Za-z0-9_]/g, "_");
}

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
