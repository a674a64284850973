/**
 * `new` as the table of commands has it.
 *
 * @module
 */
import type { Command } from "../command.ts";

/** Data only; it is read at every start. */
export const NEW: Command = {
  name: "new",
  summary: "Write a plugin or a pipeline to begin with: its source, a test, a README.",
  details: [
    "The files are written into the current folder, and pass their test as they are. Nothing is overwritten. Where " +
    "this command came from, they import threadloom from as well.",
  ],
  arguments: [
    {
      name: "kind",
      summary: "source, transform, sink (a file), store or pipeline",
      required: true,
      choices: ["source", "transform", "sink", "store", "pipeline"],
    },
    { name: "name", summary: "its name, as in my-notes or my_notes", required: true },
  ],
  flags: [],
  examples: [
    { line: "threadloom new source my_source", says: "my_source.ts, its test and README" },
    { line: "threadloom new pipeline messages", says: "a script that is a command" },
  ],
  module: "./commands/new.ts",
};
