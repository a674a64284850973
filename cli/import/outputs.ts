/**
 * Keeping the outputs of an import in step with its database.
 *
 * @module
 */
import type { RunOptions } from "../../core/engine/options.ts";
import type { Report } from "../../core/report.ts";
import type { Load } from "../modules.ts";
import type { ImportFolder } from "./folder.ts";
import type { Memory } from "./memory.ts";
import { outputsPipeline } from "./pipelines.ts";
import type { Session } from "./session.ts";

/** What there is to go on. */
export interface OutputsCall {
  load: Load;
  session: Session;
  folder: ImportFolder;
  memory: Memory;
  /** The run that changed the database. */
  after?: Report;
  overwriteEdited?: boolean;
}

/**
 * Runs the outputs; the database is the store of record, so what it no longer has goes. Dead letters of the run before
 * count towards `maxDeadLetters`. Resolves with their reports: none when there are no outputs, or when the run before
 * failed or was stopped (the next one makes up for it).
 */
export async function runOutputs(
  { load, session, folder, memory, after, overwriteEdited }: OutputsCall,
  options: RunOptions = {},
): Promise<Report[]> {
  if (after?.status === "failed" || after?.stopped || session.stopped()) return [];
  const pipeline = await outputsPipeline(load, folder, memory, { overwriteEdited });
  if (!pipeline) return [];
  const { run } = await load("../mod.ts");
  const maxDeadLetters = Math.max(0, (options.maxDeadLetters ?? 0) - (after?.deadLetters ?? 0));
  return [await run(pipeline, session.outputsOptions({ ...options, maxDeadLetters, mirror: true }))];
}
