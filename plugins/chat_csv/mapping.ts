/**
 * How another platform's CSV is written, so that it is read without code.
 *
 * @module
 */
import { suggest } from "../../core/suggest.ts";
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
const MESSAGE_FIELDS = ["id", "role", "type", "content", "suborganization"] as const;
const TABLE_COLUMNS: readonly string[] = [...new Set<string>([...CHAT_COLUMNS, ...MESSAGE_COLUMNS])];

/** What is wrong with a name that nothing has. */
function unknown(key: string, choices: readonly string[]): string {
  const meant = suggest(key, choices);
  return `it has "${key.slice(0, 100)}", ${meant === undefined ? "" : `did you mean "${meant}"? `}expected ${
    choices.join(", ")
  }`;
}

/** What a strict object says of keys that it does not know. */
function expecting(
  choices: readonly string[],
): { error: (issue: { code?: string; keys?: string[] }) => string | undefined } {
  return {
    error: ({ code, keys = [] }) =>
      code === "unrecognized_keys" ? keys.map((key) => unknown(key, choices)).join("; ") : undefined,
  };
}

/** An object with some of these names, each standing for one of the file. */
function namesFor<Key extends string>(choices: readonly Key[]) {
  const shape = Object.fromEntries(choices.map((key) => [key, name.optional()])) as {
    [key in Key]: z.ZodOptional<z.ZodString>;
  };
  return z.strictObject(shape, expecting(choices)).optional();
}

/** Checks a mapping; unknown names are mistakes. */
export const mappingSchema: z.ZodType<ChatCsvMapping, ChatCsvMapping> = z.strictObject({
  columns: namesFor(INPUT_COLUMNS),
  message: namesFor(MESSAGE_FIELDS),
  roles: z.record(z.string(), name).optional(),
  fields: z.record(z.string(), name).superRefine((fields, found) => {
    for (const key of Object.keys(fields)) {
      if (!TABLE_COLUMNS.includes(key)) found.addIssue({ code: "custom", message: unknown(key, TABLE_COLUMNS) });
    }
  }).optional(),
}, expecting(["columns", "message", "roles", "fields"]));
