/**
 * `threadloom dead-letters`: what failed, and another try.
 *
 * @module
 */
import type { DeadLetter } from "../../core/report.ts";
import { CannotRunError } from "../../core/errors.ts";
import { denoHost } from "../../host/deno.ts";
import type { Call } from "../command.ts";
import { listCollected, replayCollected } from "../collect/dead_letters.ts";
import { collectionOf } from "../collect/kept.ts";
import { type ImportFolder, outFlag } from "../import/folder.ts";
import { type Memory, presentInputs } from "../import/memory.ts";
import { mergeReports } from "../import/merge.ts";
import { openImport } from "../import/opened.ts";
import { runOutputs } from "../import/outputs.ts";
import { importPipeline } from "../import/pipelines.ts";
import { exitCode, inSession, type Session } from "../import/session.ts";
import { writeSummary } from "../import/summary.ts";
import { isAboutConfig } from "../pipelines/target.ts";
import { sayTo } from "../pipelines/words.ts";
import { deadLetters as deadLettersWord } from "../script/commands.ts";
import { writeDeadLetters } from "../show/dead_letters.ts";

/** Lists dead letters or tries them again. */
export async function run(call: Call): Promise<number> {
  const { args, flags } = call;
  if (await isAboutConfig(call, args.length > 1)) return await sayTo(call, deadLettersWord, args.slice(1));
  const replaying = args[0] === "replay";
  const collection = await collectionOf(call);
  if (collection) return await (replaying ? replayCollected : listCollected)(call, collection);
  const verb = replaying ? "replay dead letters of" : "list dead letters of";
  const { folder, memory } = await openImport(denoHost().files, verb, flags.text("out"));
  return await inSession(call, folder, async (session) => {
    const letters = await lettersOf(call, session);
    return replaying ? await replay(call, session, folder, memory, letters) : list(call, folder, letters);
  });
}

async function lettersOf({ load }: Call, session: Session): Promise<DeadLetter[]> {
  const { deadLetters } = await load("../mod.ts");
  return [...await deadLetters(session.importOptions()), ...await deadLetters(session.outputsOptions())];
}

function list({ output }: Call, folder: ImportFolder, letters: readonly DeadLetter[]): number {
  writeDeadLetters(output, letters, `threadloom dead-letters replay${outFlag(folder)}`);
  return 0;
}

async function replay(
  { load, flags, output }: Call,
  session: Session,
  folder: ImportFolder,
  memory: Memory,
  letters: readonly DeadLetter[],
): Promise<number> {
  if (letters.length === 0) output.note("There are no dead letters.");
  const { present, gone } = await presentInputs(session.host.files, memory);
  for (const path of gone) output.warn(`${path} is no longer there and is left out`);
  if (present.length === 0) {
    throw new CannotRunError(
      `Cannot replay dead letters of "${folder.shown}": no export that was imported is still there, import one again`,
    );
  }
  const engine = await load("../mod.ts");
  const options = { maxDeadLetters: flags.number("max-dead-letters") };
  const pipeline = await importPipeline(load, folder, memory, { inputs: present, host: session.host });
  const main = await engine.replay(pipeline, session.importOptions(options));
  // What died on the way to an output was not committed there: an ordinary run tries it again.
  const outputs = await runOutputs({ load, session, folder, memory, after: main }, options);
  const report = mergeReports(main, outputs);
  if (output.json) output.data(report);
  else writeSummary(output, report, folder, memory);
  return exitCode(report, session);
}
