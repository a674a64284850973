/**
 * An account and its exports: as it was, and later, after whatever people do to their chats.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { from, run } from "../../mod.ts";
import { chatgptSource } from "../../plugins/chatgpt/mod.ts";
import { memory } from "../../plugins/ledger/mod.ts";
import { memorySink } from "../../plugins/memory/mod.ts";
import { exportFileName, type NeutralConversation, packExport, renderExport, thread } from "./exports/mod.ts";

const IDS = ["same", "edited", "regenerated", "renamed", "cut", "gone"];

/** When exports were taken, epoch milliseconds. */
export const [FIRST, LATER, LAST]: number[] = [1, 2, 3].map((month) => Date.UTC(2026, month, 10, 12));

/** Six chats of four messages. */
export function original(): NeutralConversation[] {
  return IDS.map((id) => thread(id, `Title of ${id}`, ["one", "two", "three", "four"].map((said) => `${said} ${id}`)));
}

/** What is said in `updated` that was not said before. */
export const NEW_TEXTS: readonly string[] = ["four, in other words", "hello", "hi", "two, edited"];

/** One edited, one with another answer, one renamed, one shortened, one gone, one new. */
export function updated(): NeutralConversation[] {
  const [same, edited, regenerated, renamed, cut] = original();
  edited.messages[1].text = "two, edited";
  const [, , , answer] = regenerated.messages;
  regenerated.messages.push({ ...answer, id: "regenerated-m3b", text: "four, in other words" });
  regenerated.current = "regenerated-m3b";
  renamed.title = "Another title";
  cut.messages.splice(1, 1);
  cut.messages[1].parent = "cut-m0";
  for (const chat of [edited, regenerated, renamed, cut]) chat.updateTime += 1000;
  return [thread("new", "New", ["hello", "hi"]), same, edited, regenerated, renamed, cut];
}

/** Writes an export of these chats; gives its path. */
export async function writeExport(folder: string, chats: NeutralConversation[], at: number): Promise<string> {
  const path = `${folder}/${exportFileName("C", at)}`;
  await Deno.writeFile(path, packExport(renderExport(chats, "C", { exportedAt: at }), { exportedAt: at }));
  return path;
}

/** The conversations of an export, as the source hands them over. */
export async function readExport(path: string): Promise<Conversation[]> {
  const sink = memorySink<Conversation>();
  await run(from(chatgptSource({ path })).to(sink), { ledger: memory(), name: "read" });
  return sink.records;
}
