/**
 * The source that hands over the reports of a kept analysis.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { OpenSource, Source, Unit, UnitBatch } from "../../../core/source.ts";
import { unitBatches } from "../../../core/unit_batches.ts";
import { openBookForReading } from "./book/database.ts";
import { openReportReader, reportFaces } from "./book/reports.ts";
import type { AnalyticsReport } from "./record.ts";

/** Options of `analyticsSource`. */
export interface AnalyticsSourceOptions {
  /**
   * The database file that `analyticsStore` wrote.
   * @default "analytics.db"
   */
  path?: string;
}

/** Options with defaults filled in. */
export type AnalyticsSourceSettings = Required<AnalyticsSourceOptions>;

const schema: z.ZodType<AnalyticsSourceSettings, AnalyticsSourceOptions> = z.strictObject({
  path: z.string().min(1).default("analytics.db").describe("The database file that the analytics store wrote."),
});

/**
 * Hands over the reports that `analyticsStore` keeps: days, weeks, months, each by time, then users by name. A unit is one
 * report and its key is the report's id; one that is as it was is not read.
 */
export const analyticsSource: PluginFactory<
  AnalyticsSourceOptions | void,
  AnalyticsSourceSettings,
  Omit<Source<AnalyticsReport>, typeof PLUGIN>
> = definePlugin({
  name: "analytics",
  kind: "source",
  summary: "Reads the reports that the store analytics keeps.",
  emits: "report",
  options: schema,
  roles: { path: "location" },
  permissions: ({ path }) => ({ read: [path, `${path}-wal`, `${path}-shm`] }),
  create: ({ path }: AnalyticsSourceSettings): Omit<Source<AnalyticsReport>, typeof PLUGIN> => ({
    kind: "source",
    // deno-lint-ignore require-await -- a throw has to be a rejection
    open: async (context) => openSource(openBookForReading(path), context, path),
  }),
});

function openSource(database: DatabaseSync, context: Context, path: string): OpenSource<AnalyticsReport> {
  const load = openReportReader(database);
  return {
    mode: "whole",
    keyed: true,
    unique: true,
    read,
    close() {
      database.close();
      return Promise.resolve();
    },
  };

  function read(options?: { wanted?: (key: string) => boolean }): AsyncGenerator<UnitBatch<AnalyticsReport>> {
    return unitBatches(units(), context, options?.wanted);
  }

  function* units(): Generator<Unit<AnalyticsReport>> {
    let index = 0;
    // The cursor keeps one moment of the analysis.
    for (const { id, fingerprint, bytes } of reportFaces(database)) {
      yield { key: id, fingerprint, bytes, position: { file: path, index: index++ }, parse: () => parse(id) };
    }
  }

  function parse(id: string): AnalyticsReport[] {
    const report = load(id);
    if (report) return [report];
    throw new Error(`Cannot read report "${id}": it went from "${path}" while it was read, run again`);
  }
}
