/**
 * `parquetSink`: conversations, their messages and categories, by day.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { placePermissions } from "../../core/remote_path.ts";
import type { FileSink } from "../../core/sink.ts";
import { CONVERSATION_SHAPE } from "./conversation_tables.ts";
import { openTree } from "./open_sink.ts";
import { PARQUET_ROLES, type ParquetOptions, parquetSchema, type ParquetSettings } from "./options.ts";

type Unstamped = Omit<FileSink<Conversation>, typeof PLUGIN>;

/**
 * Writes conversations as Parquet, a folder for each day on which conversations began (UTC):
 * `conversations/year=2026/month=03/day=01/conversations.parquet`, `messages/messages.parquet` and
 * `categories/categories.parquet`. The same conversations give the same bytes; files whose bytes would be the same stay
 * untouched, and where the engine knows what changed only the days it lies in are read and written.
 */
export const parquetSink: PluginFactory<ParquetOptions, ParquetSettings, Unstamped> = definePlugin({
  name: "parquet",
  kind: "file",
  summary: "Writes conversations, messages and categories as Parquet, by day.",
  accepts: ["conversation"],
  options: parquetSchema("parquet"),
  roles: PARQUET_ROLES,
  permissions: ({ path }: ParquetSettings) => placePermissions(path),
  example: `import { from, run } from "@threadloom/threadloom";
import { parquetSink } from "@threadloom/threadloom/parquet";
import { sqliteSource } from "@threadloom/threadloom/sqlite";

await run(from(sqliteSource({ path: "threadloom.db" })).to(parquetSink({ path: "lake" })));`,
  create: (settings: ParquetSettings): Unstamped => ({
    kind: "file",
    name: settings.name,
    partition: CONVERSATION_SHAPE.partition,
    open: (context) => Promise.resolve(openTree(CONVERSATION_SHAPE, settings, context)),
  }),
});
