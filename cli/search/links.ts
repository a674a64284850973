/**
 * Where a conversation can be looked at.
 *
 * @module
 */
import type { MessageRef } from "../../core/search.ts";
import { plainText } from "../plain_text.ts";

/** The address of a conversation, where its service has one; else its id. */
export function placeOf(id: string, source: string | undefined): string {
  const linked = source === "chatgpt" && /^[\w-]+$/.test(id);
  return linked ? `https://chatgpt.com/c/${id}` : `conversation ${plainText(id)}`;
}

/** Which format or service each conversation came from, by the database's view. */
export async function sourcesOf(
  path: string,
  results: readonly Pick<MessageRef, "conversationId">[],
): Promise<Map<string, string>> {
  const { DatabaseSync } = await import("node:sqlite");
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const statement = database.prepare("SELECT source FROM conversations WHERE id = ?");
    const sources = new Map<string, string>();
    for (const { conversationId } of results) {
      const source = statement.get(conversationId)?.source;
      if (typeof source === "string") sources.set(conversationId, source);
    }
    return sources;
  } finally {
    database.close();
  }
}
