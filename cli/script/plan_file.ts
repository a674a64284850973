/**
 * Plans of scripts and of configured pipelines: with which options a plan was made.
 *
 * @module
 */
import type { Plan } from "../../core/engine/options.ts";
import { isObject } from "../../core/raw.ts";
import { notAPlan, type UncheckedPlan } from "../plan_file.ts";
import type { ConfigOrigin } from "./call.ts";
import type { Given } from "./values.ts";

/** A plan with all that is needed to compute it again: options as they were given, but none from the environment. */
export interface ScriptPlan extends Plan {
  script: {
    options: Given;
    maxDelete?: number | `${number}%`;
    full?: boolean;
    limit?: number;
    only?: string[];
    /** Of a pipeline that stands in a config file: which. */
    config?: ConfigOrigin;
  };
}

/**
 * The plan, if it is one of a script or of a configured pipeline.
 *
 * @throws {CannotRunError} when it is not
 */
export function asScriptPlan(plan: UncheckedPlan, path: string): ScriptPlan {
  const { options, only, limit, full, maxDelete, config } = Object(plan.script) as Partial<ScriptPlan["script"]>;
  const fits = isObject(options) &&
    (only === undefined || Array.isArray(only) && only.every((key) => typeof key === "string")) &&
    ["undefined", "number"].includes(typeof limit) && ["undefined", "boolean"].includes(typeof full) &&
    ["undefined", "number", "string"].includes(typeof maxDelete) &&
    (config === undefined || isObject(config) && typeof config.file === "string" && Array.isArray(config.set));
  if (!fits) throw notAPlan(path, "it is no plan of a script or of a config");
  return plan as unknown as ScriptPlan;
}
