/**
 * The pipelines of a collection: NocoDB into the database, and the database into what is kept equal to it.
 *
 * @module
 */
import { join } from "node:path";
import type { Pipeline, Sink } from "../../core/chain.ts";
import type { Conversation } from "../../core/conversation.ts";
import { isRemote } from "../../core/remote_path.ts";
import type { AnalyticsReport } from "../../plugins/analytics/mod.ts";
import type { Load } from "../modules.ts";
import type { CollectSettings } from "./settings.ts";
import type { Stage } from "./state_file.ts";

/** The stages in order, and the names under which their state is kept. */
export const STAGES: readonly { readonly stage: Stage; readonly name: string }[] = [
  { stage: "collect", name: "collect" },
  { stage: "outputs", name: "collect_outputs" },
  { stage: "analysis", name: "collect_analysis" },
  { stage: "reports", name: "collect_report_sinks" },
];

/** The pipeline of a stage; undefined where there is nothing to write to. */
export async function pipelineOf(
  stage: Stage,
  load: Load,
  settings: CollectSettings,
): Promise<Pipeline | undefined> {
  if (stage === "collect") return await collecting(load, settings);
  if (stage === "outputs") return await outputs(load, settings);
  return stage === "analysis" ? await analysis(load, settings) : await reports(load, settings);
}

/** The store of record. */
export function databaseOf({ root }: Pick<CollectSettings, "root">): string {
  return join(root, "threadloom.db");
}

async function collecting(load: Load, settings: CollectSettings): Promise<Pipeline> {
  const { nocodb, selected, model, device, translation, ioConcurrency, maxWorkers } = settings;
  const { from } = await load("../mod.ts");
  const { nocodbSource } = await load("../plugins/nocodb/mod.ts");
  const { categorize, detectLanguage, translate } = await load("../plugins/analytics/mod.ts");
  const { sqliteStore } = await load("../plugins/sqlite/mod.ts");
  const engine = model === undefined
    ? { engine: "rules" as const }
    : { engine: "local" as const, model, device, ...given({ maxWorkers }) };
  const store = sqliteStore({ path: databaseOf(settings) });
  const told = from(nocodbSource({ ...given(nocodb), ...selected }))
    .through(detectLanguage(given({ maxWorkers })))
    .through(categorize(engine));
  return translation
    ? told.through(translate({ ...translation, ...given({ ioConcurrency }) })).to(store)
    : told.to(store);
}

async function outputs(load: Load, settings: CollectSettings): Promise<Pipeline | undefined> {
  const { from } = await load("../mod.ts");
  const { sqliteSource } = await load("../plugins/sqlite/mod.ts");
  const { parquetSink } = await load("../plugins/parquet/mod.ts");
  const { ioConcurrency } = settings;
  const sinks: Sink<Conversation>[] = [];
  if (settings.mongodb) {
    const { mongodbStore } = await load("../plugins/mongodb/mod.ts");
    sinks.push(mongodbStore(settings.mongodb));
  }
  for (const path of settings.places) {
    sinks.push(parquetSink({ path, name: nameOf("parquet", path), ...given({ ioConcurrency }) }));
  }
  const [first, ...more] = sinks;
  return first && from(sqliteSource({ path: databaseOf(settings) })).to(first, ...more);
}

/** What conversations come to in numbers, and the reports made of them. */
function analysisOf({ root }: Pick<CollectSettings, "root">): string {
  return join(root, ".threadloom", "analytics.db");
}

async function analysis(load: Load, settings: CollectSettings): Promise<Pipeline> {
  const { from } = await load("../mod.ts");
  const { sqliteSource } = await load("../plugins/sqlite/mod.ts");
  const { analyticsStore } = await load("../plugins/analytics/mod.ts");
  return from(sqliteSource({ path: databaseOf(settings) })).to(analyticsStore({ path: analysisOf(settings) }));
}

async function reports(load: Load, settings: CollectSettings): Promise<Pipeline | undefined> {
  const { from } = await load("../mod.ts");
  const { analyticsSource, reportPages } = await load("../plugins/analytics/mod.ts");
  const { parquetReports } = await load("../plugins/parquet/mod.ts");
  const { ioConcurrency } = settings;
  const sinks: Sink<AnalyticsReport>[] = [];
  if (settings.mongodb) {
    const { mongodbReports } = await load("../plugins/mongodb/mod.ts");
    sinks.push(mongodbReports(settings.mongodb));
  }
  for (const path of settings.places) {
    sinks.push(parquetReports({ path, name: nameOf("parquet_reports", path), ...given({ ioConcurrency }) }));
    sinks.push(reportPages({ path: pagesOf(path), name: nameOf("reports", path) }));
  }
  const [first, ...more] = sinks;
  return first && from(analyticsSource({ path: analysisOf(settings) })).to(first, ...more);
}

/** The pages of a place. */
export function pagesOf(place: string): string {
  return isRemote(place) ? `${place}/reports` : join(place, "reports");
}

function nameOf(name: string, place: string): string {
  return isRemote(place) ? `${name}_s3` : name;
}

/** Options without those that nobody gave: defaults are the plugins' own. */
function given<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
