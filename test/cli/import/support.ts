/**
 * What tests of imports share: exports, folders, and reports of the command.
 *
 * @module
 */
import assert from "node:assert/strict";
import { packExport, renderExport, thread } from "../../support/exports/mod.ts";
import { lastJson, threadloom } from "../support.ts";

export { inFolder } from "../../support/in_folder.ts";

/** Conversations of an invented export. */
export type Conversations = Parameters<typeof renderExport>[0];

/** A conversation whose title and text try to act on a terminal. */
export const TEA: Conversations[number] = thread("c1", "Tea \x1b[2Jtime", ["Which tea?", "Green \u202etea."]);
/** A plain conversation. */
export const BREAD: Conversations[number] = thread("c2", "Bread", ["How to bake?", "Slowly."]);
/** Another. */
export const SEA: Conversations[number] = thread("c3", "Holiday plans", ["Where to go on holiday?", "To the sea."]);

/** Writes an export, made on the first of a month (from 0). */
export async function writeExport(path: string, conversations: Conversations, month: number): Promise<void> {
  await Deno.writeFile(path, packExport(renderExport(conversations, "D"), { exportedAt: Date.UTC(2026, month, 1) }));
}

/** Names in a folder, sorted. */
export async function names(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(folder)) found.push(name);
  return found.sort();
}

/** Runs the command and expects an exit code; resolves with the last JSON line. */
export async function report(cwd: string, code: number, ...args: string[]): Promise<Record<string, unknown>> {
  const done = await threadloom([...args, "--json"], cwd);
  assert.equal(done.code, code, done.err);
  for (const line of done.err.trimEnd().split("\n").filter(Boolean)) JSON.parse(line);
  return lastJson(done.out);
}
