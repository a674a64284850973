/**
 * The messages of a conversation as blocks are cut from them.
 *
 * @module
 */
import type { Conversation, Message } from "../../core/conversation.ts";
import { contentOf, fromOf, type Rules, timeOf, timestampOf } from "./content.ts";
import type { Piece } from "./cut/piece.ts";
import { naiveMs } from "./python.ts";

/** How messages are read. */
export interface PieceOptions {
  newlines: "keep" | "space";
  speakers: "groups" | "never" | "always";
  compat: boolean;
}

/** What a conversation says, in its order; hidden messages and those without text say nothing. */
export function piecesOf(conversation: Conversation, options: PieceOptions): Piece[] {
  const { compat, newlines, speakers } = options;
  const rules: Rules = compat ? "compat" : "default";
  const type = String(conversation.metadata.telegramType);
  const named = !compat && (speakers === "always" || (speakers === "groups" && /group/.test(type)));
  // Local times are asked for only where a moment is missing.
  const momentsOnly = !compat && conversation.messages.every(({ createdAt }) => createdAt !== undefined);
  const pieces: Piece[] = [];
  for (const message of conversation.messages) {
    if (compat ? fromOf(message) === undefined : message.hidden !== undefined) continue;
    const said = contentOf(message, rules);
    if (said === undefined || (!compat && message.role !== "user" && message.role !== "assistant")) continue;
    const role = message.role === "assistant" ? "assistant" : "user";
    const lined = newlines === "space" ? said.replaceAll(/\r\n?|\n/g, " ") : said;
    const content = named && role === "user" && message.author !== undefined ? `${message.author}: ${lined}` : lined;
    const timestamp = timestampOf(message, rules);
    pieces.push({
      id: message.id,
      role,
      content,
      ...(timestamp === undefined ? {} : { timestamp }),
      ...(momentsOnly ? { at: message.createdAt } : timesOf(message, rules)),
    });
  }
  return pieces;
}

function timesOf(message: Message, rules: Rules): { at?: number; local?: number } {
  if (rules === "compat") {
    const time = timeOf(message, rules);
    return time === undefined ? {} : { local: time.at };
  }
  const { createdAt, localTime } = message;
  const local = localTime === undefined ? undefined : naiveMs(localTime);
  return { ...(createdAt === undefined ? {} : { at: createdAt }), ...(local === undefined ? {} : { local }) };
}
