/**
 * The transform: a row of the input becomes a row of `chats.csv` and the rows of `messages.csv`.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { definePlugin, type PLUGIN, type PluginFactory } from "../../core/plugin.ts";
import type { TransformObject } from "../../core/transform.ts";
import { FAMILY } from "./family.ts";
import type { ChatCsvRecord, ChatTablesRecord } from "./record.ts";
import { StandingRow } from "./row_record.ts";
import { tableMaker } from "./table_maker.ts";

/** Options of `chatTables`: it has none. What a file is written with is the source's `mapping`. */
export interface ChatTablesOptions {
  [option: string]: never;
}

const schema: z.ZodType<ChatTablesOptions, ChatTablesOptions | undefined> = z.strictObject({}) as never;

/**
 * Makes the rows of the two tables out of each chat, with their metrics and flags. Nothing is repaired and nothing
 * invented: what cannot be read is flagged, and its text goes on as a reject. Files and rejected rows pass unchanged.
 */
export const chatTables: PluginFactory<
  ChatTablesOptions | undefined | void,
  ChatTablesOptions,
  Omit<TransformObject<ChatCsvRecord, ChatTablesRecord>, typeof PLUGIN>
> = definePlugin({
  name: "chat_tables",
  kind: "transform",
  summary: "Makes the rows of chats.csv and messages.csv out of chats of a platform.",
  accepts: ["table row"],
  emits: "table row",
  options: schema,
  permissions: () => ({}),
  create: (): Omit<TransformObject<ChatCsvRecord, ChatTablesRecord>, typeof PLUGIN> => {
    const open = () => {
      const make = tableMaker();
      return {
        apply(record: ChatCsvRecord): ChatTablesRecord {
          // The sink makes the tables of a row that stands as it is, in another thread where there is one.
          if ((record as unknown) instanceof StandingRow) (record as unknown as StandingRow).ready = true;
          return record.kind === "chat" ? make(record) : record;
        },
      };
    };
    return { kind: "transform", name: "chatTables", open, direct: { family: FAMILY, standsFor: open } };
  },
});
