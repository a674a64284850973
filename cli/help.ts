/**
 * Help, written from the table.
 *
 * @module
 */
import type { Command, Flag } from "./command.ts";
import { usageOf } from "./parse.ts";

const WIDTH = 88;
/** Longest list of choices that stands beside the flag; a longer one follows its summary. */
const MOST_CHOICES = 40;
const EXITS: { readonly [code: number]: string } = {
  0: "nothing failed",
  1: "dead letters beyond the allowed number, or a partial result",
  2: "it could not run: wrong flags, bad input, a held lock",
  130: "stopped by Ctrl-C",
};

/** `threadloom --help`. */
export function generalHelp(commands: readonly Command[], globals: readonly Flag[]): string {
  return [
    "threadloom reads your chats exactly and keeps the stores you want equal to what the export says now.",
    "",
    "Usage: threadloom <command> [flags]",
    "",
    "Commands:",
    ...columns(commands.map((command) => [command.name, command.summary])),
    "",
    "Flags of all commands:",
    ...flagLines(globals),
    "",
    "Examples:",
    ...columns([
      ["threadloom import export.zip", "read an export into ./threadloom"],
      ["threadloom search holiday plans", "find words in it"],
      ["threadloom help import", "what a command does and takes"],
    ]),
    "",
    "Exit codes:",
    ...exitLines(EXITS),
  ].join("\n");
}

/** What the help of a program's command says besides what the table holds. */
export interface HelpExtras {
  /** The whole line of usage. */
  usage: string;
  /** Further parts, between flags and examples: a heading and what is listed below it. */
  parts?: readonly { heading: string; rows: readonly (readonly [string, string])[] }[];
}

/** `threadloom help <command>`, or the same of another program. */
export function commandHelp(
  command: Command,
  globals: readonly Flag[],
  { usage, parts: more = [] }: HelpExtras = { usage: `threadloom ${usageOf(command)}` },
): string {
  const parts: string[][] = [[command.summary], [`Usage: ${usage}`]];
  for (const paragraph of command.details ?? []) parts.push(wrap(paragraph, WIDTH));
  if (command.arguments.length) {
    parts.push(["Arguments:", ...columns(command.arguments.map((a) => [a.name + (a.many ? "…" : ""), a.summary]))]);
  }
  if (command.flags.length) parts.push(["Flags:", ...flagLines(command.flags)]);
  parts.push(["Flags of all commands:", ...flagLines(globals)]);
  for (const { heading, rows } of more) if (rows.length) parts.push([heading, ...columns(rows)]);
  if (command.examples.length) {
    parts.push(["Examples:", ...columns(command.examples.map((example) => [example.line, example.says]))]);
  }
  parts.push(["Exit codes:", ...exitLines({ ...EXITS, ...command.exits })]);
  return parts.map((lines) => lines.join("\n")).join("\n\n");
}

function flagLines(flags: readonly Flag[]): string[] {
  return columns(flags.map((flag) => {
    const name = `--${flag.negatable ? "[no-]" : ""}${flag.name}`;
    const choices = flag.choices?.join("|") ?? "";
    const inName = choices !== "" && choices.length <= MOST_CHOICES;
    const value = flag.value === undefined ? "" : ` ${inName ? choices : flag.value}`;
    return [
      `${flag.short ? `-${flag.short}, ` : ""}${name}${value}`,
      flag.summary + (choices && !inName ? `: ${flag.choices?.join(", ")}` : "") +
      (flag.default === undefined ? "" : ` (default: ${flag.default})`),
    ];
  }));
}

function exitLines(exits: { readonly [code: number]: string }): string[] {
  return Object.entries(exits).map(([code, says]) => `  ${code.padStart(3)}  ${says}`);
}

function columns(rows: readonly (readonly [string, string] | string[])[]): string[] {
  const left = Math.min(36, Math.max(...rows.map(([name]) => name.length)));
  return rows.flatMap(([name, says]) => {
    if (says === "") return [`  ${name}`];
    const [first, ...more] = wrap(says, WIDTH - left - 4);
    const rest = more.map((line) => " ".repeat(left + 4) + line);
    return name.length > left
      ? [`  ${name}`, " ".repeat(left + 4) + first, ...rest]
      : [`  ${name.padEnd(left)}  ${first}`, ...rest];
  });
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
