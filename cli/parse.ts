/**
 * The command line, read by the table: no flag is guessed at, every mistake says what was expected.
 *
 * @module
 */
import { type Command, type Flag, UsageError } from "./command.ts";
import { type Flags, flagsOf, type FlagValue } from "./flags.ts";
import { suggest } from "./suggest.ts";

const PROGRAM = "threadloom";

/** What a command line asks for. */
export interface Parsed {
  /** Absent where no command was named: help or the version is wanted. */
  command?: Command;
  args: string[];
  flags: Flags;
}

/** The letters of global flags that have one, besides what commands declare. */
interface Found {
  values: Map<string, FlagValue>;
  args: string[];
}

/**
 * Reads a command line.
 *
 * @param globals flags that every command takes, before or after its name
 * @throws {UsageError} when a command or flag is not known, a value is missing or wrong, an argument is missing or too many
 */
export function parseCommandLine(
  words: readonly string[],
  commands: readonly Command[],
  globals: readonly Flag[],
): Parsed {
  const at = words.findIndex((word) => !word.startsWith("-") || word === "-");
  const end = words.indexOf("--");
  if (at < 0 || (end >= 0 && end < at)) {
    const { values, args } = readWords(words, globals, PROGRAM);
    if (args.length > 0) throw unknownCommand(args[0], commands);
    return { args, flags: flagsOf(namesOf(globals), values) };
  }
  const command = commands.find((candidate) => candidate.name === words[at]);
  if (!command) {
    readWords(words.slice(0, at), globals, PROGRAM);
    throw unknownCommand(words[at], commands);
  }
  return readCommand(words.toSpliced(at, 1), command, globals, {
    full: `${PROGRAM} ${command.name}`,
    short: command.name,
    usage: `${PROGRAM} ${usageOf(command)}`,
  });
}

/** How messages name a command. */
export interface Naming {
  /** As it is typed: `threadloom import`. */
  full: string;
  /** In the middle of a sentence: `import`. */
  short: string;
  /** The whole line: `threadloom import <input…> [flags]`. */
  usage: string;
}

/**
 * Reads the words of one command, its name left out.
 *
 * @throws {UsageError} when a flag is not known, a value is missing or wrong, an argument is missing or too many
 */
export function readCommand(
  words: readonly string[],
  command: Command,
  globals: readonly Flag[],
  naming: Naming,
): Parsed {
  const flags = [...command.flags, ...globals];
  const dashes = command.arguments.some((argument) => argument.dashes);
  const { values, args } = readWords(words, flags, naming.full, dashes);
  const parsed = { command, args, flags: flagsOf(namesOf(flags), values) };
  if (!parsed.flags.on("help")) checkArguments(command, args, naming);
  return parsed;
}

function namesOf(flags: readonly Flag[]): Set<string> {
  return new Set(flags.map((flag) => flag.name));
}

function unknownCommand(name: string, commands: readonly Command[]): UsageError {
  const meant = suggest(name, commands.map((command) => command.name));
  return new UsageError(
    `Cannot find the command "${name}"${meant ? `: did you mean "${meant}"?` : ""}`,
    meant ? undefined : `the commands are ${commands.map((command) => command.name).join(", ")}`,
  );
}

function readWords(words: readonly string[], flags: readonly Flag[], command: string, dashes = false): Found {
  const found: Found = { values: new Map(), args: [] };
  const byWord = wordsOf(flags);
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === "--") {
      found.args.push(...words.slice(i + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      found.args.push(word);
      continue;
    }
    const cut = word.startsWith("--") ? word.indexOf("=") : -1;
    const name = cut < 0 ? word : word.slice(0, cut);
    const meant = byWord.get(name);
    if (!meant && dashes && !word.startsWith("--")) {
      found.args.push(word);
      continue;
    }
    if (!meant) throw unknownFlag(name, byWord.keys(), command);
    if (meant.flag.value === undefined) {
      if (cut >= 0) throw new UsageError(`Cannot read "${word}": ${name} is on or off, it takes no value`);
      found.values.set(meant.flag.name, meant.on);
      continue;
    }
    const value = cut < 0 ? words[++i] : word.slice(cut + 1);
    if (value === undefined || (cut < 0 && /^--?[a-z]/i.test(value))) {
      throw new UsageError(
        `Cannot read ${name}: it needs a value, ${name} ${meant.flag.value}`,
        value === undefined ? undefined : `a value that begins with a dash is written ${longOf(meant.flag)}=${value}`,
      );
    }
    const checked = checkValue(meant.flag, name, value);
    const before = found.values.get(meant.flag.name);
    found.values.set(
      meant.flag.name,
      !meant.flag.many ? checked : Array.isArray(before) ? [...before, checked] : [checked],
    );
  }
  return found;
}

function longOf(flag: Flag): string {
  return `--${flag.name}`;
}

/** Every way to write a flag, and whether it turns the flag on. */
function wordsOf(flags: readonly Flag[]): Map<string, { flag: Flag; on: boolean }> {
  const words = new Map<string, { flag: Flag; on: boolean }>();
  for (const flag of flags) {
    words.set(longOf(flag), { flag, on: true });
    if (flag.short) words.set(`-${flag.short}`, { flag, on: true });
    if (flag.negatable) words.set(`--no-${flag.name}`, { flag, on: false });
  }
  return words;
}

function unknownFlag(name: string, known: Iterable<string>, command: string): UsageError {
  const meant = suggest(name, [...known].filter((word) => word.startsWith("--")));
  return new UsageError(
    `Cannot find the flag "${name}" of ${command}${meant ? `: did you mean "${meant}"?` : ""}`,
    meant ? undefined : `${command} --help lists what there is`,
  );
}

function checkValue(flag: Flag, name: string, value: string): string {
  if (flag.choices && !flag.choices.includes(value)) {
    const meant = suggest(value, flag.choices);
    throw new UsageError(
      `Cannot read ${name} "${value}": expected ${orList(flag.choices)}${meant ? `; did you mean "${meant}"?` : ""}`,
    );
  }
  if (value === "" && flag.empty) return value;
  if (value === "") throw new UsageError(`Cannot read ${name}: its value is empty, expected ${flag.value}`);
  try {
    flag.check?.(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsageError(`Cannot read ${name} "${value}": ${error.message}`);
  }
  return value;
}

function checkArguments(command: Command, args: readonly string[], { short, usage }: Naming): void {
  const last = command.arguments.at(-1);
  const most = last?.many ? Infinity : command.arguments.length;
  if (args.length > most) {
    const extra = args.slice(most).map((arg) => `"${arg}"`).join(", ");
    throw new UsageError(
      `Cannot run ${short}: ${extra} is more than it takes`,
      `usage: ${usage}`,
    );
  }
  for (const [i, argument] of command.arguments.entries()) {
    const given = args[i];
    if (given === undefined) {
      if (!argument.required || argument.orFlag) continue;
      throw new UsageError(
        `Cannot run ${short}: it needs ${argument.summary}`,
        `usage: ${usage}`,
      );
    }
    if (argument.choices && !argument.choices.includes(given)) {
      const meant = suggest(given, argument.choices);
      throw new UsageError(
        `Cannot run ${short} "${given}": expected ${orList(argument.choices)}${
          meant ? `; did you mean "${meant}"?` : ""
        }`,
      );
    }
  }
}

/** `import <input…> [flags]`. */
export function usageOf(command: Command): string {
  const words = command.arguments.map((argument) => {
    const name = argument.choices ? argument.choices.join("|") : argument.name;
    const more = argument.many ? "…" : "";
    return argument.required ? `<${name}${more}>` : `[${name}${more}]`;
  });
  return [command.name, ...words, ...(command.flags.length ? ["[flags]"] : [])].join(" ");
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
