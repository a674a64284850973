/**
 * Which word of a script's command line says what to do.
 *
 * @module
 */
import { type Command, type Flag, UsageError } from "../command.ts";
import { suggest } from "../suggest.ts";
import { DEFAULT_WORD } from "./table.ts";

/** What was asked for, and the words that are left. */
export interface Asked {
  command: Command;
  words: string[];
}

/**
 * The command that the first word names which is neither a flag nor a flag's value; `run` where that is something
 * else.
 *
 * @throws {UsageError} when it is something else and the pipeline takes no such words
 */
export function findCommand(
  words: readonly string[],
  commands: readonly Command[],
  globals: readonly Flag[],
  line: string,
): Asked {
  const standard = commands.find(({ name }) => name === DEFAULT_WORD)!;
  const at = firstPlain(words, [...commands.flatMap(({ flags }) => flags), ...globals]);
  const command = at === undefined ? undefined : commands.find(({ name }) => name === words[at]);
  if (at !== undefined && command) return { command, words: words.toSpliced(at, 1) };
  if (at !== undefined && standard.arguments.length === 0) {
    const names = commands.map(({ name }) => name);
    const meant = suggest(words[at], names);
    throw new UsageError(
      `Cannot find the word "${words[at]}"${meant ? `: did you mean "${meant}"?` : ""}`,
      meant ? undefined : `the words are ${names.join(", ")}; ${line} --help says what they do`,
    );
  }
  return { command: standard, words: [...words] };
}

function firstPlain(words: readonly string[], flags: readonly Flag[]): number | undefined {
  const valued = new Set(
    flags.filter(({ value }) => value !== undefined).flatMap(({ name, short }) => {
      return short ? [`--${name}`, `-${short}`] : [`--${name}`];
    }),
  );
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === "--") return undefined;
    if (!word.startsWith("-") || word === "-") return i;
    if (valued.has(word)) i++;
  }
  return undefined;
}
