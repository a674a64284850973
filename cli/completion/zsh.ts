/**
 * Completion for zsh.
 *
 * @module
 */
import type { Argument, Command, Flag } from "../command.ts";
import { type Completed, identifier, quoted } from "./words.ts";

/** The script; put it as `_threadloom` into a folder of `fpath`, or evaluate it after `compinit`. */
export function zshCompletion(
  commands: readonly Command[],
  globals: readonly Flag[],
  { program = "threadloom", fallback }: Completed = {},
): string {
  const names = commands.map((command) => quoted(`${command.name}:${command.summary.replaceAll(":", "\\:")}`));
  const cases = commands.map((command) => {
    const specs = [
      ...[...command.flags, ...globals].flatMap(flagSpecs),
      ...command.arguments.map((argument, i) => argumentSpec(command, commands, argument, i + 1)),
    ];
    return `    ${command.name})\n      _arguments -s -S ${specs.map(quoted).join(" \\\n        ")} ;;`;
  });
  const name = `_${identifier(program)}`;
  const first = commands.find((command) => command.name === fallback);
  // Without a word the flags are those of the fallback, and the first word may be its argument.
  const flags = [...globals, ...(first?.flags ?? [])].flatMap(flagSpecs).map(quoted).join(" \\\n    ");
  return `#compdef ${program}
${name}() {
  local -a commands
  commands=(
    ${names.join("\n    ")}
  )
  local curcontext="$curcontext" state line
  _arguments -C -s -S ${flags} \\
    '1:command:->command' '*::argument:->argument'
  if [[ $state == command ]]; then
    _describe -t commands 'command' commands${first?.arguments.some(({ path }) => path) ? "\n    _files" : ""}
    return
  fi
  case $line[1] in
${cases.join("\n")}
  esac
}
if [[ $funcstack[1] == ${name} ]]; then
  ${name} "$@"
else
  compdef ${name} ${/^[\w-]+$/.test(program) ? program : quoted(program)}
fi
`;
}

function flagSpecs(flag: Flag): string[] {
  const says = `[${escape(flag.summary)}]`;
  const value = flag.value === undefined ? "" : `:${escape(flag.value)}:${action(flag)}`;
  return [
    ...(flag.short ? [`-${flag.short}${says}${value}`] : []),
    `--${flag.name}${value ? "=" : ""}${says}${value}`,
    ...(flag.negatable ? [`--no-${flag.name}[do not ${escape(flag.summary)}]`] : []),
  ];
}

function argumentSpec(command: Command, commands: readonly Command[], argument: Argument, place: number): string {
  const choices = command.name === "help" ? commands.map((other) => other.name) : argument.choices;
  return `${argument.many ? "*" : place}:${escape(argument.name)}:${action({ ...argument, choices })}`;
}

function action({ choices, path }: { choices?: readonly string[]; path?: "file" | "folder" }): string {
  if (choices) return `(${choices.join(" ")})`;
  return path === "folder" ? "_files -/" : path === "file" ? "_files" : " ";
}

function escape(text: string): string {
  return text.replace(/[\\[\]:]/g, "\\$&");
}
