/**
 * A collection from its beginning to its end: its stages, one after the other, and the file that says how far it is.
 *
 * @module
 */
import { dirname, join } from "node:path";
import type { RunOptions } from "../../core/engine/options.ts";
import type { Host } from "../../core/host.ts";
import type { Ledger } from "../../core/ledger.ts";
import type { Report } from "../../core/report.ts";
import { mergeReports } from "../import/merge.ts";
import type { Load } from "../modules.ts";
import type { Interruptible } from "../session.ts";
import { pipelineOf, STAGES } from "./pipelines.ts";
import { type CollectSettings, stateFolder } from "./settings.ts";
import { type Stage, StateFile } from "./state_file.ts";

/** What a collection is given. */
export interface Collecting {
  load: Load;
  host: Host;
  session: Interruptible;
  settings: CollectSettings;
  /** Options of every run. */
  options: RunOptions;
}

/** Runs all stages; the report counts the conversations that came from NocoDB, and every store and file. */
export async function collect({ load, host, session, settings, options }: Collecting): Promise<Report> {
  const { run } = await load("../mod.ts");
  await host.files.makeFolder(settings.root, true);
  if (!settings.s3State) await host.files.makeFolder(dirname(settings.stateFile));
  const file = new StateFile(host, settings.stateFile, settings.selected);
  const ledger = await ledgerOf(load, settings);
  let report: Report | undefined;
  try {
    for (const { stage, name } of STAGES) {
      await file.begin(stage);
      const pipeline = await pipelineOf(stage, load, settings);
      if (!pipeline) continue;
      const own = { ...session.common, host, name, stateFolder: stateOf(settings, name), ...ledger && { ledger } };
      const made = await run(pipeline, { ...own, ...optionsOf(stage, options, report) });
      file.add(made, stage);
      report = report ? mergeReports(report, [made]) : made;
      if (made.status === "failed" || made.stopped || session.stopped()) break;
    }
  } catch (error) {
    await file.end(session.stopped() ? "stopped" : "failed");
    throw error;
  }
  await file.end(report!.stopped || session.stopped() ? "stopped" : report!.status);
  return report!;
}

/** Brings what follows the database in step with it, by these stages; undefined where there is none. */
export async function followDatabase(
  { load, session, settings, options, host }: Collecting,
  stages: readonly { stage: Stage; options: RunOptions }[],
  before?: Report,
): Promise<Report | undefined> {
  const { run } = await load("../mod.ts");
  let report: Report | undefined;
  for (const { stage, options: own } of stages) {
    const pipeline = stage === "collect" || session.stopped() ? undefined : await pipelineOf(stage, load, settings);
    if (!pipeline) continue;
    const made = await run(pipeline, {
      ...session.common,
      host,
      ...own,
      ...optionsOf(stage, options, report ?? before),
    });
    report = report ? mergeReports(report, [made]) : made;
    if (made.status === "failed" || made.stopped) break;
  }
  return report;
}

/** Where a stage keeps its ledger. */
export function stateOf({ root }: Pick<CollectSettings, "root">, name: string): string {
  return join(root, ".threadloom", name);
}

/** The ledger in S3; undefined: the default one, in the folder. */
export async function ledgerOf(
  load: Load,
  { s3State, s3 }: Pick<CollectSettings, "s3State" | "s3">,
): Promise<Ledger | undefined> {
  if (!s3State || !s3) return undefined;
  const { place, ...access } = s3;
  const { s3Ledger } = await load("../plugins/s3/mod.ts");
  return s3Ledger({ path: stateFolder(place), ...access });
}

/** The database is the store of record: what it no longer has goes from everywhere. */
function optionsOf(stage: string, options: RunOptions, before: Report | undefined): RunOptions {
  if (stage === "collect") return options;
  const maxDeadLetters = Math.max(0, (options.maxDeadLetters ?? 0) - (before?.deadLetters ?? 0));
  return { ...options, mirror: true, maxDeadLetters };
}
