/**
 * What a message says, and when, as examples have it.
 *
 * @module
 */
import type { Message } from "../../core/conversation.ts";
import { isoformat, isoformatUtc, naiveMs, strip } from "./python.ts";

/** By which rules: those of the reference, exactly, or lossless ones. */
export type Rules = "compat" | "default";

/** The text of a message; `undefined` where it is none to learn from. */
export function contentOf(message: Message, rules: Rules): string | undefined {
  const emoji = stickerOf(message);
  if (rules === "compat") {
    if (!hasEntities(message) && emoji === "") return undefined;
    return strip((hasEntities(message) ? ownText(message) : "") + emoji).replaceAll("\n", " ");
  }
  const said = strip(saidText(message));
  const content = said === "" ? strip(emoji) : emoji === "" ? said : `${said} ${emoji}`;
  return content === "" ? undefined : content;
}

function stickerOf({ metadata: { stickerEmoji } }: Message): string {
  return typeof stickerEmoji === "string" ? stickerEmoji : "";
}

/** True where the export had `text_entities` that were not empty. */
function hasEntities(message: Message): boolean {
  const { textFrom, entities, text_entities } = message.metadata;
  if (textFrom === "text") return false;
  return ownText(message) !== "" || Array.isArray(entities) || Array.isArray(text_entities) && text_entities.length > 0;
}

/** The first text of a message: of Telegram's, the only one. */
function ownText({ parts, metadata }: Message): string {
  const [first] = parts;
  if (first?.type !== "text") return "";
  // What a service message informs of is no text of its own.
  return first.text === metadata.information_text ? "" : first.text;
}

function saidText({ parts }: Message): string {
  const said: string[] = [];
  for (const part of parts) {
    if ((part.type === "text" || part.type === "code" || part.type === "quote") && part.text !== "") {
      said.push(part.text);
    } else if ((part.type === "audio" || part.type === "video") && part.transcript) said.push(part.transcript);
  }
  return said.join("\n\n");
}

/** The name a message was sent by, as the export's `from` says it. */
export function fromOf({ author, role, metadata }: Message): string | undefined {
  // Of a service message the author is who acted, which `from` does not say.
  if (role === "system") return typeof metadata.from === "string" && metadata.from !== "" ? metadata.from : undefined;
  return author;
}

/** When a message was sent, for gaps and order: by the rules' clock, epoch ms (local times as if they were UTC). */
export function timeOf({ createdAt, localTime }: Message, rules: Rules): { at: number; local: boolean } | undefined {
  const local = localTime === undefined ? undefined : naiveMs(localTime);
  if (rules === "compat" && local !== undefined) return { at: local, local: true };
  if (createdAt !== undefined) return { at: createdAt, local: rules === "compat" };
  return local === undefined ? undefined : { at: local, local: true };
}

/** The same as text: local time without a zone by the reference's rules, else UTC. */
export function timestampOf({ createdAt, localTime }: Message, rules: Rules): string | undefined {
  if (rules === "default" && createdAt !== undefined) return isoformatUtc(createdAt, "+00:00");
  const local = localTime === undefined ? undefined : isoformat(localTime);
  return local ?? (createdAt === undefined ? undefined : isoformatUtc(createdAt, ""));
}
