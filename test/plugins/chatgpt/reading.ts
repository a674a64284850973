/**
 * What the end-to-end tests of the source share: folders of their own, runs that remember nothing, and a short form of
 * what came out.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type DeadLetter, deadLetters, from, type Ledger, type Report, run, type RunOptions } from "../../../mod.ts";
import type { Conversation } from "../../../core/conversation.ts";
import { text } from "../../../core/text.ts";
import { chatgptSource } from "../../../plugins/chatgpt/mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySink } from "../../../plugins/memory/mod.ts";
import type { ExpectedConversation, ExpectedMessage } from "../../support/exports/mod.ts";

/** Files by name, which may hold `/`. */
export type FilesByName = { [name: string]: string | Uint8Array };

/** Runs `use` on a new folder that holds these files, and removes it. */
export async function inFolder(files: FilesByName, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-e2e-" });
  try {
    for (const [name, data] of Object.entries(files)) await put(`${folder}/${name}`, data);
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a file, and the folders it lies in. */
export async function put(path: string, data: string | Uint8Array): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeFile(path, typeof data === "string" ? new TextEncoder().encode(data) : data);
}

/** What one reading gave. */
export interface Outcome {
  report: Report;
  conversations: Conversation[];
  letters: DeadLetter[];
  /** What the source warned of. */
  warnings: string[];
}

/** Reads exports once, into memory; the report is checked to balance. */
export async function readExports(
  path: string | string[],
  options: RunOptions & { ledger?: Ledger } = {},
): Promise<Outcome> {
  const sink = memorySink<Conversation>();
  const warnings: string[] = [];
  const settings: RunOptions = {
    name: "reading",
    stateFolder: "/nonexistent/threadloom",
    ledger: memory(),
    onEvent: (event) => event.type === "log" && event.level === "warn" && warnings.push(event.message),
    ...options,
  };
  const report = await run(from(chatgptSource({ path })).to(sink), settings);
  balances(report);
  return { report, conversations: sink.records, letters: await deadLetters(settings), warnings };
}

/** read = unchanged + passed + dropped + dead, and every drop has its reason. */
export function balances(report: Report): void {
  const { read, unchanged, passed, dropped, dead } = report.source;
  assert.equal(read, unchanged + passed + dropped + dead, JSON.stringify(report.source));
  const reasons = Object.values(report.drops).reduce((sum, n) => sum + n, 0);
  assert.equal(reasons, dropped, JSON.stringify(report.drops));
  assert.ok(Object.values(report.sinks).flatMap((counts) => Object.values(counts)).every((n) => n >= 0));
}

/** Conversations by id, as tests write them down: title, thread and branches. */
export function shown(conversations: Conversation[]): Map<string, ExpectedConversation> {
  const short = (messages: Conversation["messages"]): ExpectedMessage[] =>
    messages.map((message) => ({ id: message.id, role: message.role, text: text(message) }));
  const all = conversations.map(({ id, title, messages, branches }): [string, ExpectedConversation] => [id, {
    title: title ?? null,
    messages: short(messages),
    branches: short(branches).sort((a, b) => a.id < b.id ? -1 : 1),
  }]);
  return new Map(all.sort(([a], [b]) => a < b ? -1 : 1));
}
