/**
 * `statistics.json`, or the same as a page.
 *
 * @module
 */
import { z } from "../../../deps/zod.ts";
import type { Context } from "../../../core/context.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../../core/plugin.ts";
import type { FileSink, OpenFileSink } from "../../../core/sink.ts";
import type { Block } from "../block.ts";
import { Gatherer } from "../statistics.ts";
import { statisticsPage } from "./statistics_page.ts";
import { pretty, TextFile, writing } from "./text_file.ts";

/** Options of `statisticsSink`. */
export interface StatisticsSinkOptions {
  /** The file to write; its folder is made when it is missing. */
  path: string;
  /**
   * JSON, or a page with histograms.
   * @default "json"
   */
  format?: "json" | "html";
  /**
   * Counts blocks by the contact's name, as the reference does, instead of the chat's id.
   * @default false
   */
  byName?: boolean;
  /**
   * Name in reports.
   * @default "statistics"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface StatisticsSinkSettings extends StatisticsSinkOptions {
  format: "json" | "html";
  byName: boolean;
  name: string;
}

const schema: z.ZodType<StatisticsSinkSettings, StatisticsSinkOptions> = z.strictObject({
  path: z.string().min(1).describe("The file to write; its folder is made when it is missing."),
  format: z.enum(["json", "html"]).default("json").describe("JSON, or a page with histograms."),
  byName: z.boolean().default(false).describe("Counts blocks by the contact's name instead of the chat's id."),
  name: z.string().min(1).default("statistics").describe("Name in reports."),
});

type Unstamped = Omit<FileSink<Block>, typeof PLUGIN>;

/** Writes what the blocks come to: chats, blocks, tokens, durations, the chats with the most blocks. */
export const statisticsSink: PluginFactory<StatisticsSinkOptions, StatisticsSinkSettings, Unstamped> = definePlugin({
  name: "statistics",
  kind: "file",
  summary: "Writes statistics of blocks, as JSON or as a page with histograms.",
  accepts: ["block"],
  options: schema,
  roles: { path: "location", name: "tuning" },
  permissions: ({ path }) => writing(path),
  create: (settings: StatisticsSinkSettings): Unstamped => ({
    kind: "file",
    name: settings.name,
    open: (context) => Promise.resolve(openSink(context, settings)),
  }),
});

function openSink(context: Context, { path, format, byName }: StatisticsSinkSettings): OpenFileSink<Block> {
  const file = new TextFile(context, path);
  const gathered = new Gatherer(byName);
  return {
    present: () => file.present(),
    // deno-lint-ignore require-await -- nothing is written before the end
    async write(blocks) {
      for (const block of blocks) gathered.add(block);
    },
    async commit() {
      const statistics = gathered.end();
      await file.write(format === "html" ? statisticsPage(statistics) : `${pretty(statistics)}\n`);
      return await file.commit();
    },
    abort: () => file.abort(),
  };
}
