/**
 * Conversations from NocoDB into a database, and from there into Parquet and report pages: `threadloom collect` as a
 * script, to change.
 *
 *     NOCODB_API_TOKEN=… deno run -A examples/nocodb_analytics.ts
 */
import { from, run } from "../mod.ts";
import { analyze, categorize, detectLanguage, reportPages } from "../plugins/analytics/mod.ts";
import { nocodbSource } from "../plugins/nocodb/mod.ts";
import { parquetReports, parquetSink } from "../plugins/parquet/mod.ts";
import { sqliteSource, sqliteStore } from "../plugins/sqlite/mod.ts";

const folder = Deno.env.get("OUT") ?? "analytics";
const database = { path: `${folder}/threadloom.db` };

const source = nocodbSource({
  baseUrl: Deno.env.get("NOCODB_BASE_URL") ?? "http://localhost:8080",
  token: Deno.env.get("NOCODB_API_TOKEN") ?? "",
  base: Deno.env.get("NOCODB_PROJECT_ID") ?? "support",
});

await run(from(source).through(detectLanguage({})).through(categorize({})).to(sqliteStore(database)), {
  name: "collect",
});
await run(from(sqliteSource(database)).to(parquetSink({ path: folder })), { name: "outputs", mirror: true });
const { sinks } = await run(
  from(sqliteSource(database))
    .through(analyze({ timeZone: "Europe/Amsterdam" }))
    .to(parquetReports({ path: folder }), reportPages({ path: `${folder}/reports` })),
  { name: "reports", mirror: true },
);
console.log(sinks);
