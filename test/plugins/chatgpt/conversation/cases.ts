/**
 * The cases of `test/cases/chatgpt`: one raw conversation each, and what it maps to.
 *
 * @module
 */
import type { Conversation, Json } from "../../../../core/conversation.ts";
import { mapConversation } from "../../../../plugins/chatgpt/conversation/map.ts";

/** Where the cases lie. */
export const FOLDER = new URL("../../../cases/chatgpt/", import.meta.url);

/** A mapped case: the conversation, and what was counted on the way. */
export interface Mapped {
  conversation: Conversation;
  counts: { [name: string]: number };
}

/** Names of all cases. */
export function caseNames(): string[] {
  return [...Deno.readDirSync(FOLDER)].filter((entry) => entry.isDirectory).map((entry) => entry.name).sort();
}

/** A case's file, parsed. */
export function readCase(name: string, file: "input.json" | "expected.json"): Json {
  return JSON.parse(Deno.readTextFileSync(new URL(`${name}/${file}`, FOLDER)));
}

/** Maps a case's input. */
export function mapCase(name: string): Mapped {
  return mapCounted(readCase(name, "input.json"));
}

/** Maps a raw conversation and keeps the counts. */
export function mapCounted(raw: unknown): Mapped {
  const counts: { [name: string]: number } = {};
  const conversation = mapConversation(raw, { count: (name, n = 1) => counts[name] = (counts[name] ?? 0) + n });
  return { conversation, counts };
}

/** JSON with everything that is no plain ASCII escaped, so that a reader of the file sees what is there. */
export function caseText(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  return json.replace(/[^\n\x20-\x7e]/g, (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0")) + "\n";
}
