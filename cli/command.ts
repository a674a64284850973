/**
 * What a command of `threadloom` is: a line in the table, and a module that does it.
 *
 * @module
 */
import type { Host } from "../core/host.ts";
import type { Flags } from "./flags.ts";
import type { Load, Modules } from "./modules.ts";
import type { Output } from "./output.ts";

/** A flag as the table declares it; its `--no-` twin, help and completion come from here. */
export interface Flag {
  /** Kebab-case, without dashes. */
  name: string;
  /** One letter, written `-o`. */
  short?: string;
  summary: string;
  /** Name of its value in help: `DIR`. Absent: the flag is on or off. */
  value?: string;
  /** Shown in help. */
  default?: string;
  /** True: `--no-<name>` turns it off. */
  negatable?: boolean;
  /** The values there are. */
  choices?: readonly string[];
  /** True: an empty value is one, too. */
  empty?: boolean;
  /** Whether the value is a path, for completion. */
  path?: "file" | "folder";
  /** True: it has to be given; checked by the command, and shown in its usage. */
  required?: boolean;
  /** True: it may be given several times, and all values count. */
  many?: boolean;
  /** Throws a `RangeError` that says what was expected. */
  check?: (value: string) => void;
}

/** A positional argument as the table declares it. */
export interface Argument {
  /** As help writes it: `input`. */
  name: string;
  summary: string;
  required?: boolean;
  /** True: a flag may say it instead, so that it may be missing here although it is required. */
  orFlag?: boolean;
  /** Takes all that is left. */
  many?: boolean;
  choices?: readonly string[];
  path?: "file" | "folder";
  /** True: a word with one dash that is no flag is an argument. */
  dashes?: boolean;
}

/** One command of the table. */
export interface Command {
  name: string;
  /** One sentence. */
  summary: string;
  /** What the sentence leaves out, in short paragraphs. */
  details?: readonly string[];
  arguments: readonly Argument[];
  flags: readonly Flag[];
  examples: readonly { line: string; says: string }[];
  /** Exit codes that mean something special here, added to the common ones. */
  exits?: { readonly [code: number]: string };
  /** The module that does it; absent for help, which needs none. */
  module?: Extract<keyof Modules, `./commands/${string}`>;
}

/** All that a command is given. */
export interface Call {
  command: Command;
  args: readonly string[];
  flags: Flags;
  output: Output;
  /** An output whose results go to standard error: for pipelines that write to standard output. */
  redirect(): Output;
  load: Load;
  /** What pipelines run on; absent: this machine. */
  host?: Host;
}

/** Does a command; resolves with the exit code. */
export type Run = (call: Call) => Promise<number>;

/** The command line is wrong. Ends with exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
  /** What to try. */
  readonly hint?: string;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
