/**
 * `threadloom apply`: a plan, carried out or refused.
 *
 * @module
 */
import type { Call } from "../command.ts";
import { importFolder } from "../import/folder.ts";
import { writeMemory } from "../import/memory.ts";
import { mergeReports } from "../import/merge.ts";
import { runOutputs } from "../import/outputs.ts";
import { importPipeline } from "../import/pipelines.ts";
import { asImportPlan } from "../import/plan_file.ts";
import { applyConfigured } from "../pipelines/apply.ts";
import { readPlanFile } from "../plan_file.ts";
import { exitCode, inSession } from "../import/session.ts";
import { writeSummary } from "../import/summary.ts";
import { denoHost } from "../../host/deno.ts";

/** Does what the plan lists; a plan that no longer holds writes nothing. */
export async function run(call: Call): Promise<number> {
  const { args, flags, load, output } = call;
  const read = await readPlanFile(denoHost().files, args[0]);
  if (read.import === undefined) return await applyConfigured(call, read);
  const plan = asImportPlan(read, args[0]);
  const { import: of, ...engines } = plan;
  const folder = importFolder(flags.text("out") ?? of.out);
  return await inSession(call, folder, async (session) => {
    const { files } = session.host;
    const { apply } = await load("../mod.ts");
    const { inputs, memory, maxDelete, full, limit, overwriteEdited } = of;
    const pipeline = await importPipeline(load, folder, memory, { inputs, host: session.host, overwriteEdited });
    const maxDeadLetters = flags.number("max-dead-letters");
    const options = { mirror: plan.mirror, maxDelete, full, limit, maxDeadLetters };
    const main = await apply(pipeline, engines, session.importOptions(options));
    await writeMemory(files, folder, memory);
    const outputs = await runOutputs({ load, session, folder, memory, after: main, overwriteEdited }, {
      maxDelete,
      maxDeadLetters,
      full,
    });
    const report = mergeReports(main, outputs);
    if (output.json) output.data(report);
    else writeSummary(output, report, folder, memory);
    return exitCode(report, session);
  });
}
