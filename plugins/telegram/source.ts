/**
 * The source of Telegram exports.
 *
 * @module
 */
import { readable } from "../../core/glob.ts";
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { readPermissions } from "../../core/remote_path.ts";
import type { OpenSource, Source, UnitBatch } from "../../core/source.ts";
import { isTimeZone } from "../../core/time_zone.ts";
import { detect } from "./input/detect.ts";
import { openExportFile } from "./input/export_file.ts";
import { findFiles } from "./input/open_inputs.ts";
import { zoneClock } from "./map/zone.ts";
import { cutShards } from "./shards.ts";
import { makeTable, type Table } from "./table.ts";
import { chatUnit, type UnitOptions } from "./unit.ts";
import { uniteChats } from "./unite.ts";

/** Options of `telegramSource`. */
export interface TelegramSourceOptions {
  /** Exports: `result.json` files, folders that hold some, patterns such as `exports/ChatExport_*`; several are read as one source. */
  path: string | string[];
  /**
   * The zone of the local times in exports before app version 3.7.5, which say nothing else: `Europe/Berlin`.
   * @default none: such messages have a local time and no moment
   */
  timeZone?: string;
}

/** Options with defaults filled in. */
export type TelegramSourceSettings = TelegramSourceOptions;

const schema: z.ZodType<TelegramSourceSettings, TelegramSourceOptions> = z.strictObject({
  path: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe("Exports: result.json files, folders that hold some, patterns"),
  timeZone: z.string().refine(isTimeZone, { error: "expected the name of a time zone, such as Europe/Berlin" })
    .optional().describe("The zone of local times in exports before app version 3.7.5"),
});

/** Units in a batch. */
const PER_BATCH = 200;
/** Bytes of a batch, unless one chat alone has more: what a batch becomes is held until all of it is written. */
const BATCH_BYTES = 4 << 20;

/**
 * Reads the JSON exports of Telegram Desktop of every age: a single chat, a full export, a list of chats, a folder of
 * files. A unit is a chat. Copies of a chat are united by message id, since an export may hold only a part of it.
 */
export const telegramSource: PluginFactory<
  TelegramSourceOptions,
  TelegramSourceSettings,
  Omit<Source<Conversation>, typeof PLUGIN>
> = definePlugin({
  name: "telegram",
  kind: "source",
  summary: "Reads the JSON exports of Telegram Desktop: single chats and full exports, of every age.",
  emits: "conversation",
  detect,
  options: schema,
  roles: { path: "location" },
  permissions: ({ path }) => readPermissions(...[path].flat().map(readable)),
  example: `import { from, run } from "@threadloom/threadloom";
import { jsonlSink } from "@threadloom/threadloom/jsonl";
import { telegramSource } from "@threadloom/threadloom/telegram";

await run(from(telegramSource({ path: "ChatExport_2024-05-01" })).to(jsonlSink({ path: "out.jsonl" })));`,
  create: ({ path, timeZone }: TelegramSourceSettings): Omit<Source<Conversation>, typeof PLUGIN> => ({
    kind: "source",
    open: (context) => openSource([path].flat(), timeZone, context),
  }),
});

async function openSource(
  paths: string[],
  timeZone: string | undefined,
  context: Context,
): Promise<OpenSource<Conversation>> {
  const found = await findFiles(paths, context);
  const tables: Table[] = [];
  const options: UnitOptions = { context };
  if (timeZone !== undefined) options.clock = { timeZone, read: zoneClock(timeZone) };
  return {
    mode: "whole",
    keyed: true,
    async *read({ wanted } = {}) {
      let bytes = 0;
      for (const [i, { path, size }] of found.entries()) {
        tables[i] ??= await scan(path, context, bytes);
        bytes += size;
        yield* batchesOf(tables[i], wanted, options);
      }
      context.signal.throwIfAborted();
    },
    unite: (copies) => [uniteChats(copies.flat())],
    shards: (count, select) => Promise.resolve(cutShards(tables, options, count, select)),
    // deno-lint-ignore require-await -- a throw has to be a rejection
    async close() {
      for (const { file } of tables) file.close();
    },
  };
}

async function scan(path: string, context: Context, seenBytes: number): Promise<Table> {
  const file = await openExportFile(path, context);
  try {
    return await makeTable(file, context, seenBytes);
  } catch (error) {
    file.close();
    throw error;
  }
}

function* batchesOf(
  table: Table,
  wanted: ((key: string) => boolean) | undefined,
  options: UnitOptions,
): Generator<UnitBatch<Conversation>> {
  const { rows, losses } = table;
  const asked = wanted ? rows.filter(({ key }) => wanted(key)) : rows;
  for (let start = 0, end = 0; start < asked.length; start = end) {
    options.context.signal.throwIfAborted();
    for (let bytes = 0; end < asked.length && end - start < PER_BATCH; end++) {
      bytes += asked[end].end - asked[end].start;
      if (bytes > BATCH_BYTES && end > start) break;
    }
    yield { units: asked.slice(start, end).map((row) => chatUnit(table, row, options)) };
  }
  // Told once, by the reading that makes the index.
  if (!wanted && losses.length > 0) yield { units: [], losses };
}
