/**
 * A visitor that keeps ids and texts of conversations.
 *
 * @module
 */
import type { Conversation } from "../../../core/conversation.ts";
import type { Visitor } from "../../../mod.ts";
import { lines } from "./support.ts";

/** One for each thread. */
export default function linesVisitor(): Visitor<Conversation, [id: string, lines: string[]][]> {
  const seen: [id: string, lines: string[]][] = [];
  return { visit: (conversation) => void seen.push([conversation.id, lines(conversation)]), end: () => seen };
}
