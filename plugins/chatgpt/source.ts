/**
 * The source of ChatGPT exports.
 *
 * @module
 */
import { readable } from "../../core/glob.ts";
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import { readPermissions } from "../../core/remote_path.ts";
import type { Claim, Loss, OpenSource, Source, UnitBatch } from "../../core/source.ts";
import { detect } from "./input/detect.ts";
import { openInputs } from "./input/open_inputs.ts";
import { mediaOf } from "./media/media_of.ts";
import { cutShards } from "./shards.ts";
import { type Shared, shareScan } from "./share.ts";
import { readSlices } from "./slices.ts";
import { scanExport, type Table, type TableFile } from "./table.ts";
import { ConversationUnit } from "./unit.ts";

/** Options of `chatgptSource`. */
export interface ChatgptSourceOptions {
  /** Exports: zip archives, folders, JSON files, patterns such as `exports/*.zip`; several are read as one source. */
  path: string | string[];
  /** Looks for the bytes of images, recordings and files among all that `path` holds. @default true */
  media?: boolean;
}

/** Options with defaults filled in. */
export interface ChatgptSourceSettings extends ChatgptSourceOptions {
  media: boolean;
}

const schema: z.ZodType<ChatgptSourceSettings, ChatgptSourceOptions> = z.strictObject({
  path: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .describe("Exports: zip archives, folders, JSON files, patterns."),
  media: z.boolean().default(true).describe("Looks for the bytes of images, recordings and files."),
});

/**
 * Reads ChatGPT exports of every layout since 2023 as conversations, in place and with bounded memory. Conversations
 * that occur several times are handed over each time; the engine keeps the newest copy.
 */
export const chatgptSource: PluginFactory<
  ChatgptSourceOptions,
  ChatgptSourceSettings,
  Omit<Source<Conversation>, typeof PLUGIN>
> = definePlugin({
  name: "chatgpt",
  kind: "source",
  summary: "Reads ChatGPT exports: zip archives, folders, JSON files, of every layout since 2023.",
  emits: "conversation",
  detect,
  options: schema,
  roles: { path: "location" },
  // 2: assets say how their bytes were found, or why there are none.
  behaviour: 3,
  permissions: ({ path }) => readPermissions(...[path].flat().map(readable)),
  example: `import { from, run } from "@threadloom/threadloom";
import { chatgptSource } from "@threadloom/threadloom/chatgpt";
import { jsonlSink } from "@threadloom/threadloom/jsonl";

await run(from(chatgptSource({ path: "export.zip" })).to(jsonlSink({ path: "out.jsonl" })));`,
  create: ({ path, media }: ChatgptSourceSettings): Omit<Source<Conversation>, typeof PLUGIN> => ({
    kind: "source",
    open: (context) => openSource([path].flat(), media, context),
  }),
});

async function openSource(paths: string[], matches: boolean, context: Context): Promise<OpenSource<Conversation>> {
  const inputs = await openInputs(paths, context);
  const media = mediaOf(inputs, matches, context);
  const tables: Table[] = [];
  let shared: Shared | undefined;
  for (const input of inputs.exports) report(input, context);
  return {
    mode: "whole",
    keyed: true,
    bytes: inputs.exports.flatMap((input) => input.conversationFiles).reduce((sum, { size }) => sum + size, 0),
    async *read({ wanted } = {}) {
      let bytes = 0;
      for (const [i, input] of inputs.exports.entries()) {
        if (!tables[i]) {
          tables[i] = await scanExport(input, context, bytes, { shared, media });
          if (isEmpty(tables[i]) && input.conversationFiles.length > 0) context.count("exports without conversations");
        }
        bytes += input.conversationFiles.reduce((sum, file) => sum + file.size, 0);
        if (wanted) yield* withBytes(tables[i], wanted, context);
        else yield* withoutBytes(tables[i], context);
      }
      context.signal.throwIfAborted();
      yield { units: [], claims: claimsOf(tables) };
    },
    async share(helpers) {
      shared = await shareScan(paths, inputs, helpers, context, matches);
    },
    shards: (count, select) => Promise.resolve(cutShards({ paths, media: matches }, tables, count, select)),
    async close() {
      inputs.close();
      for (const { spooled } of tables.flatMap(({ files }) => files)) {
        // Whoever asked for a scratch file that could not be made has been told.
        (await spooled?.catch(() => undefined))?.close();
      }
    },
  };
}

function report(
  { missingShards, problems }: { missingShards: string[]; problems: { error: Error }[] },
  context: Context,
) {
  if (missingShards.length) context.count("missing shards", missingShards.length);
  const others = problems.length - missingShards.length;
  if (others > 0) context.count("bad entries", others);
  for (const { error } of problems) context.log.warn(error.message);
}

const PER_BATCH = 500;

/** For the index: places and hashes. */
function* withoutBytes(table: Table, context: Context): Generator<UnitBatch<Conversation>> {
  const count = context.count;
  for (const scanned of table.files) {
    for (let i = 0; i < scanned.rows.length; i += PER_BATCH) {
      context.signal.throwIfAborted();
      const rows = scanned.rows.slice(i, i + PER_BATCH);
      yield { units: rows.map((row) => new ConversationUnit(table, scanned, row, count)) };
    }
  }
  const losses: Loss[] = table.losses;
  if (losses.length) yield { units: [], losses };
}

/** For the work: with the bytes at hand, read once and in order. */
async function* withBytes(
  table: Table,
  wanted: (key: string) => boolean,
  context: Context,
): AsyncGenerator<UnitBatch<Conversation>> {
  for (const scanned of table.files) {
    const rows = scanned.rows.filter((row) => wanted(row.key));
    for await (const slices of readSlices(scanned, rows)) {
      context.signal.throwIfAborted();
      yield { units: slices.map(({ row, bytes }) => new ConversationUnit(table, scanned, row, context.count, bytes)) };
    }
  }
}

function isEmpty({ files, losses }: Table): boolean {
  return losses.length === 0 && files.every(({ rows }) => rows.every((row) => row.empty));
}

/** A whole export that could be read to its end says: these are all conversations of this account. */
function claimsOf(tables: Table[]): Claim[] {
  const claims: Claim[] = [];
  for (const { input, losses, files, exportedAt } of tables) {
    // An export without conversations is more likely a failed one than an account that has none.
    const any = files.some(({ rows }: TableFile) => rows.some((row) => !row.empty));
    if (!input.whole || losses.length || !any || exportedAt === undefined) continue;
    claims.push({ asOf: exportedAt, ...input.account === undefined ? {} : { account: input.account } });
  }
  return claims;
}
