/**
 * `threadloom dead-letters` of a folder that was collected into.
 *
 * @module
 */
import type { DeadLetter } from "../../core/report.ts";
import type { Call } from "../command.ts";
import { mergeReports } from "../import/merge.ts";
import { exitCode, interruptible } from "../session.ts";
import { shellWord } from "../shell.ts";
import { writeDeadLetters } from "../show/dead_letters.ts";
import { type Collection, keptOf } from "./kept.ts";
import { pipelineOf, STAGES } from "./pipelines.ts";
import { followDatabase, ledgerOf, stateOf } from "./run.ts";
import { writeCollected } from "./summary.ts";

/** Lists them. */
export async function listCollected({ load, output }: Call, collection: Collection): Promise<number> {
  const { deadLetters } = await load("../mod.ts");
  const ledger = await ledgerOf(load, collection);
  const letters: DeadLetter[] = [];
  for (const { name } of STAGES) {
    const options = { host: collection.host, name, stateFolder: stateOf(collection, name), ...ledger && { ledger } };
    letters.push(...await deadLetters(options));
  }
  writeDeadLetters(output, letters, `threadloom dead-letters replay --out ${shellWord(collection.root)}`);
  return 0;
}

/** Reads those that died on their way from NocoDB again; what died later is tried again by an ordinary run. */
export async function replayCollected(call: Call, collection: Collection): Promise<number> {
  const { load, flags, output } = call;
  const kept = await keptOf(call, collection, "replay dead letters of", { source: true });
  const { host, settings, stages } = kept;
  const { replay } = await load("../mod.ts");
  const options = { maxDeadLetters: flags.number("max-dead-letters") };
  return await interruptible(output, host, async (session) => {
    const [first] = stages;
    const pipeline = await pipelineOf("collect", load, settings);
    const main = await replay(pipeline!, { ...session.common, ...first.options, ...options });
    const after = main.status === "failed" || main.stopped
      ? undefined
      : await followDatabase({ load, host, session, settings, options }, stages, main);
    const report = after ? mergeReports(main, [after]) : main;
    if (output.json) output.data(report);
    else writeCollected(output, report, settings);
    return exitCode(report, session);
  });
}
