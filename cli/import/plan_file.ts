/**
 * Plans on disk: what the engine planned, and which import it was planned for.
 *
 * @module
 */
import type { Plan } from "../../core/engine/options.ts";
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import type { Memory } from "./memory.ts";

/** A plan with all that is needed to compute it again: paths and flags, no values and no secrets. */
export interface ImportPlan extends Plan {
  import: {
    /** Absolute path of the import's folder. */
    out: string;
    /** Absolute paths of the exports. */
    inputs: string[];
    memory: Memory;
    maxDelete?: number | `${number}%`;
    full?: boolean;
    limit?: number;
    overwriteEdited?: boolean;
  };
}

/** Writes a plan (0600: it names conversations). */
export async function writePlan(files: Files, path: string, plan: ImportPlan): Promise<void> {
  await files.write(path, JSON.stringify(plan, null, 2) + "\n", true);
}

/**
 * Reads a plan.
 *
 * @throws {CannotRunError} when there is none, or the file is something else
 */
export async function readPlan(files: Files, path: string): Promise<ImportPlan> {
  const bytes = await files.read(path);
  if (bytes === undefined) {
    throw new CannotRunError(
      `Cannot apply "${path}": there is no such file, expected one that threadloom import --dry-run -o FILE wrote`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw notAPlan(path, "it is no JSON", cause);
  }
  const plan = Object(value) as Partial<ImportPlan>;
  if (typeof plan.format === "number" && plan.format > 1) {
    throw new CannotRunError(`Cannot apply "${path}": a newer threadloom wrote it (format ${plan.format}), use that`);
  }
  const of = plan.import;
  const known = plan.format === 1 && typeof plan.pipeline === "string" && typeof plan.sinks === "object" &&
    typeof of === "object" && of !== null && typeof of.out === "string" && Array.isArray(of.inputs) &&
    of.inputs.every((input) => typeof input === "string") && typeof of.memory === "object" && of.memory !== null &&
    Array.isArray(of.memory.inputs);
  if (!known) throw notAPlan(path, "it is no plan of an import");
  return plan as ImportPlan;
}

function notAPlan(path: string, what: string, cause?: unknown): CannotRunError {
  return new CannotRunError(
    `Cannot apply "${path}": ${what}, expected a file that threadloom import --dry-run -o FILE wrote`,
    { cause },
  );
}
