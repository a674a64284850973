/**
 * The words after `deno task bench`.
 *
 * @module
 */
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

/** What was asked for. */
export interface Asked {
  /** Benchmarks to run, in their own order. */
  names: string[];
  quick: boolean;
  rounds: number;
  /** Where inputs are kept. */
  folder: string;
  /** Whether to write the README. */
  write: boolean;
  help: boolean;
}

/**
 * Reads the command line.
 *
 * @throws {TypeError} when a word is unknown; the message lists the choices
 */
export function readArguments(words: string[], known: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      dir: { type: "string" },
      write: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { quick, write, help } = values;
  for (const name of positionals) {
    if (!known.includes(name)) {
      throw new TypeError(`Cannot find the benchmark "${name}": there are ${known.join(", ")}`);
    }
  }
  const rounds = Number(values.rounds ?? (quick ? 1 : 5));
  if (!Number.isSafeInteger(rounds) || rounds < 1) {
    throw new TypeError(`Cannot run "${values.rounds}" rounds: expected a whole number from 1`);
  }
  if (write && (quick || rounds < 3)) {
    throw new TypeError("Cannot write the README: its figures are medians of at least 3 rounds over the large inputs");
  }
  return {
    names: positionals.length > 0 ? known.filter((name) => positionals.includes(name)) : [...known],
    quick,
    rounds,
    folder: resolve(values.dir ?? join(tmpdir(), "threadloom-bench")),
    write,
    help,
  };
}
