/**
 * Which of two copies of one message is the newer.
 *
 * @module
 */
import type { Message } from "../../../core/conversation.ts";
import { localAsUtc } from "./times.ts";

/** The copy with the newer edit; the second where that does not tell. */
export function newerOf(first: Message, second: Message): Message {
  return editOf(first) > editOf(second) ? first : second;
}

/** When a message was last edited, epoch ms; local times count as UTC, and -Infinity is never. */
function editOf({ metadata: { editedAt, edited } }: Message): number {
  return typeof editedAt === "number" ? editedAt : localAsUtc(edited) ?? -Infinity;
}
