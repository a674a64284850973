/**
 * The two pipelines of an import: exports into the database, and the database into what is read beside it.
 *
 * @module
 */
import type { Pipeline, Sink } from "../../core/chain.ts";
import type { Conversation } from "../../core/conversation.ts";
import type { Host } from "../../core/host.ts";
import { denoHost } from "../../host/deno.ts";
import type { Load } from "../modules.ts";
import { exportSource } from "./export_source.ts";
import type { ImportFolder } from "./folder.ts";
import type { Memory } from "./memory.ts";
import { vectorsSink } from "../search/vectors_sink.ts";

/** Names under which state, reports and dead letters are kept. */
export const IMPORT = "import";
/** The same for what is written from the database. */
export const OUTPUTS = "outputs";

/** How the import is opened. */
export interface ImportOptions {
  /** Exports; absent: a pipeline that reads nothing, for what only looks at the stores. */
  inputs?: string[];
  host?: Host;
  overwriteEdited?: boolean;
}

/** Exports into the database and, where it is kept, the archive: the bytes of media are in the exports alone. */
export async function importPipeline(
  load: Load,
  folder: ImportFolder,
  { archive, media, timeZone }: Pick<Memory, "archive" | "media" | "timeZone">,
  { inputs, host = denoHost(), overwriteEdited = false }: ImportOptions = {},
): Promise<Pipeline> {
  const { from } = await load("../mod.ts");
  const { sqliteStore } = await load("../plugins/sqlite/mod.ts");
  const more: Sink<Conversation>[] = [];
  if (archive) {
    const { archiveStore } = await load("../plugins/archive/mod.ts");
    more.push(archiveStore({ path: folder.archive, media, overwriteEdited }));
  }
  const chain = inputs === undefined
    ? from<Conversation>([])
    : from(await exportSource(load, host, inputs, { timeZone }));
  return chain.to(sqliteStore({ path: folder.database }), ...more);
}

/** How the outputs are opened. */
export interface OutputsOptions {
  overwriteEdited?: boolean;
  /** True: reads nothing, for what only looks at the outputs. */
  empty?: boolean;
}

/** The database into the outputs that the folder remembers; undefined when there is none. */
export async function outputsPipeline(
  load: Load,
  folder: ImportFolder,
  { markdown, jsonl, semantic }: Pick<Memory, "markdown" | "jsonl" | "semantic">,
  { overwriteEdited = false, empty = false }: OutputsOptions = {},
): Promise<Pipeline | undefined> {
  const { from } = await load("../mod.ts");
  const { sqliteSource } = await load("../plugins/sqlite/mod.ts");
  const sinks: Sink<Conversation>[] = [];
  if (markdown) {
    const { markdownStore } = await load("../plugins/markdown/mod.ts");
    sinks.push(markdownStore({ path: folder.markdown, overwriteEdited }));
  }
  if (jsonl) {
    const { jsonlSink } = await load("../plugins/jsonl/mod.ts");
    sinks.push(jsonlSink({ path: folder.jsonl }));
  }
  if (semantic) {
    const vectors = await vectorsSink(load, folder, semantic, empty);
    if (vectors) sinks.push(vectors);
  }
  const [first, ...more] = sinks;
  if (!first) return undefined;
  const chain = empty ? from<Conversation>([]) : from(sqliteSource({ path: folder.database }));
  return chain.to(first, ...more);
}
