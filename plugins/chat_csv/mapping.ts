/**
 * How another platform's CSV is written, so that it is read without code.
 *
 * @module
 */
import { z } from "../../deps/zod.ts";
import { CHAT_COLUMNS, INPUT_COLUMNS, type InputColumn, MESSAGE_COLUMNS } from "./columns.ts";

/** What stands where, in files that are not written as `source_chat_data.csv` is. What is left out keeps its own name. */
export interface ChatCsvMapping {
  /** The file's name for each column of the input: `{ "chat_id": "Conversation ID" }`. */
  columns?: { [column in InputColumn]?: string };
  /** The log's name for each field of a message: `{ "content": "text" }`. */
  message?: { id?: string; role?: string; type?: string; content?: string; suborganization?: string };
  /** What a role in the log stands for: `{ "bot": "assistant", "customer": "user" }`. Compared in lower case. */
  roles?: { [role: string]: string };
  /** Columns of the file that fill fields of the tables: `{ "email": "Contact address" }`. */
  fields?: { [field: string]: string };
}

const name = z.string().min(1);
const fieldNames = new Set([...CHAT_COLUMNS, ...MESSAGE_COLUMNS]);

/** Checks a mapping; unknown names are mistakes. */
export const mappingSchema: z.ZodType<ChatCsvMapping, ChatCsvMapping> = z.strictObject({
  columns: z.strictObject(
    Object.fromEntries(INPUT_COLUMNS.map((column) => [column, name.optional()])) as {
      [column in InputColumn]: z.ZodOptional<z.ZodString>;
    },
  ).optional(),
  message: z.strictObject({
    id: name.optional(),
    role: name.optional(),
    type: name.optional(),
    content: name.optional(),
    suborganization: name.optional(),
  }).optional(),
  roles: z.record(z.string(), name).optional(),
  fields: z.record(
    z.string().refine((field) => fieldNames.has(field), "it is no column of chats.csv or messages.csv"),
    name,
  ).optional(),
});
