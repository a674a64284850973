/**
 * Conversations from NocoDB into a database, and from there into MongoDB, Parquet and report pages, here and in S3:
 * `threadloom collect` as a script, to change.
 *
 *     NOCODB_API_TOKEN=… deno run -A examples/nocodb_analytics.ts
 *
 * MONGODB_URI and S3_BUCKET add MongoDB and S3; AWS_ENDPOINT_URL_S3 names another service than AWS.
 */
import { from, run, type Sink } from "../mod.ts";
import {
  type AnalyticsReport,
  analyticsSource,
  analyticsStore,
  categorize,
  detectLanguage,
  reportPages,
} from "../plugins/analytics/mod.ts";
import { mongodbReports, mongodbStore } from "../plugins/mongodb/mod.ts";
import { nocodbSource } from "../plugins/nocodb/mod.ts";
import { parquetReports, parquetSink } from "../plugins/parquet/mod.ts";
import { sqliteSource, sqliteStore } from "../plugins/sqlite/mod.ts";

const variable = (name: string, otherwise = ""): string => Deno.env.get(name) || otherwise;
const folder = variable("OUT", "analytics");
const bucket = variable("S3_BUCKET");
const s3 = `s3://${bucket}/${variable("S3_PREFIX", "analytics")}`;
const mongodb = { uri: variable("MONGODB_URI"), database: variable("MONGODB_DATABASE", "threadloom") };
const options = (name: string) => ({ name, stateFolder: `${folder}/.threadloom/${name}` });

// What is new or changed comes into the database, the store of record.
const source = nocodbSource({
  baseUrl: variable("NOCODB_BASE_URL", "http://localhost:8080"),
  token: variable("NOCODB_API_TOKEN"),
  base: variable("NOCODB_PROJECT_ID", "support"),
});
const database = { path: `${folder}/threadloom.db` };
await run(
  from(source).through(detectLanguage({})).through(categorize({})).to(sqliteStore(database)),
  options("collect"),
);

// Everything else follows the database: what is gone there goes everywhere (`mirror`).
const conversations = await run(
  from(sqliteSource(database)).to(
    parquetSink({ path: folder }),
    ...mongodb.uri ? [mongodbStore(mongodb)] : [],
    ...bucket ? [parquetSink({ path: s3, name: "parquet_s3" })] : [],
  ),
  { ...options("outputs"), mirror: true },
);

// A changed conversation works out its own days, weeks, months and its user again; only those are written.
const analysis = { path: `${folder}/.threadloom/analytics.db` };
await run(from(sqliteSource(database)).to(analyticsStore({ ...analysis, timeZone: "Europe/Amsterdam" })), {
  ...options("analysis"),
  mirror: true,
});
const pages: Sink<AnalyticsReport>[] = [
  reportPages({ path: `${folder}/reports` }),
  ...mongodb.uri ? [mongodbReports(mongodb)] : [],
  ...bucket ? [parquetReports({ path: s3, name: "parquet_reports_s3" })] : [],
  ...bucket ? [reportPages({ path: `${s3}/reports`, name: "reports_s3" })] : [],
];
const reports = await run(from(analyticsSource(analysis)).to(parquetReports({ path: folder }), ...pages), {
  ...options("reports"),
  mirror: true,
});
console.log(JSON.stringify({ ...conversations.sinks, ...reports.sinks }, undefined, 2));
