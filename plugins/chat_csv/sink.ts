/**
 * The file sink: a folder with the tables, their metrics, and what was refused and flagged.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { placePermissions } from "../../core/remote_path.ts";
import type { FileSink } from "../../core/sink.ts";
import { FAMILY } from "./family.ts";
import { openFolder } from "./folder.ts";
import type { ChatTablesRecord } from "./record.ts";

/** Options of `chatCsvSink`. */
export interface ChatCsvSinkOptions {
  /** The folder to write into; made when it is missing. */
  path: string;
  /**
   * Whether to write `chats.excel-safe.csv` and `messages.excel-safe.csv` too, in which an apostrophe stands before
   * every cell that a spreadsheet would take for a formula.
   * @default false
   */
  excelSafe?: boolean;
  /**
   * Whether to write the four tables as Parquet too, all columns text.
   * @default false
   */
  parquet?: boolean;
  /**
   * Name in reports.
   * @default "chat_csv"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface ChatCsvSinkSettings extends ChatCsvSinkOptions {
  excelSafe: boolean;
  parquet: boolean;
  name: string;
}

const schema: z.ZodType<ChatCsvSinkSettings, ChatCsvSinkOptions> = z.strictObject({
  path: z.string().min(1).describe("The folder to write into; made when it is missing."),
  excelSafe: z.boolean().default(false).describe("Whether to write copies without formulas, too."),
  parquet: z.boolean().default(false).describe("Whether to write the four tables as Parquet, too, all columns text."),
  name: z.string().min(1).default("chat_csv").describe("Name in reports."),
});

/**
 * Writes `chats.csv`, `messages.csv`, `chat_metrics.csv`, `message_metrics.csv`, `rejects.jsonl`,
 * `unknown_fields.jsonl` and, last, `data_quality.json`, which names the others with their hashes. UTF-8 without a byte
 * order mark, LF, quotes only where they are needed. The same input gives the same bytes; files that would not change
 * are left alone.
 */
export const chatCsvSink: PluginFactory<
  ChatCsvSinkOptions,
  ChatCsvSinkSettings,
  Omit<FileSink<ChatTablesRecord>, typeof PLUGIN>
> = definePlugin({
  name: "chat_csv",
  kind: "file",
  summary: "Writes chats.csv and messages.csv with their metrics, and what was refused and flagged.",
  accepts: ["table row"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => placePermissions(path),
  example: `import { from, run } from "@threadloom/threadloom";
import { chatCsvSink, chatCsvSource, chatTables } from "@threadloom/threadloom/chat_csv";

await run(
  from(chatCsvSource({ path: "source_chat_data.csv" }))
    .through(chatTables())
    .to(chatCsvSink({ path: "out", excelSafe: true })),
);`,
  create: (options: ChatCsvSinkSettings): Omit<FileSink<ChatTablesRecord>, typeof PLUGIN> => {
    const open: FileSink<ChatTablesRecord>["open"] = async (context) => {
      const there = await context.files.stat(options.path);
      if (there !== undefined && there.kind !== "folder") {
        throw new TypeError(`Cannot write into "${options.path}": it is a file, expected a folder, or a new name`);
      }
      return openFolder(context, options);
    };
    // Parquet is made of the cells themselves, in this thread.
    const direct = options.parquet ? undefined : { family: FAMILY, standsFor: open };
    return { kind: "file", name: options.name, open, direct };
  },
});
