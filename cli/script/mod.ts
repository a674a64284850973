/**
 * A script as a command of its own.
 *
 * @module
 */
import { basename } from "node:path";
import type { Pipeline } from "../../core/chain.ts";
import { type DefinedPipeline, isDefinedPipeline } from "../../core/define_pipeline.ts";
import type { Engine } from "../../core/engine/api.ts";
import { unitePermissions } from "../../core/permissions.ts";
import { denoHost } from "../../host/deno.ts";
import { runPermissions } from "../../host/permissions.ts";
import { type Command, UsageError } from "../command.ts";
import { bashCompletion } from "../completion/bash.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { wantsDebug } from "../debug.ts";
import { commandHelp } from "../help.ts";
import { createOutput, type Output, type OutputOptions } from "../output.ts";
import { type Parsed, readCommand, usageOf } from "../parse.ts";
import { shellWord } from "../shell.ts";
import { denoTerminal, type Terminal } from "../terminal.ts";
import { VERSION } from "../version.ts";
import { makeCall } from "./build.ts";
import type { ScriptCall } from "./call.ts";
import { apply, deadLetters, plan, run, status, verify, type Word } from "./commands.ts";
import { entryOf, permissionLine, planFilePermissions, withoutAsking } from "./permissions.ts";
import { readPlanFile } from "../plan_file.ts";
import { asScriptPlan } from "./plan_file.ts";
import { DEFAULT_WORD, SCRIPT_FLAGS, scriptCommands } from "./table.ts";
import { findCommand } from "./words.ts";

/** What a script is run with. */
export interface ScriptOptions {
  /** The words behind the script's name. */
  args: readonly string[];
  /** URL of the script. */
  main: string;
  engine: Engine;
  /** @default the process's own */
  terminal?: Terminal;
}

const WORDS: { readonly [word: string]: Word } = {
  run,
  plan,
  apply,
  verify,
  status,
  "dead-letters": deadLetters,
};
const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Runs a script's command line; resolves with the exit code. Rejects only where it is given no pipeline. */
export async function runScript(chosen: DefinedPipeline | Pipeline, options: ScriptOptions): Promise<number> {
  const { args: words, main, terminal = denoTerminal() } = options;
  const host = denoHost({ main });
  const pipeline = isDefinedPipeline(chosen) ? chosen : plainPipeline(chosen, host.program());
  const program = Deno.build.standalone ? basename(Deno.execPath()) : pipeline.name;
  const line = Deno.build.standalone ? shellWord(program) : `deno run ${shellWord(entryOf(main))}`;
  let voice: OutputOptions = {
    json: words.includes("--json"),
    quiet: false,
    verbose: wantsDebug(),
    color: true,
    program,
  };
  let output = createOutput(terminal, voice);
  try {
    const commands = scriptCommands(pipeline, line);
    const asked = findCommand(words, commands, SCRIPT_FLAGS, line);
    const name = asked.command.name === DEFAULT_WORD ? "" : ` ${asked.command.name}`;
    const usage = `${line} ${usageOf(withRequired(asked.command)).replace(/^run ?/, "")}`.trimEnd();
    const parsed = readCommand(asked.words, asked.command, SCRIPT_FLAGS, {
      full: `${program}${name}`,
      short: `${program}${name}`,
      usage,
    });
    const { flags } = parsed;
    voice = {
      json: flags.on("json"),
      quiet: flags.on("quiet"),
      verbose: flags.on("verbose") || wantsDebug(),
      color: flags.given("color") ?? true,
      program,
    };
    output = createOutput(terminal, voice);
    if (said(output, pipeline, program, commands, parsed, usage)) return 0;
    const redirect = (): Output => output = createOutput(terminal, { ...voice, results: "err" });
    const call = makeCall({ pipeline, engine: options.engine, host, parsed, output, line, program, usage, redirect });
    const printing = asked.command.name === "permissions";
    if (!printing && !flags.on("print-permissions")) {
      return await WORDS[asked.command.name](call, new Set(asked.command.flags.map((flag) => flag.name)));
    }
    return await printLine(call, asked.command, main, withoutAsking(printing ? asked.words : words));
  } catch (error) {
    output.error(error);
    return 2;
  } finally {
    output.end();
  }
}

/** The command as its usage is written: flags that are required stand in it as well. */
function withRequired(command: Command): Command {
  const required = command.flags.filter((flag) =>
    flag.required && !command.arguments.some(({ name }) => name === flag.name)
  );
  const words = required.map(({ name, value }) => ` --${name}${value === undefined ? "" : ` ${value}`}`).join("");
  return { ...command, name: command.name + words };
}

/** Answers what needs no pipeline: help, the version, a completion script. */
function said(
  output: Output,
  pipeline: DefinedPipeline,
  program: string,
  commands: readonly Command[],
  { command, flags }: Parsed,
  usage: string,
): boolean {
  const shell = flags.text("completion");
  if (shell !== undefined) {
    const write = SHELLS[shell as keyof typeof SHELLS];
    output.line(write(commands, SCRIPT_FLAGS, { program, fallback: DEFAULT_WORD }).trimEnd());
  } else if (flags.on("version")) {
    const own = pipeline.version === undefined ? "" : ` ${pipeline.version}`;
    output.line(`${program}${own} (threadloom ${VERSION}, deno ${Deno.version.deno})`);
  } else if (flags.on("help") && command) {
    const variables = pipeline.options.flatMap(({ env, summary, required }) =>
      env === undefined ? [] : [[env, required ? `${summary} (required)` : summary] as const]
    );
    const words = commands.map(({ name, summary }) =>
      name === DEFAULT_WORD ? [name, "Run it; so does no word."] as const : [name, summary] as const
    );
    const parts = [{ heading: "Environment:", rows: variables }];
    if (command.name === DEFAULT_WORD) parts.unshift({ heading: "Words, before or between the flags:", rows: words });
    output.line(commandHelp(command, SCRIPT_FLAGS, { usage, parts }));
  } else return false;
  return true;
}

async function printLine(call: ScriptCall, command: Command, main: string, words: readonly string[]): Promise<number> {
  const { flags, host, output, pipeline, stateFolder } = call;
  const file = command.name === "apply" ? call.args[0] : command.name === "plan" ? flags.text("plan-file") : undefined;
  const planned = command.name === "apply"
    ? asScriptPlan(await readPlanFile(host.files, call.args[0]), call.args[0]).script.options
    : {};
  // What only looks at the state folder needs no more than that; the options that would make the pipeline may be missing.
  const looks = command.name === "status" || (command.name === "dead-letters" && call.args[0] !== "replay");
  const built = looks ? undefined : (await call.build({ ...planned, ...call.given }, true)).pipeline;
  const permissions = unitePermissions(
    built ? await runPermissions(built, { stateFolder, ledger: pipeline.ledger, main }) : { read: [stateFolder] },
    { env: built ? pipeline.options.flatMap(({ env }) => env ?? []) : [] },
    file === undefined ? {} : command.name === "apply" ? { read: [file] } : planFilePermissions(file),
  );
  const text = permissionLine(permissions, main, words);
  if (output.json) output.data({ permissions, line: text });
  else output.line(text);
  return 0;
}

/** A pipeline without options, as one that was defined. */
function plainPipeline(pipeline: Pipeline, name: string): DefinedPipeline {
  if (pipeline?.kind !== "pipeline") {
    throw new UsageError(
      "Cannot run the script: it gave runCli() no pipeline, expected definePipeline() or from(…)….to(…)",
    );
  }
  const build = (): Promise<Pipeline> => Promise.resolve(pipeline);
  return { kind: "defined pipeline", name, summary: "Run the pipeline.", examples: [], options: [], build };
}
