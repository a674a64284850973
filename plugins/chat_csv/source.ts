/**
 * The source: chats as a platform exports them, one row a chat.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import { readCsv } from "../../core/csv/read.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { readPermissions } from "../../core/remote_path.ts";
import type { OpenSource, Source, Unit, UnitBatch } from "../../core/source.ts";
import { Blocks, type Loan } from "./blocks.ts";
import { detect } from "./detect.ts";
import { FAMILY } from "./family.ts";
import { Input } from "./input.ts";
import { type ChatCsvMapping, mappingSchema } from "./mapping.ts";
import type { ChatCsvRecord } from "./record.ts";
import { emptyFileUnit, KeyedRowUnit, type RowSettings, RowUnit, StandingRowUnit } from "./rows.ts";

/** Rows that travel together; more of those of which nothing is made on their way. */
const PORTION = 32;
const STANDING_PORTION = 128;

/** Options of `chatCsvSource`. */
export interface ChatCsvSourceOptions {
  /** The file, or several that are read as one. */
  path: string | string[];
  /**
   * What stands between fields, one character.
   * @default found in the header: comma, semicolon, tab or vertical bar
   */
  delimiter?: string;
  /**
   * How another platform names its columns, message fields and roles.
   * @default the names of `source_chat_data.csv`
   */
  mapping?: ChatCsvMapping;
  /**
   * Whether chats have their id as key, so that stores take them. Rows that are refused are then drops with a reason,
   * no records, and memory grows with the number of chats.
   * @default false
   */
  keyed?: boolean;
  /**
   * Longest row, in bytes; a longer one ends the reading.
   * @default 268435456
   */
  maxRowBytes?: number;
}

/** Options with defaults filled in. */
export interface ChatCsvSourceSettings extends ChatCsvSourceOptions {
  mapping: ChatCsvMapping;
  keyed: boolean;
  maxRowBytes: number;
}

const schema: z.ZodType<ChatCsvSourceSettings, ChatCsvSourceOptions> = z.strictObject({
  path: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).describe(
    "The file, or several that are read as one.",
  ),
  delimiter: z.string().regex(/^[\t\x20-\x7e]$/, "expected one character").refine(
    (one) => one !== '"',
    "a quote cannot stand between fields",
  ).optional().describe("What stands between fields, one character; by default found in the header."),
  mapping: mappingSchema.default({}).describe("How another platform names its columns, message fields and roles."),
  keyed: z.boolean().default(false).describe("Whether chats have their id as key, so that stores take them."),
  maxRowBytes: z.int().min(1).max(512 * 1024 * 1024).default(256 * 1024 * 1024).describe(
    "Longest row, in bytes; a longer one ends the reading.",
  ),
});

/**
 * Reads `source_chat_data.csv`: one row a chat, its messages as JSON in a cell. Columns in any order, further columns,
 * a byte order mark, CRLF, UTF-16 and other delimiters are fine. Of several rows of one chat the newest `updated_at`
 * stands (D18); rows that are refused are handed over as records of kind `reject`, with their line.
 */
export const chatCsvSource: PluginFactory<
  ChatCsvSourceOptions,
  ChatCsvSourceSettings,
  Omit<Source<ChatCsvRecord>, typeof PLUGIN>
> = definePlugin({
  name: "chat_csv",
  kind: "source",
  summary: "Reads chats as a platform exports them: a CSV with one row a chat, its messages as JSON in a cell.",
  emits: "table row",
  options: schema,
  roles: { path: "location", maxRowBytes: "tuning" },
  permissions: ({ path }) => readPermissions(...[path].flat()),
  detect,
  example: `import { from, run } from "@threadloom/threadloom";
import { chatCsvSink, chatCsvSource, chatTables } from "@threadloom/threadloom/chat_csv";

await run(
  from(chatCsvSource({ path: "source_chat_data.csv" }))
    .through(chatTables())
    .to(chatCsvSink({ path: "out" })),
);`,
  create: (options: ChatCsvSourceSettings): Omit<Source<ChatCsvRecord>, typeof PLUGIN> => {
    const open: Source<ChatCsvRecord>["open"] = (context) => openSource(context, options);
    return { kind: "source", open, direct: { family: FAMILY, standsFor: open } };
  },
});

async function openSource(context: Context, settings: ChatCsvSourceSettings): Promise<OpenSource<ChatCsvRecord>> {
  const { delimiter, mapping, maxRowBytes, keyed } = settings;
  const paths = typeof settings.path === "string" ? [settings.path] : settings.path;
  const input = new Input(context, { delimiter, mapping, maxRowBytes });
  try {
    for (const path of paths) await input.add(path);
    await input.seal();
  } catch (error) {
    input.close();
    throw error;
  }
  return {
    mode: "whole",
    keyed,
    // Copies were found when the files were looked through.
    unique: true,
    read: () => read(input, paths, settings, context),
    close: () => Promise.try(() => input.close()),
  };
}

async function* read(
  input: Input,
  paths: string[],
  { mapping, maxRowBytes, keyed }: ChatCsvSourceSettings,
  context: Context,
): AsyncGenerator<UnitBatch<ChatCsvRecord>> {
  const { direct, signal } = context;
  const [Plain, portion] = direct ? [StandingRowUnit, STANDING_PORTION] : [RowUnit, PORTION];
  // Where rows are handed on as they stand they are copied, and who does it says so.
  const blocks = direct ? new Blocks() : undefined;
  const memory = blocks && ((bytes: number) => blocks.take(bytes));
  for (const [i, file] of input.files.entries()) {
    const shared = { name: file.input.name, header: file.header, mapping };
    const settings: RowSettings = { file, path: paths[i], shared };
    const { delimiter, rows: expected } = file.input;
    let ordinal = file.firstOrdinal;
    let header = true;
    let last: Loan | undefined;
    for await (const batch of readCsv(file.text, { delimiter, maxRowBytes, signal, memory })) {
      last?.giveBack();
      last = blocks?.lend(batch.memory, batch.rows.length + (header ? 0 : 1));
      const units: Unit<ChatCsvRecord>[] = [];
      for (const row of batch.rows) {
        if (header) {
          header = false;
          continue;
        }
        const verdict = input.verdict(ordinal);
        const first = ordinal++ === file.firstOrdinal;
        units.push(keyed ? new KeyedRowUnit(row, verdict, settings) : new Plain(row, verdict, settings, first, last));
      }
      // In small portions: what is made of them is let go before the next, so that little is ever alive.
      for (let i = 0; i < units.length; i += portion) {
        signal.throwIfAborted();
        yield { units: units.slice(i, i + portion) };
      }
    }
    if (ordinal - file.firstOrdinal !== expected) {
      throw new Error(`Cannot read "${paths[i]}": it changed while it was read, run again`);
    }
    if (expected === 0 && !keyed) yield { units: [emptyFileUnit(settings)] };
  }
}
