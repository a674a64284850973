/**
 * `parquetReports`: reports on periods and on users.
 *
 * @module
 */
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { placePermissions } from "../../core/remote_path.ts";
import type { FileSink } from "../../core/sink.ts";
import { openTree } from "./open_sink.ts";
import { PARQUET_ROLES, type ParquetOptions, parquetSchema, type ParquetSettings } from "./options.ts";
import { type ParquetReport, REPORT_SHAPE } from "./report_tables.ts";

type Unstamped = Omit<FileSink<ParquetReport>, typeof PLUGIN>;

/**
 * Writes reports as Parquet: a file a period below `analytics_reports/daily`, `weekly` and `monthly`, and all users in
 * `user_analytics/user_analytics.parquet`. It may share its folder with `parquetSink`.
 */
export const parquetReports: PluginFactory<ParquetOptions, ParquetSettings, Unstamped> = definePlugin({
  name: "parquet_reports",
  kind: "file",
  summary: "Writes reports on periods and users as Parquet.",
  accepts: ["report"],
  options: parquetSchema("parquet_reports"),
  roles: PARQUET_ROLES,
  permissions: ({ path }: ParquetSettings) => placePermissions(path),
  create: (settings: ParquetSettings): Unstamped => ({
    kind: "file",
    name: settings.name,
    partition: REPORT_SHAPE.partition,
    open: (context) => Promise.resolve(openTree(REPORT_SHAPE, settings, context)),
  }),
});
