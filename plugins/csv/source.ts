/**
 * The source: one record a row.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { RandomAccessFile } from "../../core/host.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { readPermissions } from "../../core/remote_path.ts";
import type { OpenSource, Source, UnitBatch } from "../../core/source.ts";
import { detectDelimiter } from "./read/delimiter.ts";
import { readRows, type RowOptions } from "./read/rows.ts";
import { headerOf, refuseDoubles, requireColumn, type Table, type TableRow } from "./read/table.ts";
import { type Encoding, ENCODINGS, openText } from "./read/text_file.ts";
import { batchOf, type Keys } from "./read/units.ts";

/** Options of `csvSource`. */
export interface CsvSourceOptions {
  /** The file. */
  path: string;
  /**
   * What stands between cells.
   * @default the one of comma, semicolon and tab that the first rows use
   */
  delimiter?: string;
  /**
   * What cells with delimiters or line breaks are written between, doubled inside them; `""`: nothing is quoted.
   * @default "\""
   */
  quote?: string;
  /**
   * `true`: the first row names the columns. `false`: they are `column1`, `column2` and so on. A list: these are their
   * names, and the first row is one like the others.
   * @default true
   */
  header?: boolean | readonly string[];
  /**
   * Column that identifies a row. Stores need it.
   * @default none: rows are counted and fail by line number
   */
  key?: string;
  /**
   * Column that orders copies of one row: a number, or an ISO time (UTC unless it names a zone). Needs `key`.
   * @default none: the copy read last stands for all
   */
  version?: string;
  /**
   * The file's encoding, where it has no byte order mark.
   * @default "utf-8"
   */
  encoding?: Encoding;
  /**
   * Longest row, in bytes; a longer one fails.
   * @default 134217728
   */
  maxRowBytes?: number;
}

/** Options with defaults filled in. */
export interface CsvSourceSettings extends CsvSourceOptions {
  quote: string;
  header: boolean | readonly string[];
  maxRowBytes: number;
}

const schema: z.ZodType<CsvSourceSettings, CsvSourceOptions> = z.strictObject({
  path: z.string().min(1).describe("The file."),
  delimiter: z.string().regex(/^[^\r\n\u0080-\uffff]{1,8}$/, "expected ASCII characters, no line break")
    .optional().describe("What stands between cells; by default found in the first rows."),
  quote: z.string().regex(/^[^\r\n\u0080-\uffff]?$/, "expected one ASCII character, or none").default('"')
    .describe("What cells with delimiters or line breaks are written between; an empty text: nothing is quoted."),
  header: z.union([z.boolean(), z.array(z.string()).min(1).readonly()]).default(true)
    .describe("Whether the first row names the columns; or their names."),
  key: z.string().optional().describe("Column that identifies a row. Stores need it."),
  version: z.string().optional()
    .describe("Column that orders copies of one row: a number or an ISO time. Needs key."),
  encoding: z.enum(ENCODINGS).optional().describe("The file's encoding, where it has no byte order mark."),
  maxRowBytes: z.int().min(1).max(256 * 1024 * 1024).default(128 * 1024 * 1024)
    .describe("Longest row, in bytes; a longer one fails."),
}).refine((options) => options.version === undefined || options.key !== undefined, {
  path: ["version"],
  message: "only rows with a key have versions, expected `key` beside it",
}).refine(({ delimiter, quote }) => quote === "" || !delimiter?.includes(quote), {
  path: ["delimiter"],
  message: "it holds the quote, expected other characters",
});

/**
 * Reads a CSV file: records are objects of text. A row of another width, with text behind a closing quote, or with bytes
 * that are not UTF-8 fails alone, with its line number; a quote that is never closed ends the run, naming its line.
 */
export const csvSource: PluginFactory<CsvSourceOptions, CsvSourceSettings, Omit<Source<TableRow>, typeof PLUGIN>> =
  definePlugin({
    name: "csv",
    kind: "source",
    summary: "Reads a CSV file: one record a row, each cell as text.",
    emits: "table row",
    options: schema,
    roles: { path: "location", maxRowBytes: "tuning" },
    permissions: ({ path }) => readPermissions(path),
    example: `import { from, run } from "@threadloom/threadloom";
import { csvSource } from "@threadloom/threadloom/csv";
import { jsonlSink } from "@threadloom/threadloom/jsonl";

await run(from(csvSource({ path: "in.csv" })).to(jsonlSink({ path: "out.jsonl" })));`,
    create: (options: CsvSourceSettings): Omit<Source<TableRow>, typeof PLUGIN> => ({
      kind: "source",
      open: (context) => openSource(context, options),
    }),
  });

/** What is read of a file to see which delimiter it uses, in bytes. */
const SAMPLE_BYTES = 64 * 1024;

async function openSource({ files, signal }: Context, settings: CsvSourceSettings): Promise<OpenSource<TableRow>> {
  const { path, key, version } = settings;
  const stat = await files.stat(path);
  if (stat === undefined) throw new Error(`Cannot read "${path}": there is no such file`);
  const file = await files.open(path);
  const keys = key === undefined ? undefined : { key, version };
  try {
    const { rows, table } = await begin(file, settings, signal);
    for (const name of [key, version]) {
      if (name !== undefined && table.columns.length > 0) requireColumn(name, table);
    }
    return {
      mode: "whole",
      keyed: keys !== undefined,
      read: () => read(file, { settings, rows, table, keys, asOf: stat.modifiedAt }),
      close: () => Promise.try(() => file.close()),
    };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Delimiter and columns. A file without rows has none. */
async function begin(
  file: RandomAccessFile,
  { path, delimiter, quote, header, encoding, maxRowBytes }: CsvSourceSettings,
  signal: AbortSignal,
): Promise<{ rows: RowOptions; table: Table }> {
  const sample = await openText(file, encoding);
  const start = await sample.next(SAMPLE_BYTES) ?? "";
  const whole = file.size <= SAMPLE_BYTES;
  const dialect = { delimiter: delimiter ?? detectDelimiter(start, { quote, whole }), quote };
  const rows: RowOptions = { path, dialect, maxRowBytes, signal };
  const basics = { path, maxRowBytes, decode: sample.decode };
  let columns: readonly string[] = [];
  if (typeof header !== "boolean") refuseDoubles(columns = header, "Cannot create csv: header");
  else {
    for await (const [first] of readRows(await openText(file, encoding), rows)) {
      columns = header ? headerOf(first, basics) : first.cells.map((_, i) => `column${i + 1}`);
      break;
    }
  }
  return { rows, table: { ...basics, columns, heading: JSON.stringify(columns) } };
}

/** What a reading needs to know. */
interface Reading {
  settings: CsvSourceSettings;
  rows: RowOptions;
  table: Table;
  keys?: Keys;
  /** When the file was last changed: it holds all rows there were then. */
  asOf?: number;
}

async function* read(
  file: RandomAccessFile,
  { settings: { encoding, header }, rows, table, keys, asOf }: Reading,
): AsyncGenerator<UnitBatch<TableRow>> {
  let heading = header === true;
  let lost = false;
  for await (const found of readRows(await openText(file, encoding), rows)) {
    const batch = batchOf(heading ? found.slice(1) : found, table, keys);
    heading = false;
    lost ||= batch.losses !== undefined;
    if (batch.units.length > 0 || batch.losses) yield batch;
  }
  if (keys && asOf !== undefined && !lost) yield { units: [], claims: [{ asOf }] };
}
