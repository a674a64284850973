/**
 * `threadloom import`: exports into a folder that keeps them.
 *
 * @module
 */
import type { RunOptions } from "../../core/engine/options.ts";
import { HeldError } from "../../core/ledger/common.ts";
import type { Report } from "../../core/report.ts";
import type { Call } from "../command.ts";
import { UsageError } from "../command.ts";
import type { Flags } from "../flags.ts";
import { writeDryRun } from "../import/dry_run.ts";
import { type ImportFolder, importFolder } from "../import/folder.ts";
import { type Memory, newMemory, readMemory, withInputs, writeMemory } from "../import/memory.ts";
import { mergeReports } from "../import/merge.ts";
import { importPipeline } from "../import/pipelines.ts";
import { recogniseAll } from "../import/recognise.ts";
import { selectedIds } from "../import/select.ts";
import { checkRoom } from "../import/space.ts";
import { exitCode, inSession, type Session } from "../import/session.ts";
import { maxDeleteOf } from "../max_delete.ts";
import { runOutputs } from "../import/outputs.ts";
import { writeSummary } from "../import/summary.ts";
import { warnOfKey } from "../search/semantic.ts";

/** Bytes of conversations in flight where pages are made of them, too: with the usual ones an import takes 20 MB more. */
const ARCHIVED_BYTES = 2 * 2 ** 20;

/** Imports, or with `--dry-run` says what an import would do. */
export function run(call: Call): Promise<number> {
  const { flags, output } = call;
  const dry = flags.on("dry-run");
  if (flags.text("output") !== undefined && !dry) {
    throw new UsageError("Cannot write a plan of an import that is carried out: -o FILE goes with --dry-run");
  }
  const folder = importFolder(flags.text("out"));
  return inSession(call, folder, async (session) => {
    const { files } = session.host;
    const inputs = await recogniseAll(call, session.host);
    const before = await readMemory(files, folder);
    const memory = remember(before ?? newMemory(), flags, inputs);
    const ids = await selectedIds(call, session.host, inputs);
    const options = { ...runOptions(flags), ...ids && { only: (id: string) => ids.has(id) } };
    if (dry) return await writeDryRun(call, session, folder, { inputs, memory, options });
    for (const kept of ["archive", "markdown", "jsonl"] as const) {
      if (!before?.[kept] || memory[kept] || !await files.stat(folder[kept])) continue;
      output.note(`${folder[kept]} stays as it is and is no longer kept in step.`);
    }
    warnOfKey(output, memory.semantic);
    await checkRoom(files, folder, memory, inputs);
    if (!before && !await files.stat(folder.root)) await files.makeFolder(folder.root, true);
    await writeMemory(files, folder, memory);
    const report = await carryOut(call, session, folder, { before, memory }, inputs, options);
    if (output.json) output.data(report);
    else writeSummary(output, report, folder, memory);
    return exitCode(report, session);
  });
}

async function carryOut(
  { load, flags }: Call,
  session: Session,
  folder: ImportFolder,
  { before, memory }: { before?: Memory; memory: Memory },
  inputs: string[],
  options: RunOptions,
): Promise<Report> {
  const { run } = await load("../mod.ts");
  const overwriteEdited = flags.on("overwrite-edited");
  const pipeline = await importPipeline(load, folder, memory, { inputs, host: session.host, overwriteEdited });
  const main = await run(
    pipeline,
    session.importOptions(memory.archive ? { ...options, maxBytesInFlight: ARCHIVED_BYTES } : options),
  ).catch(async (error) => {
    // What was asked for here is no business of the run that has the folder, nor of those after it.
    if (error instanceof HeldError && before) await writeMemory(session.host.files, folder, before);
    throw error;
  });
  const { maxDelete, maxDeadLetters, full } = options;
  const outputs = await runOutputs({ load, session, folder, memory, after: main, overwriteEdited }, {
    maxDelete,
    maxDeadLetters,
    full,
  });
  return mergeReports(main, outputs);
}

function remember(before: Memory, flags: Flags, inputs: readonly string[]): Memory {
  const timeZone = flags.text("time-zone") ?? before.timeZone;
  return withInputs({
    ...before,
    archive: flags.given("archive") ?? before.archive,
    media: flags.given("media") ?? before.media,
    markdown: flags.given("markdown") ?? before.markdown,
    jsonl: flags.given("jsonl") ?? before.jsonl,
    ...(timeZone !== undefined && { timeZone }),
  }, inputs);
}

function runOptions(flags: Flags): RunOptions {
  const onDead = flags.text("on-dead");
  return {
    mirror: flags.on("mirror"),
    maxDelete: maxDeleteOf(flags.text("max-delete")),
    maxDeadLetters: flags.number("max-dead-letters"),
    onDead: onDead === "stop" ? "stop" : "continue",
    full: flags.on("full"),
    limit: flags.number("limit"),
  };
}
