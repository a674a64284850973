/**
 * The commands for pipelines of a config file.
 *
 * @module
 */
import { checkCount, checkCountOrPercentage, checkPositive } from "../checks.ts";
import type { Argument, Command, Flag } from "../command.ts";

/** Which config. */
export const CONFIG: Flag = {
  name: "config",
  value: "FILE",
  path: "file",
  summary: "a config file with pipelines",
  default: "threadloom.config.ts, .json or .yaml here",
};

/** Another value in it. */
export const SET: Flag = {
  name: "set",
  value: "PATH=VALUE",
  many: true,
  summary: "another value in the config, as in source.path=new.zip; may be given several times",
};
const ALL: Flag = { name: "all", summary: "all pipelines of the config, each behind those that feed it" };
const NAME: Argument = { name: "pipeline", summary: "a pipeline's name; may be left out where there is one" };
const PLAN_FILE: Flag = {
  name: "plan-file",
  short: "o",
  value: "FILE",
  path: "file",
  summary: "write the plan to FILE, for threadloom apply",
};

/** What a run can be told besides. */
const RUNNING: readonly Flag[] = [
  CONFIG,
  SET,
  {
    name: "mirror",
    negatable: true,
    summary: "also delete units that the source no longer has",
    default: "as configured",
  },
  {
    name: "max-delete",
    value: "N|N%",
    summary: "most entries one store may lose in this run",
    default: "as configured, else the larger of 100 and 20%",
    check: checkCountOrPercentage,
  },
  {
    name: "max-dead-letters",
    value: "N",
    summary: "dead letters allowed before the result counts as partial",
    default: "as configured, else 0",
    check: checkCount,
  },
  {
    name: "on-dead",
    value: "WHAT",
    choices: ["continue", "stop"],
    summary: "what to do after a unit that cannot be read",
    default: "as configured, else continue",
  },
  { name: "full", summary: "treat nothing as unchanged" },
  { name: "limit", value: "N", summary: "handle only the first N units", check: checkPositive },
  { name: "only", value: "ID", many: true, summary: "handle only this unit; may be given several times" },
];

/** `run`, `plan` and `permissions`. */
export const PIPELINE_COMMANDS: readonly Command[] = [
  {
    name: "run",
    summary: "Run pipelines of a config file.",
    details: [
      "A config names sources, transforms and sinks: threadloom.config.ts (typed), threadloom.json or " +
      "threadloom.yaml. Only what changed since the last run moves. State is kept in .threadloom/ beside the config.",
    ],
    arguments: [{ ...NAME, many: true, summary: "pipelines' names; may be left out where there is one" }],
    flags: [ALL, ...RUNNING, { name: "dry-run", summary: "say what would change and write nothing" }],
    examples: [
      { line: "threadloom run", says: "the only pipeline of the config here" },
      { line: "threadloom run chats --set source.path=new.zip", says: "one of several, with another input" },
      { line: "threadloom run --all --config nightly.yaml", says: "all of another file" },
    ],
    module: "./commands/run.ts",
  },
  {
    name: "plan",
    summary: "Say what a run of a configured pipeline would change, and write nothing.",
    arguments: [NAME],
    flags: [...RUNNING, PLAN_FILE],
    examples: [{ line: "threadloom plan chats -o plan.json", says: "to be carried out by threadloom apply plan.json" }],
    module: "./commands/plan.ts",
  },
  {
    name: "permissions",
    summary: "Print the line that runs a configured pipeline with just the permissions it needs.",
    arguments: [NAME],
    flags: [ALL, CONFIG, SET],
    examples: [{ line: "threadloom permissions chats", says: "deno run --allow-read=… …" }],
    module: "./commands/permissions.ts",
  },
];
