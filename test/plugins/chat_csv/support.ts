/**
 * A folder of tables made from rows: for tests that look at what comes out.
 *
 * @module
 */
import { from, run } from "../../../mod.ts";
import { csvLine } from "../../../core/csv/write.ts";
import { parseCsv } from "../../../deps/csv_parse.ts";
import {
  chatCsvSink,
  type ChatCsvSinkOptions,
  chatCsvSource,
  type ChatCsvSourceOptions,
  chatTables,
} from "../../../plugins/chat_csv/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { inFolder } from "../../support/plugin_context.ts";

/** A row of the input; what is left out has an unremarkable value. */
export type Row = { [column: string]: string };

/** A row as a test writes it. */
export type Given = { readonly [column: string]: string | undefined };

/** A row as the real export has them. */
export const PLAIN: Row = {
  chat_id: "c1",
  slug: "stay",
  token: "t1",
  organization_id: "7",
  conversation_log: log([{ id: "m1", role: "assistant", type: "default", content: "Hallo [NAME]", disclaimer: null }]),
  structured_info: '{"actions":["get_in_touch"]}',
  created_at: "2025-05-28T12:55:10.546493",
  updated_at: "2025-05-28T12:55:10.558493",
  language: "nl",
  is_test_chat: "false",
  sentiment: "",
  resolution: "",
  message_count: "1",
};

/** A log's cell. */
export function log(messages: unknown): string {
  return JSON.stringify(messages);
}

/** A chat with this log, its count fitting. */
export function chatOf(messages: unknown[], more: Row = {}): Row {
  return { conversation_log: log(messages), message_count: String(messages.length), ...more };
}

/** The input's text. */
export function inputText(rows: readonly Given[], columns: readonly string[] = Object.keys(PLAIN)): string {
  return csvLine(columns) + rows.map((row) => csvLine(columns.map((name) => row[name] ?? PLAIN[name] ?? ""))).join("");
}

/** Quality as far as tests look at it. */
export interface Quality {
  inputs: { sha256: string; encoding: string; delimiter: string; extraColumns: string[]; missingColumns: string[] }[];
  rows: { read: number; chats: number; rejects: number };
  messages: { inLogs: number; written: number; dropped: number };
  duplicates: { exactRows: number; olderCopies: number; messages: number };
  rejects: { rows: number; partsOfChats: number; reasons: { [reason: string]: number } };
  flags: { [flag: string]: { count: number; chats: number } };
  formulaCells: { chats: number; messages: number };
  fillRate: { chats: { [column: string]: number }; messages: { [column: string]: number } };
  unknownFields: { [where: string]: { [name: string]: number } };
  files: { name: string; bytes: number; sha256: string }[];
}

/** What came out. */
export interface Made {
  chats: Row[];
  messages: Row[];
  chatMetrics: Row[];
  messageMetrics: Row[];
  rejects: { line: number; reason: string; raw: string; part: string; chatId?: string }[];
  unknown: { [field: string]: unknown }[];
  quality: Quality;
  /** Flags that were raised, with their counts. */
  flags: { [flag: string]: number };
  read(name: string): Promise<string>;
  folder: string;
  status: string;
}

/** Makes the tables of an input and hands them to the test. */
export async function tablesOf(
  input: string | Uint8Array | readonly Given[],
  test: (made: Made) => void | Promise<void>,
  options: Partial<ChatCsvSourceOptions & ChatCsvSinkOptions> = {},
): Promise<void> {
  await inFolder(async (folder) => {
    const path = `${folder}/source_chat_data.csv`;
    const text = typeof input === "string" || input instanceof Uint8Array ? input : inputText(input);
    await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
    const { excelSafe, parquet, ...reading } = options;
    const out = `${folder}/out`;
    const pipeline = from(chatCsvSource({ path, ...reading })).through(chatTables())
      .to(chatCsvSink({ path: out, excelSafe, parquet }));
    const { status } = await run(pipeline, { name: "test", ledger: memory() });
    const read = (name: string) => Deno.readTextFile(`${out}/${name}`);
    const table = async (name: string) => parseCsv(await read(name), { columns: true }) as Row[];
    const lines = async (name: string) =>
      (await read(name)).split("\n").filter(Boolean).map((line) => JSON.parse(line));
    const quality = JSON.parse(await read("data_quality.json")) as Quality;
    const raised = Object.entries(quality.flags).filter(([, { count }]) => count > 0);
    await test({
      chats: await table("chats.csv"),
      messages: await table("messages.csv"),
      chatMetrics: await table("chat_metrics.csv"),
      messageMetrics: await table("message_metrics.csv"),
      rejects: await lines("rejects.jsonl"),
      unknown: await lines("unknown_fields.jsonl"),
      quality,
      flags: Object.fromEntries(raised.map(([flag, { count }]) => [flag, count])),
      read,
      folder: out,
      status,
    });
  });
}
