/**
 * From a command line to a pipeline: options out of words, flags and the environment.
 *
 * @module
 */
import type { DefinedPipeline } from "../../core/define_pipeline.ts";
import type { Engine } from "../../core/engine/api.ts";
import type { Host } from "../../core/host.ts";
import { usesStandardOutput } from "../../core/standard_output.ts";
import { UsageError } from "../command.ts";
import type { Output } from "../output.ts";
import type { Parsed } from "../parse.ts";
import type { ScriptCall } from "./call.ts";
import { checkRequired, environmentValues, type Given, type ReadVariable, wordValues } from "./values.ts";

/** What a call is made of. */
export interface CallParts {
  pipeline: DefinedPipeline;
  engine: Engine;
  host: Host;
  parsed: Parsed;
  output: Output;
  line: string;
  program: string;
  usage: string;
  /** An output whose results go to standard error. */
  redirect(): Output;
}

/** The call; nothing is built yet. */
export function makeCall(parts: CallParts): ScriptCall {
  const { pipeline: defined, host, parsed, output, line, program, usage } = parts;
  const places = parsed.command?.name === "apply" ? parsed.args.slice(1) : actionless(parsed);
  const takesOptions = parsed.command?.name !== "status";
  const given: Given = takesOptions ? wordValues(defined.options, places, parsed.flags) : {};
  return {
    pipeline: defined,
    engine: parts.engine,
    host,
    args: parsed.args,
    flags: parsed.flags,
    output,
    next: (words) => `${line} ${words}`,
    given,
    stateFolder: `${host.home()}/.threadloom/${defined.name}`,
    async build(options = given, pretend = false) {
      const variables = environmentValues(defined.options, pretend ? pretended : readVariable(output));
      const all = { ...options, ...variables };
      checkRequired(defined.options, all, program, usage);
      const pipeline = await defined.build(all as never);
      return { pipeline, output: usesStandardOutput(pipeline) ? parts.redirect() : output };
    },
  };
}

/** The words of `dead-letters` behind its action. */
function actionless({ command, args }: Parsed): readonly string[] {
  return command?.name === "dead-letters" ? args.slice(1) : args;
}

function readVariable(output: Output): ReadVariable {
  return ({ name, env, required }) => {
    try {
      return Deno.env.get(env);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
      const message = `Cannot read option "${name}": the environment variable ${env} may not be read`;
      if (required) throw new UsageError(message, `run it with --allow-env=${env}`);
      output.warn(`${message} (--allow-env=${env}), it is left out`);
      return undefined;
    }
  };
}

/** Where a pipeline is built only to be looked at, a variable that cannot be read is stood in for by its name. */
const pretended: ReadVariable = ({ env, type, required }) => {
  const { state } = Deno.permissions.querySync({ name: "env", variable: env });
  const value = state === "granted" ? Deno.env.get(env) : undefined;
  return value || !required ? value : type === "number" ? "0" : type === "boolean" ? "false" : env;
};
