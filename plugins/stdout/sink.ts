/**
 * The sink: records on standard output.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import { jsonLine, wellFormed } from "../../core/json_line.ts";
import { messageLines } from "../../core/message_lines.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { FileSink, OpenFileSink } from "../../core/sink.ts";
import { plainRecord } from "./plain.ts";

/** Options of `stdoutSink`. */
export interface StdoutSinkOptions {
  /**
   * `jsonl`: one JSON value a line. `text`: for people to read.
   * @default "jsonl"
   */
  format?: "jsonl" | "text";
  /**
   * What a line of JSON holds: a whole record, or one message of a conversation with `conversationId`, `position` and
   * `text`. Text shows a conversation's messages either way.
   * @default "conversation"
   */
  records?: "conversation" | "message";
  /**
   * Name in reports.
   * @default "stdout"
   */
  name?: string;
}

/** Options with defaults filled in. */
export interface StdoutSinkSettings extends StdoutSinkOptions {
  format: "jsonl" | "text";
  records: "conversation" | "message";
  name: string;
}

const schema: z.ZodType<StdoutSinkSettings, StdoutSinkOptions> = z.strictObject({
  format: z.enum(["jsonl", "text"]).default("jsonl").describe(
    "jsonl: one JSON value a line; text: for people to read.",
  ),
  records: z.enum(["conversation", "message"]).default("conversation")
    .describe("What a line of JSON holds: a whole record, or one message of a conversation."),
  name: z.string().min(1).default("stdout").describe("Name in reports."),
});

/** Text gathered before it is written, in UTF-16 units. */
const GATHERED = 64 * 1024;

/**
 * Writes records to standard output, in order, as they come. Nothing is remembered of them: every run writes all. When
 * nobody reads any more (`| head`), the run ends as if that were all, unless other sinks want the rest.
 */
export const stdoutSink: PluginFactory<StdoutSinkOptions, StdoutSinkSettings, Omit<FileSink<unknown>, typeof PLUGIN>> =
  definePlugin({
    name: "stdout",
    kind: "file",
    summary: "Writes records to standard output, as lines of JSON or as text.",
    accepts: ["any"],
    options: schema,
    roles: { name: "tuning" },
    permissions: () => ({}),
    example: `import { from, run } from "@threadloom/threadloom";
import { stdoutSink } from "@threadloom/threadloom/stdout";

await run(from([{ id: 1 }, { id: 2 }]).to(stdoutSink({})));`,
    create: (options: StdoutSinkSettings): Omit<FileSink<unknown>, typeof PLUGIN> => ({
      kind: "file",
      name: options.name,
      standardOutput: true,
      open: (context) => Promise.resolve(openSink(context, options)),
    }),
  });

function openSink({ output, signal }: Context, { format, records }: StdoutSinkSettings): OpenFileSink<unknown> {
  const encoder = new TextEncoder();
  let read = true;

  async function flush(gathered: string): Promise<void> {
    signal.throwIfAborted();
    if (output === undefined) {
      throw new TypeError("Cannot write to standard output: there is none here, expected a process that has one");
    }
    read = await output.write(encoder.encode(gathered));
  }

  return {
    present: () => Promise.resolve([]),
    async write(batch) {
      let gathered = "";
      for (const record of batch) {
        if (!read) return;
        if (format === "text") gathered += plainRecord(record);
        else if (records === "conversation") gathered += wellFormed(jsonLine(record)) + "\n";
        else for (const line of messageLines(record)) gathered += wellFormed(line) + "\n";
        if (gathered.length < GATHERED) continue;
        await flush(gathered);
        gathered = "";
      }
      // Whoever reads along sees each batch when it is there.
      if (gathered !== "" && read) await flush(gathered);
    },
    commit: () => Promise.resolve({ files: [], changed: true }),
    abort: () => Promise.resolve(),
    done: () => !read,
  };
}
