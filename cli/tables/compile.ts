/**
 * `compile` as the table of commands has it.
 *
 * @module
 */
import type { Command } from "../command.ts";
import { TARGETS } from "../targets.ts";

/** Data only; it is read at every start. */
export const COMPILE: Command = {
  name: "compile",
  summary: "Make a program of a pipeline script, with its permissions baked in.",
  details: [
    "A script that ends in runCli says itself what it needs, for the words after --: hosts and variables stay as it " +
    "says, reading and writing are allowed anywhere, since paths are known when the program runs. If there are " +
    "permissions after --, as for deno run, they take the place of that, and further flags there go to deno compile.",
    "The program is run once (--version) before it gets its name. One for another machine cannot be, and is said " +
    "not to have been.",
  ],
  arguments: [
    { name: "script", summary: "a pipeline script", required: true, path: "file" },
    { name: "words", summary: "after --: words for the script, or permissions", many: true },
  ],
  flags: [
    {
      name: "output",
      short: "o",
      value: "FILE",
      path: "file",
      summary: "the program",
      default: "the script's name",
    },
    {
      name: "target",
      value: "TARGET",
      choices: TARGETS,
      summary: "the machine it is for",
      default: "this one",
    },
  ],
  examples: [
    { line: "threadloom compile pipeline.ts -o mytool", says: "a program of a script that ends in runCli" },
    { line: "threadloom compile messages.ts -- export.zip", says: "one that needs words to say what it may do" },
    {
      line: "threadloom compile sync.ts -o sync -- --allow-read=. --allow-net=api.example.com",
      says: "with these permissions",
    },
  ],
  module: "./commands/compile.ts",
};
