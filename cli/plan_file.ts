/**
 * Plans on disk: what the engine planned, and what is needed to compute it again.
 *
 * @module
 */
import type { Plan } from "../core/engine/options.ts";
import { CannotRunError } from "../core/errors.ts";
import type { Files } from "../core/host.ts";
import { isObject } from "../core/raw.ts";

/** Writes a plan (0600: it names units). */
export async function writePlanFile(files: Files, path: string, plan: Plan): Promise<void> {
  await files.write(path, JSON.stringify(plan, null, 2) + "\n", true);
}

/** A plan of which only the engine's part has been looked at. */
export type UncheckedPlan = Plan & { readonly [part: string]: unknown };

/**
 * Reads a plan; what was noted beside it is checked by whoever noted it.
 *
 * @throws {CannotRunError} when there is none, the file is something else, or a newer program wrote it
 */
export async function readPlanFile(files: Files, path: string): Promise<UncheckedPlan> {
  const bytes = await files.read(path);
  if (bytes === undefined) throw notAPlan(path, "there is no such file");
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw notAPlan(path, "it is no JSON", cause);
  }
  const { format, pipeline, sinks } = Object(value) as Partial<Plan>;
  if (typeof format === "number" && format > 1) {
    throw new CannotRunError(`Cannot apply "${path}": a newer threadloom wrote it (format ${format}), use that`);
  }
  if (format !== 1 || typeof pipeline !== "string" || !isObject(sinks)) throw notAPlan(path, "it is no plan");
  return value as UncheckedPlan;
}

/** Says what stands there instead of a plan. */
export function notAPlan(path: string, what: string, cause?: unknown): CannotRunError {
  return new CannotRunError(
    `Cannot apply "${path}": ${what}, expected a file that plan -o FILE or import --dry-run -o FILE wrote`,
    { cause },
  );
}
