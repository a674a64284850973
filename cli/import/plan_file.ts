/**
 * Plans of imports: which import a plan was made for.
 *
 * @module
 */
import type { Plan } from "../../core/engine/options.ts";
import { isObject } from "../../core/raw.ts";
import { notAPlan, type UncheckedPlan } from "../plan_file.ts";
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

/**
 * The plan, if it is one of an import.
 *
 * @throws {CannotRunError} when it is not
 */
export function asImportPlan(plan: UncheckedPlan, path: string): ImportPlan {
  const { out, inputs, memory } = Object(plan.import) as Partial<ImportPlan["import"]>;
  const known = typeof out === "string" && Array.isArray(inputs) &&
    inputs.every((input) => typeof input === "string") && isObject(memory) && Array.isArray(memory.inputs);
  if (!known) throw notAPlan(path, "it is no plan of an import");
  return plan as unknown as ImportPlan;
}
