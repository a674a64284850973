/**
 * From words to an exit code.
 *
 * @module
 */
import type { Host } from "../core/host.ts";
import { type Call, UsageError } from "./command.ts";
import { COMMANDS, GLOBAL_FLAGS } from "./commands.ts";
import { wantsDebug } from "./debug.ts";
import { commandHelp, generalHelp } from "./help.ts";
import type { Load } from "./modules.ts";
import { createOutput, type Output } from "./output.ts";
import { parseCommandLine, type Parsed } from "./parse.ts";
import { suggest } from "./suggest.ts";
import { denoTerminal, type Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

/**
 * Runs a command line; resolves with the exit code and never rejects.
 *
 * @param load imports a module by its path relative to `cli/`
 * @param host what pipelines run on; crash tests end the process inside it
 */
export async function main(
  words: readonly string[],
  load: Load,
  terminal: Terminal = denoTerminal(),
  host?: Host,
): Promise<number> {
  let output: Output = createOutput(terminal, {
    json: words.includes("--json"),
    quiet: false,
    verbose: wantsDebug(),
    color: !words.includes("--no-color"),
  });
  try {
    const parsed = parseCommandLine(words, COMMANDS, GLOBAL_FLAGS);
    const voice = {
      json: parsed.flags.on("json"),
      quiet: parsed.flags.on("quiet"),
      verbose: parsed.flags.on("verbose") || wantsDebug(),
      color: parsed.flags.given("color") ?? true,
    };
    output = createOutput(terminal, voice);
    const redirect = (): Output => output = createOutput(terminal, { ...voice, results: "err" });
    return await dispatch(parsed, { output, redirect, load, host });
  } catch (error) {
    output.error(error);
    return 2;
  } finally {
    output.end();
  }
}

async function dispatch(
  { command, args, flags }: Parsed,
  voice: Pick<Call, "output" | "redirect" | "load" | "host">,
): Promise<number> {
  const { output, load } = voice;
  if (flags.on("version")) {
    output.line(`threadloom ${VERSION} (deno ${Deno.version.deno})`);
    return 0;
  }
  if (!command) {
    output.line(generalHelp(COMMANDS, GLOBAL_FLAGS));
    return flags.on("help") ? 0 : 2;
  }
  if (flags.on("help")) {
    output.line(commandHelp(command, GLOBAL_FLAGS));
    return 0;
  }
  if (command.module === undefined) {
    output.line(helpOn(args[0]));
    return 0;
  }
  const { run } = await load(command.module);
  const call: Call = { ...voice, command, args, flags };
  return await run(call);
}

function helpOn(name: string | undefined): string {
  if (name === undefined) return generalHelp(COMMANDS, GLOBAL_FLAGS);
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command) return commandHelp(command, GLOBAL_FLAGS);
  const names = COMMANDS.map((candidate) => candidate.name);
  const meant = suggest(name, names);
  throw new UsageError(
    `Cannot find help on "${name}"${meant ? `: did you mean "${meant}"?` : ""}`,
    `the commands are ${names.join(", ")}`,
  );
}
