/**
 * Lists the conversations that a thread sees, in a form that can be compared.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import { text, type Visitor } from "../../mod.ts";

/** A visitor that writes down id, place and text of each conversation. */
export default function listVisitor(): Visitor<Conversation, string[]> {
  const lines: string[] = [];
  return {
    visit(conversation) {
      const said = conversation.messages.map((message) => text(message)).join("|");
      lines.push(
        JSON.stringify([conversation.id, conversation.updatedAt, conversation.origin, said.length, said.slice(0, 40)]),
      );
    },
    end: () => lines,
  };
}
