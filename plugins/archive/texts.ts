/**
 * The files of a conversation that are text.
 *
 * @module
 */
import type { Conversation } from "../../core/conversation.ts";
import type { Missing } from "./collect.ts";
import type { HeldMedia } from "./held.ts";
import type { ShownFile } from "./html/view.ts";
import { jsonPieces } from "./json_pieces.ts";

const encoder = new TextEncoder();

/** `conversation.json`: all the source says, but for where it was read, which changes with every export. */
export function conversationJson(conversation: Conversation): Uint8Array<ArrayBuffer>[] {
  const { origin: _, ...content } = conversation;
  return jsonPieces(content);
}

/** `media_manifest.json`. */
export function manifestJson(
  conversationId: string,
  media: readonly HeldMedia[],
  missing: Missing[],
): Uint8Array<ArrayBuffer> {
  const rows = media.map((
    { pointer, messageId, strategy, confidence, file, sha256, bytes, mediaType, source },
  ) => ({ pointer, messageId, strategy, confidence, file, sha256, bytes, mediaType, source }));
  return encoder.encode(`${JSON.stringify({ conversationId, media: rows, missing }, null, 1)}\n`);
}

/** What pages are told of media: files by asset id. */
export function shownFiles(media: readonly HeldMedia[]): [asset: string, file: ShownFile][] {
  return media.map(({ asset, file, mediaType, bytes }) => [asset, { file, mediaType, bytes }]);
}
