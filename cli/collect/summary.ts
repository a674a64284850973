/**
 * What a collection says at its end.
 *
 * @module
 */
import type { Report } from "../../core/report.ts";
import type { Output } from "../output.ts";
import { plainText } from "../plain_text.ts";
import { shellWord } from "../shell.ts";
import { writeCounts } from "../show/summary.ts";
import { databaseOf, pagesOf } from "./pipelines.ts";
import type { CollectSettings } from "./settings.ts";

/** Writes counts, and where everything is. */
export function writeCollected(output: Output, report: Report, settings: CollectSettings): void {
  const { line, strong } = output;
  writeCounts(output, report, { letters: () => `threadloom dead-letters list --out ${shellWord(settings.root)}` });
  line();
  line(strong("Where"));
  line(`  ${databaseOf(settings)}  SQLite, the store of record`);
  if (settings.mongodb) line(`  ${plainText(settings.mongodb.database)}  in MongoDB`);
  for (const place of settings.places) {
    line(`  ${place}  Parquet: conversations, user_analytics, analytics_reports`);
    line(`  ${pagesOf(place)}/index.html  reports to look at`);
  }
  if (report.stopped) line("\nNext: threadloom collect --resume");
}
