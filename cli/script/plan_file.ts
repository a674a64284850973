/**
 * Plans of scripts on disk: what the engine planned, and with which options.
 *
 * @module
 */
import type { Plan } from "../../core/engine/options.ts";
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import type { Given } from "./values.ts";

/** A plan with all that is needed to compute it again: options as they were given, but none from the environment. */
export interface ScriptPlan extends Plan {
  script: {
    options: Given;
    maxDelete?: number | `${number}%`;
    full?: boolean;
    limit?: number;
    only?: string[];
  };
}

/** Writes a plan (0600: it names units). */
export async function writePlan(files: Files, path: string, plan: ScriptPlan): Promise<void> {
  await files.write(path, JSON.stringify(plan, null, 2) + "\n", true);
}

/**
 * Reads a plan.
 *
 * @throws {CannotRunError} when there is none, or the file is something else
 */
export async function readPlan(files: Files, path: string): Promise<ScriptPlan> {
  const bytes = await files.read(path);
  if (bytes === undefined) throw notAPlan(path, "there is no such file");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw notAPlan(path, "it is no JSON", cause);
  }
  const { format, pipeline, sinks, script } = Object(value) as Partial<ScriptPlan>;
  if (typeof format === "number" && format > 1) {
    throw new CannotRunError(`Cannot apply "${path}": a newer threadloom wrote it (format ${format}), use that`);
  }
  const { options, only, limit, full, maxDelete } = Object(script) as Partial<ScriptPlan["script"]>;
  const fits = format === 1 && typeof pipeline === "string" && isObject(sinks) && isObject(options) &&
    (only === undefined || Array.isArray(only) && only.every((key) => typeof key === "string")) &&
    ["undefined", "number"].includes(typeof limit) && ["undefined", "boolean"].includes(typeof full) &&
    ["undefined", "number", "string"].includes(typeof maxDelete);
  if (!fits) throw notAPlan(path, "it is no plan of a script");
  return value as ScriptPlan;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function notAPlan(path: string, what: string, cause?: unknown): CannotRunError {
  return new CannotRunError(`Cannot apply "${path}": ${what}, expected a file that plan -o FILE wrote`, { cause });
}
