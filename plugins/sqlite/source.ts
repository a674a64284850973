/**
 * The source that reads the store back.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { z } from "../../deps/zod.ts";
import type { Context } from "../../core/context.ts";
import type { Conversation } from "../../core/conversation.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { OpenSource, Source, Unit, UnitBatch } from "../../core/source.ts";
import { unitBatches } from "../../core/unit_batches.ts";
import { asText, whole } from "./columns.ts";
import { openForReading } from "./database.ts";
import { openLoader } from "./load.ts";
import { prepareRows, type Row } from "../../core/sqlite/rows.ts";

/** Options of `sqliteSource`. */
export interface SqliteSourceOptions {
  /**
   * The database file that `sqliteStore` wrote.
   * @default "threadloom.db"
   */
  path?: string;
}

/** Options with defaults filled in. */
export type SqliteSourceSettings = Required<SqliteSourceOptions>;

const schema: z.ZodType<SqliteSourceSettings, SqliteSourceOptions> = z.strictObject({
  path: z.string().min(1).default("threadloom.db").describe("The database file that the sqlite store wrote."),
});

/**
 * Reads the conversations of a store that `sqliteStore` wrote, the oldest first (those without a time before all
 * others), conversations of one time by id. A unit is one conversation and its key is the conversation's id; its
 * fingerprint is kept by the store, so that an unchanged conversation is never loaded.
 */
export const sqliteSource: PluginFactory<
  SqliteSourceOptions | void,
  SqliteSourceSettings,
  Omit<Source<Conversation>, typeof PLUGIN>
> = definePlugin({
  name: "sqlite",
  kind: "source",
  summary: "Reads the conversations of an SQLite store back.",
  emits: "conversation",
  options: schema,
  roles: { path: "location" },
  permissions: ({ path }) => ({ read: [path, `${path}-wal`, `${path}-shm`] }),
  example: `import { from, run } from "@threadloom/threadloom";
import { jsonlSink } from "@threadloom/threadloom/jsonl";
import { sqliteSource } from "@threadloom/threadloom/sqlite";

await run(from(sqliteSource({ path: "threadloom.db" })).to(jsonlSink({ path: "conversations.jsonl" })));`,
  create: ({ path }: SqliteSourceSettings): Omit<Source<Conversation>, typeof PLUGIN> => ({
    kind: "source",
    // deno-lint-ignore require-await -- a throw has to be a rejection
    open: async (context) => openSource(openForReading(path), context, path),
  }),
});

function openSource(database: DatabaseSync, context: Context, path: string): OpenSource<Conversation> {
  const load = openLoader(database);
  return {
    mode: "whole",
    keyed: true,
    unique: true,
    read,
    // deno-lint-ignore require-await -- a throw has to be a rejection
    async close() {
      database.close();
    },
  };

  function read(options?: { wanted?: (key: string) => boolean }): AsyncGenerator<UnitBatch<Conversation>> {
    return unitBatches(units(), context, options?.wanted);
  }

  function* units(): Generator<Unit<Conversation>> {
    const rows = prepareRows(
      database,
      `SELECT number, ${whole("id")}, version, exported_at, hash, bytes FROM conversation_data
      WHERE fingerprint IS NOT NULL ORDER BY created_at, id`,
    );
    let index = 0;
    // The cursor keeps one moment of the store: what a run writes into it meanwhile is not read.
    for (const row of rows.iterate()) yield toUnit(row, index++);
  }

  function toUnit([number, id, version, exportedAt, hash, bytes]: Row, index: number): Unit<Conversation> {
    const key = asText(id);
    return {
      key,
      ...(version === null ? {} : { version: version as number }),
      ...(exportedAt === null ? {} : { exportedAt: exportedAt as number }),
      fingerprint: hash as string,
      bytes: bytes as number,
      position: { file: path, index },
      parse() {
        const conversation = load(number as number);
        if (conversation) return [conversation];
        throw new Error(`Cannot read conversation "${key}": it went from "${path}" while it was read, run again`);
      },
    };
  }
}
