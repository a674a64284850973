/**
 * `import --dry-run`: what an import would do.
 *
 * @module
 */
import type { Plan, RunOptions } from "../../core/engine/options.ts";
import type { Call } from "../command.ts";
import { plainText } from "../plain_text.ts";
import { planReport, writePlanCounts } from "../show/plan.ts";
import { type ImportFolder, outFlag } from "./folder.ts";
import type { Memory } from "./memory.ts";
import { importPipeline } from "./pipelines.ts";
import { writePlanFile } from "../plan_file.ts";
import type { ImportPlan } from "./plan_file.ts";
import type { Session } from "./session.ts";

/** What would be imported, and how. */
export interface DryRun {
  inputs: string[];
  memory: Memory;
  options: RunOptions;
}

/** Plans, says what the plan holds, and writes it down where `-o` says. Nothing else is written. */
export async function writeDryRun(
  { load, flags, output }: Call,
  session: Session,
  folder: ImportFolder,
  { inputs, memory, options }: DryRun,
): Promise<number> {
  const started = session.host.clock.now();
  const { plan } = await load("../mod.ts");
  const pipeline = await importPipeline(load, folder, memory, { inputs, host: session.host });
  const made = await plan(pipeline, session.importOptions(options));
  const file = flags.text("output");
  if (file !== undefined) {
    const { maxDelete, full, limit } = options;
    const overwriteEdited = flags.on("overwrite-edited");
    const planned: ImportPlan = {
      ...made,
      import: { out: folder.root, inputs, memory, maxDelete, full, limit, overwriteEdited },
    };
    await writePlanFile(session.host.files, file, planned);
  }
  if (output.json) output.data({ ...planReport(made), durationMs: session.host.clock.now() - started });
  else writePlanText({ output, flags }, made, folder, memory);
  return made.source.dead > (options.maxDeadLetters ?? 0) ? 1 : 0;
}

function writePlanText(
  { output, flags }: Pick<Call, "output" | "flags">,
  plan: Plan,
  folder: ImportFolder,
  memory: Memory,
): void {
  const { line } = output;
  writePlanCounts(output, plan);
  const outputs = [...(memory.markdown ? [folder.markdown] : []), ...(memory.jsonl ? [folder.jsonl] : [])];
  if (outputs.length > 0) {
    line();
    line(`Afterwards ${outputs.join(" and ")} would be brought in step with the database.`);
  }
  for (const note of plan.notes) line(`- ${plainText(note)}`);
  const file = flags.text("output");
  if (file === undefined) return;
  line();
  line(`Next: threadloom apply ${plainText(file)}${outFlag(folder)}`);
}
