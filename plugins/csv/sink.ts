/**
 * The file sink: one record a row.
 *
 * @module
 */
import { dirname } from "node:path";
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import { GatheredFile } from "../../core/gathered_file.ts";
import { identify } from "../../core/hashed_file.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { placePermissions } from "../../core/remote_path.ts";
import type { FileSink, OpenFileSink } from "../../core/sink.ts";
import { fieldsOf, MESSAGE_COLUMNS, messageFields } from "./write/fields.ts";
import { GrowingSheet } from "./write/growing_sheet.ts";
import { Sheet } from "./write/sheet.ts";

/** Options of `csvSink`. */
export interface CsvSinkOptions {
  /** The file to write; its folder is made when it is missing. */
  path: string;
  /**
   * The columns, in order; fields that are not among them are left out.
   * @default all fields that any record has, in the order in which they come
   */
  columns?: readonly string[];
  /**
   * What a row holds: a whole record, or one message of a conversation.
   * @default "conversation"
   */
  records?: "conversation" | "message";
  /**
   * What stands between cells.
   * @default ","
   */
  delimiter?: string;
  /**
   * What ends a row.
   * @default "lf"
   */
  newline?: "lf" | "crlf";
  /**
   * Which cells are written in quotes: those that need it, or all.
   * @default "minimal"
   */
  quote?: "minimal" | "all";
  /**
   * Writes `'` in front of text that a spreadsheet would run as a formula.
   * @default false
   */
  excelSafe?: boolean;
  /**
   * Name in reports.
   * @default "csv"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface CsvSinkSettings extends CsvSinkOptions {
  records: "conversation" | "message";
  delimiter: string;
  newline: "lf" | "crlf";
  quote: "minimal" | "all";
  excelSafe: boolean;
  name: string;
}

const schema: z.ZodType<CsvSinkSettings, CsvSinkOptions> = z.strictObject({
  path: z.string().min(1).describe("The file to write; its folder is made when it is missing."),
  columns: z.array(z.string()).min(1).readonly().refine((names) => new Set(names).size === names.length, {
    message: "a name stands more than once, expected each name once",
  }).optional().describe("The columns, in order; by default all fields that any record has."),
  records: z.enum(["conversation", "message"]).default("conversation")
    .describe("What a row holds: a whole record, or one message of a conversation."),
  delimiter: z.string().regex(/^[^"\r\n]$/, "expected one character, no quote or line break").default(",")
    .describe("What stands between cells."),
  newline: z.enum(["lf", "crlf"]).default("lf").describe("What ends a row."),
  quote: z.enum(["minimal", "all"]).default("minimal").describe("Which cells are quoted: those that need it, or all."),
  excelSafe: z.boolean().default(false).describe(
    "Writes ' in front of text that a spreadsheet would run as a formula.",
  ),
  name: z.string().min(1).default("csv").describe("Name in reports."),
});

/**
 * Writes a CSV file: UTF-8 without a mark, LF, quotes where they are needed. It appears whole, when all records are in
 * it, and stays untouched when its bytes would be the same.
 *
 * Null and missing values are empty cells, lists and objects compact JSON. Without `columns` the rows wait in a scratch
 * file until all are known.
 */
export const csvSink: PluginFactory<CsvSinkOptions, CsvSinkSettings, Omit<FileSink<unknown>, typeof PLUGIN>> =
  definePlugin({
    name: "csv",
    kind: "file",
    summary: "Writes a CSV file: one record a row.",
    accepts: ["any"],
    options: schema,
    roles: { path: "location", name: "tuning" },
    permissions: ({ path }) => placePermissions(dirname(path)),
    example: `import { from, run } from "@threadloom/threadloom";
import { csvSink } from "@threadloom/threadloom/csv";

await run(from([{ id: 1, name: "Ada" }, { id: 2 }]).to(csvSink({ path: "out.csv" })));`,
    create: (options: CsvSinkSettings): Omit<FileSink<unknown>, typeof PLUGIN> => ({
      kind: "file",
      name: options.name,
      open: (context) => Promise.resolve(openSink(context, options)),
    }),
  });

function openSink({ files, signal, log }: Context, settings: CsvSinkSettings): OpenFileSink<unknown> {
  const { path, records } = settings;
  const folder = dirname(path);
  const columns = settings.columns ?? (records === "message" ? MESSAGE_COLUMNS : undefined);
  const style = { ...settings, newline: settings.newline === "lf" ? "\n" as const : "\r\n" as const };
  const file = new GatheredFile(files, path, folder);

  async function take(text: string): Promise<void> {
    if (!file.add(text)) return;
    signal.throwIfAborted();
    await file.flush();
  }

  // Beside the file: there is room for it, and writing is allowed.
  const growing = columns ? undefined : new GrowingSheet(style, take, async () => {
    if (await files.stat(folder) === undefined) await files.makeFolder(folder);
    return await files.scratch(folder);
  });
  const sheet = growing ?? new Sheet(columns ?? [], style, take);

  return {
    async present() {
      const there = await identify(files, path);
      return there ? [there] : [];
    },
    async write(batch) {
      for (const record of batch) {
        signal.throwIfAborted();
        if (records === "conversation") await sheet.add(fieldsOf(record));
        else for (const row of messageFields(record)) await sheet.add(row);
      }
    },
    async commit() {
      try {
        const missing = await sheet.end();
        if (missing.length > 0 && settings.columns) {
          log.warn(`no record has ${missing.map((name) => JSON.stringify(name)).join(", ")}: the column is empty`);
        }
        await file.flush();
      } catch (error) {
        await file.abort();
        throw error;
      } finally {
        growing?.close();
      }
      return await file.commit();
    },
    async abort() {
      growing?.close();
      await file.abort();
    },
  };
}
