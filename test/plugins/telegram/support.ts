/**
 * What the tests of the Telegram source share: invented exports, folders of their own, readings that remember nothing.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type DeadLetter, deadLetters, from, type Report, run, type RunOptions } from "../../../mod.ts";
import type { Conversation, Json, JsonObject } from "../../../core/conversation.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink } from "../../../plugins/memory/mod.ts";
import { telegramSource, type TelegramSourceOptions } from "../../../plugins/telegram/mod.ts";

/** A Monday, in seconds. */
export const MONDAY = 1_672_650_000;

/** A raw message of an invented person, `second` seconds after Monday. */
export function message(id: number, text: string, more: JsonObject = {}, second: number = id): JsonObject {
  const at = MONDAY + second;
  return {
    id,
    type: "message",
    date: new Date(at * 1000).toISOString().slice(0, 19),
    date_unixtime: String(at),
    from: "Bea",
    from_id: "user2002",
    text,
    text_entities: text === "" ? [] : [{ type: "plain", text }],
    ...more,
  };
}

/** A raw chat with Bea. */
export function chat(messages: JsonObject[], more: JsonObject = {}): JsonObject {
  return { name: "Bea", type: "personal_chat", id: 2002, messages, ...more };
}

/** A full export of Ada. */
export function full(chats: JsonObject[], left: JsonObject[] = []): JsonObject {
  return {
    about: "Invented data.",
    personal_information: { user_id: 1001, first_name: "Ada", last_name: "Own", phone_number: "+00 000", bio: "bio" },
    chats: { about: "All chats.", list: chats },
    left_chats: { about: "Left chats.", list: left },
  };
}

/** Files by name, which may hold `/`; JSON values are written as Telegram Desktop does. */
export type FilesByName = { [name: string]: string | Uint8Array | Json };

/** Runs `use` on a new folder that holds these files, and removes it. */
export async function inFolder<T>(files: FilesByName, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-telegram-" });
  try {
    for (const [name, data] of Object.entries(files)) await put(`${folder}/${name}`, data);
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a file, and the folders it lies in. */
export async function put(path: string, data: FilesByName[string]): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  if (data instanceof Uint8Array) await Deno.writeFile(path, data);
  else await Deno.writeTextFile(path, typeof data === "string" ? data : JSON.stringify(data, null, 1));
}

/** What one reading gave. */
export interface Outcome {
  report: Report;
  conversations: Conversation[];
  letters: DeadLetter[];
  warnings: string[];
}

/** Reads exports once, into memory; the report is checked to balance. */
export async function read(path: string | string[], options: Partial<TelegramSourceOptions> = {}): Promise<Outcome> {
  const sink = memorySink<Conversation>();
  const warnings: string[] = [];
  const settings: RunOptions = {
    name: "reading",
    stateFolder: "/nonexistent/threadloom",
    ledger: memory(),
    onEvent: (event) => event.type === "log" && event.level === "warn" && warnings.push(event.message),
  };
  const report = await run(from(telegramSource({ path, ...options })).to(sink), settings);
  const { read, unchanged, passed, dropped, dead } = report.source;
  assert.equal(read, unchanged + passed + dropped + dead, JSON.stringify(report.source));
  return { report, conversations: sink.records, letters: await deadLetters(settings), warnings };
}

/** Reads one file. */
export function readFile(data: FilesByName[string], options: Partial<TelegramSourceOptions> = {}): Promise<Outcome> {
  return inFolder({ "result.json": data }, (folder) => read(`${folder}/result.json`, options));
}

/** Conversations without where they were read. */
export function bare(conversations: Conversation[]): Conversation[] {
  return conversations.map(({ origin: _, ...rest }) => rest);
}

/** Ids and texts of a conversation's messages. */
export function lines({ messages }: Conversation): string[] {
  return messages.map(({ id, parts }) => `${id}: ${parts.map((part) => part.type === "text" ? part.text : part.type)}`);
}
