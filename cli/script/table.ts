/**
 * The words and flags of a script, from its pipeline's options: help, parsing and completion are made from them.
 *
 * @module
 */
import type { DefinedPipeline } from "../../core/define_pipeline.ts";
import type { NamedOption } from "../../core/pipeline_options.ts";
import { checkCount, checkCountOrPercentage, checkNumber, checkPositive } from "../checks.ts";
import type { Argument, Command, Flag } from "../command.ts";

/** The word that is meant where none is given. */
export const DEFAULT_WORD = "run";

/** Flags that go with every word. */
export const SCRIPT_FLAGS: readonly Flag[] = [
  { name: "help", short: "h", summary: "say what this does and takes" },
  { name: "version", summary: "say which version this is" },
  { name: "json", summary: "result as JSON on standard output, all else as JSON lines on standard error" },
  { name: "quiet", short: "q", summary: "say nothing but errors and the result" },
  { name: "verbose", summary: "say more: debug messages, stack traces" },
  { name: "color", negatable: true, summary: "use colours on a terminal", default: "on" },
  { name: "print-permissions", summary: "print the line that runs this with just the permissions it needs" },
  { name: "completion", value: "SHELL", choices: ["bash", "zsh", "fish"], summary: "print a completion script" },
];

const PLAN_FILE: Flag = {
  name: "plan-file",
  short: "o",
  value: "FILE",
  path: "file",
  summary: "write the plan to FILE, for apply",
};
const SOURCE: Flag = { name: "source", summary: "compare with the source itself, not only with what was committed" };

function runFlags({ mirror, maxDelete, maxDeadLetters, onDead }: DefinedPipeline): Flag[] {
  return [
    {
      name: "mirror",
      negatable: true,
      summary: "also delete units that the source no longer has",
      default: mirror ? "on" : "off",
    },
    {
      name: "max-delete",
      value: "N|N%",
      summary: "most entries one store may lose in this run",
      default: maxDelete === undefined ? "the larger of 100 and 20%" : String(maxDelete),
      check: checkCountOrPercentage,
    },
    {
      name: "max-dead-letters",
      value: "N",
      summary: "dead letters allowed before the result counts as partial",
      default: String(maxDeadLetters ?? 0),
      check: checkCount,
    },
    {
      name: "on-dead",
      value: "WHAT",
      choices: ["continue", "stop"],
      summary: "what to do after a unit that cannot be read",
      default: onDead ?? "continue",
    },
    { name: "full", summary: "treat nothing as unchanged" },
    { name: "limit", value: "N", summary: "handle only the first N units", check: checkPositive },
    { name: "only", value: "ID", many: true, summary: "handle only this unit; may be given several times" },
  ];
}

/** `maxTokens` as a flag: `max-tokens`. */
export function flagName(option: string): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * The words of a script as commands.
 *
 * @throws {TypeError} when an option would be written as a flag that every script has, or a positional list is not the last
 */
export function scriptCommands(pipeline: DefinedPipeline, line: string): Command[] {
  const offered = pipeline.options.filter(({ env }) => env === undefined);
  const own = offered.map(optionFlag);
  const places = offered.filter(({ positional }) => positional).map(optionArgument);
  const running = runFlags(pipeline);
  checkNames(pipeline, own, [...SCRIPT_FLAGS, ...running, PLAN_FILE, SOURCE, { name: "dry-run", summary: "" }]);
  if (places.slice(0, -1).some(({ many }) => many)) {
    throw new TypeError(
      `Cannot offer "${pipeline.name}" as a command: a positional list takes all that is left, put it last`,
    );
  }
  const settings = running.filter(({ name }) => ["mirror", "max-delete", "max-dead-letters", "on-dead"].includes(name));
  const examples = examplesOf(pipeline, line, offered);
  return [
    {
      name: DEFAULT_WORD,
      summary: pipeline.summary,
      arguments: places,
      flags: [...own, ...running, { name: "dry-run", summary: "say what would change and write nothing" }],
      examples,
    },
    {
      name: "plan",
      summary: "Say what a run would change, and write nothing.",
      arguments: places,
      flags: [...own, ...running, PLAN_FILE],
      examples: [],
    },
    {
      name: "apply",
      summary: "Do exactly what a plan lists, or nothing when it no longer holds.",
      arguments: [{ name: "file", summary: "a plan that plan -o FILE wrote", required: true, path: "file" }],
      flags: [
        ...own.map((flag) => ({ ...flag, required: false })),
        ...settings.filter(({ name }) => name !== "mirror" && name !== "max-delete"),
      ],
      examples: [],
    },
    {
      name: "verify",
      summary: "Read the stores back and compare them with what was committed.",
      arguments: places,
      flags: [...own, SOURCE],
      examples: [],
      exits: { 1: "there is a difference" },
    },
    {
      name: "status",
      summary: "Say what is remembered and how the last runs went.",
      arguments: [],
      flags: [],
      examples: [],
    },
    {
      name: "dead-letters",
      summary: "List what could not be read or written, or try it again.",
      arguments: [{ name: "action", summary: "list (default) or replay", choices: ["list", "replay"] }, ...places],
      flags: [...own, ...settings],
      examples: [],
    },
    {
      name: "permissions",
      summary: "Print the line that runs this with just the permissions it needs.",
      arguments: places,
      flags: [...own, ...running],
      examples: [],
    },
  ];
}

function optionFlag(option: NamedOption): Flag {
  const name = flagName(option.name);
  const { summary, role, type } = option;
  const note = option.required ? `${summary} (required)` : summary;
  if (type === "boolean") {
    const standard = option.default === undefined ? {} : { default: option.default ? "on" : "off" };
    return { name, summary: note, negatable: true, ...standard };
  }
  const choices = "choices" in option ? option.choices : undefined;
  return {
    name,
    summary: type === "strings" ? `${note}; may be given several times` : note,
    value: type === "number" ? "N" : name.toUpperCase(),
    ...(choices === undefined ? {} : { choices }),
    ...(option.default === undefined || String(option.default) === "" ? {} : { default: String(option.default) }),
    ...(role === "location" ? { path: "file" } : {}),
    ...(option.required ? { required: true } : {}),
    ...(type === "number" ? { check: checkNumber } : {}),
    ...(type === "strings" ? { many: true } : {}),
  };
}

function optionArgument(option: NamedOption): Argument {
  const { name, summary, required = false, role, type } = option;
  const choices = "choices" in option && option.choices ? { choices: option.choices } : {};
  const path = role === "location" ? { path: "file" as const } : {};
  return { name: flagName(name), summary, required, orFlag: true, many: type === "strings", ...choices, ...path };
}

function checkNames({ name: pipeline }: DefinedPipeline, own: readonly Flag[], taken: readonly Flag[]): void {
  const ways = (flags: readonly Flag[]): string[] =>
    flags.flatMap(({ name, negatable }) => negatable ? [name, `no-${name}`] : [name]);
  const names = new Set(ways(taken));
  const twice = ways(own).find((name, i, all) => all.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new TypeError(`Cannot offer "${pipeline}" as a command: two options are written --${twice}, rename one`);
  }
  const wrong = ways(own).filter((name) => names.has(name));
  if (wrong.length === 0) return;
  const flags = wrong.map((name) => `--${name}`).join(", ");
  throw new TypeError(
    `Cannot offer "${pipeline}" as a command: every script has ${flags} already, give the option another name`,
  );
}

function examplesOf(pipeline: DefinedPipeline, line: string, offered: readonly NamedOption[]): Command["examples"] {
  if (pipeline.examples.length > 0) {
    return pipeline.examples.map((words) => ({ line: `${line} ${words}`, says: "" }));
  }
  const words = offered.filter(({ required }) => required).map((option) => {
    const flag = flagName(option.name);
    const choices = "choices" in option ? option.choices : undefined;
    const value = choices?.[0] ?? (option.type === "number" ? "1" : flag.toUpperCase());
    if (option.type === "boolean") return ` --${flag}`;
    return option.positional ? ` ${value}` : ` --${flag} ${value}`;
  }).join("");
  return [
    { line: `${line}${words}`, says: "run it" },
    { line: `${line} plan${words}`, says: "see first what would change" },
    { line: `${line} permissions${words}`, says: "see which permissions it needs" },
  ];
}
