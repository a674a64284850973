/**
 * The file sink: one record a line.
 *
 * @module
 */
import { dirname } from "node:path";
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import { GatheredFile } from "../../core/gathered_file.ts";
import { identify } from "../../core/hashed_file.ts";
import { jsonLine, wellFormed } from "../../core/json_line.ts";
import { messageLines } from "../../core/message_lines.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { placePermissions } from "../../core/remote_path.ts";
import type { FileSink, OpenFileSink } from "../../core/sink.ts";

/** Options of `jsonlSink`. */
export interface JsonlSinkOptions {
  /** The file to write; its folder is made when it is missing. */
  path: string;
  /**
   * What a line holds: a whole record, or one message of a conversation with `conversationId`, `position` (`null` off
   * the canonical thread) and `text`.
   * @default "conversation"
   */
  records?: "conversation" | "message";
  /**
   * Name in reports.
   * @default "jsonl"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface JsonlSinkSettings extends JsonlSinkOptions {
  records: "conversation" | "message";
  name: string;
}

const schema: z.ZodType<JsonlSinkSettings, JsonlSinkOptions> = z.strictObject({
  path: z.string().min(1).describe("The file to write; its folder is made when it is missing."),
  records: z.enum(["conversation", "message"]).default("conversation").describe(
    "What a line holds: a whole record, or one message of a conversation.",
  ),
  name: z.string().min(1).default("jsonl").describe("Name in reports."),
});

/**
 * Writes a JSONL file. It appears whole, when all records are in it, and stays untouched when its bytes would be the
 * same. The same records give the same bytes: keys stand in each record's own order, lone surrogates become U+FFFD,
 * functions are left out, and so is a conversation's `origin`, which changes with every export.
 */
export const jsonlSink: PluginFactory<JsonlSinkOptions, JsonlSinkSettings, Omit<FileSink<unknown>, typeof PLUGIN>> =
  definePlugin({
    name: "jsonl",
    kind: "file",
    summary: "Writes a JSONL file: one record a line.",
    accepts: ["any"],
    options: schema,
    roles: { path: "location", name: "tuning" },
    permissions: ({ path }) => placePermissions(dirname(path)),
    example: `import { from, run } from "@threadloom/threadloom";
import { jsonlSink } from "@threadloom/threadloom/jsonl";

await run(from([{ id: 1 }, { id: 2 }]).to(jsonlSink({ path: "out.jsonl" })));`,
    create: (options: JsonlSinkSettings): Omit<FileSink<unknown>, typeof PLUGIN> => ({
      kind: "file",
      name: options.name,
      open: (context) => Promise.resolve(openSink(context, options)),
    }),
  });

function openSink({ files, signal }: Context, { path, records }: JsonlSinkSettings): OpenFileSink<unknown> {
  const file = new GatheredFile(files, path, dirname(path));
  return {
    async present() {
      const there = await identify(files, path);
      return there ? [there] : [];
    },
    async write(batch) {
      for (const record of batch) {
        let full = false;
        if (records === "conversation") full = file.add(wellFormed(jsonLine(record)) + "\n");
        else for (const line of messageLines(record)) full = file.add(wellFormed(line) + "\n");
        if (!full) continue;
        signal.throwIfAborted();
        await file.flush();
      }
    },
    commit: () => file.commit(),
    abort: () => file.abort(),
  };
}
