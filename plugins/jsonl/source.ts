/**
 * The source: one record a line.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { RandomAccessFile } from "../../core/host.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { readPermissions } from "../../core/remote_path.ts";
import type { OpenSource, Source, UnitBatch } from "../../core/source.ts";
import { type Fields, withKeys } from "./keys.ts";
import { readBlocks } from "./lines.ts";
import { lineUnits, tooLong } from "./units.ts";

/** Options of `jsonlSource`. */
export interface JsonlSourceOptions {
  /** The file: UTF-8, one JSON value a line. */
  path: string;
  /**
   * Field that identifies a record, dotted where it lies deeper (`meta.id`): a string or a number. Stores need it.
   * @default none: records are counted and fail by line number
   */
  key?: string;
  /**
   * Field that orders copies of one record, dotted where it lies deeper: a number, or an ISO time with its zone.
   * @default none: the copy read last stands for all
   */
  version?: string;
  /**
   * Longest line, in bytes; a longer one fails.
   * @default 67108864
   */
  maxLineBytes?: number;
}

/** Options with defaults filled in. */
export interface JsonlSourceSettings extends JsonlSourceOptions {
  maxLineBytes: number;
}

const schema: z.ZodType<JsonlSourceSettings, JsonlSourceOptions> = z.strictObject({
  path: z.string().min(1).describe("The file: UTF-8, one JSON value a line."),
  key: z.string().min(1).optional().describe(
    "Field that identifies a record, dotted where it lies deeper (meta.id). Stores need it.",
  ),
  version: z.string().min(1).optional().describe(
    "Field that orders copies of one record, dotted where it lies deeper: a number, or an ISO time with its zone.",
  ),
  maxLineBytes: z.int().min(1).max(512 * 1024 * 1024).default(64 * 1024 * 1024).describe(
    "Longest line, in bytes; a longer one fails.",
  ),
}).refine((options) => options.version === undefined || options.key !== undefined, {
  path: ["version"],
  message: "only records with a key have versions, expected `key` beside it",
});

/**
 * Reads a JSONL file. Blank lines, a byte order mark, CRLF and a missing last line feed are fine; a line that is not
 * UTF-8 or not JSON fails alone, with its line number.
 */
export const jsonlSource: PluginFactory<JsonlSourceOptions, JsonlSourceSettings, Omit<Source<unknown>, typeof PLUGIN>> =
  definePlugin({
    name: "jsonl",
    kind: "source",
    summary: "Reads a JSONL file: one JSON value a line.",
    emits: "any",
    options: schema,
    roles: { path: "location", maxLineBytes: "tuning" },
    permissions: ({ path }) => readPermissions(path),
    example: `import { from, run } from "@threadloom/threadloom";
import { jsonlSink, jsonlSource } from "@threadloom/threadloom/jsonl";

await run(from(jsonlSource({ path: "in.jsonl" })).to(jsonlSink({ path: "out.jsonl" })));`,
    create: (options: JsonlSourceSettings): Omit<Source<unknown>, typeof PLUGIN> => ({
      kind: "source",
      open: (context) => openSource(context, options),
    }),
  });

async function openSource(context: Context, settings: JsonlSourceSettings): Promise<OpenSource<unknown>> {
  const { path, key, version } = settings;
  const stat = await context.files.stat(path);
  if (stat === undefined) throw new Error(`Cannot read "${path}": there is no such file`);
  const file = await context.files.open(path);
  try {
    await refuseOtherFormats(file);
  } catch (error) {
    file.close();
    throw error;
  }
  const fields = key === undefined ? undefined : { key, version };
  return {
    mode: "whole",
    keyed: fields !== undefined,
    read: () => read(file, { settings, fields, asOf: stat.modifiedAt, signal: context.signal }),
    close: () => Promise.try(() => file.close()),
  };
}

/** Files that would give nothing but bad lines. */
async function refuseOtherFormats(file: RandomAccessFile): Promise<void> {
  const start = new Uint8Array(2);
  await file.read(start, 0);
  const mark = (start[0] << 8) | start[1];
  if (mark === 0xfffe || mark === 0xfeff) {
    throw new TypeError(`Cannot read "${file.path}": it is UTF-16, expected UTF-8`);
  }
  if (mark === 0x1f8b) {
    throw new TypeError(`Cannot read "${file.path}": it is compressed, expected JSONL: unpack it first`);
  }
}

/** What a reading needs to know. */
interface Reading {
  settings: JsonlSourceSettings;
  fields?: Fields;
  /** When the file was last changed: it holds all records there were then. */
  asOf?: number;
  signal: AbortSignal;
}

async function* read(
  file: RandomAccessFile,
  { settings: { path, maxLineBytes }, fields, asOf, signal }: Reading,
): AsyncGenerator<UnitBatch<unknown>> {
  let line = 1;
  let lost = false;
  for await (const block of readBlocks(file, { maxLineBytes, signal })) {
    const { units, lines } = block.tooLong
      ? { units: [tooLong(block.bytes, { line, file: path }, maxLineBytes)], lines: 1 }
      : lineUnits(block.bytes, { line, file: path });
    line += lines;
    if (units.length === 0) continue;
    const batch: UnitBatch<unknown> = fields === undefined ? { units } : withKeys(units, fields);
    lost ||= batch.losses !== undefined;
    yield batch;
  }
  if (fields && asOf !== undefined && !lost) yield { units: [], claims: [{ asOf }] };
}
