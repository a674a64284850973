/**
 * Counts conversations, messages of the canonical thread and their characters: what every contender counts, too.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import type { Visitor } from "../../mod.ts";

/** What was counted. */
export interface Counts {
  conversations: number;
  messages: number;
  /** UTF-16 code units of text parts. */
  characters: number;
}

/** A visitor that counts. */
export default function countVisitor(): Visitor<Conversation, Counts> {
  const counts: Counts = { conversations: 0, messages: 0, characters: 0 };
  return {
    visit(conversation) {
      counts.conversations++;
      counts.messages += conversation.messages.length;
      for (const { parts } of conversation.messages) {
        for (const part of parts) if ("text" in part && part.text) counts.characters += part.text.length;
      }
    },
    end: () => counts,
  };
}
