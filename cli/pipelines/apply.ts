/**
 * A plan of a configured pipeline, carried out or refused.
 *
 * @module
 */
import { type Call, UsageError } from "../command.ts";
import { notAPlan, type UncheckedPlan } from "../plan_file.ts";
import { apply } from "../script/commands.ts";
import { asScriptPlan } from "../script/plan_file.ts";
import { choosePipelines, openConfig } from "./configured.ts";
import { sayToEach } from "./words.ts";

/**
 * Does what the plan lists, on the config it was made from (or the one that `--config` names).
 *
 * @throws {CannotRunError} when it is no plan of a configured pipeline, or is stale
 */
export async function applyConfigured(call: Call, plan: UncheckedPlan): Promise<number> {
  const [file] = call.args;
  const { script: { config }, pipeline } = asScriptPlan(plan, file);
  if (config === undefined) throw notAPlan(file, "it is a plan of a script, which applies it itself");
  if (call.flags.text("out") !== undefined) {
    throw new UsageError(`Cannot apply "${file}" to an import's folder: it is a plan of the pipeline "${pipeline}"`);
  }
  const opened = await openConfig(call, [pipeline], { ...config, file: call.flags.text("config") ?? config.file });
  return await sayToEach(call, opened, choosePipelines(opened, [pipeline]), apply);
}
