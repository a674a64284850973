/**
 * `metadata.attachments[]`: files that a person added to a message, or that an answer brought along.
 *
 * @module
 */
import type { JsonObject, MediaPart, Part } from "../../../core/conversation.ts";
import type { Assets } from "./assets.ts";
import { bareId, kindOf } from "./pointer.ts";
import { asArray, asCount, asText, isEmpty, isObject, rest } from "./raw.ts";

const MODELLED = new Set(["id", "name", "size", "mime_type", "mimeType", "width", "height"]);

/**
 * Adds a part for each attachment that no part of the message shows yet; enriches the assets of those that are shown
 * with name, media type and size.
 */
export function addAttachments(attachments: unknown, parts: Part[], messageId: string, assets: Assets): void {
  const list = asArray(attachments);
  if (list.length === 0) return;
  const shown = new Map<string, MediaPart>();
  for (const part of parts) {
    if ("assetId" in part && part.assetId !== undefined && !shown.has(part.assetId)) shown.set(part.assetId, part);
  }
  for (let i = 0; i < list.length; i++) {
    const attachment = list[i];
    if (!isObject(attachment)) continue;
    const name = asText(attachment.name);
    const pointer = knownPointer(attachment, shown) ?? asText(attachment.id) ?? asText(attachment.file_id) ??
      asText(attachment.library_file_id);
    const mediaType = asText(attachment.mime_type) ?? asText(attachment.mimeType);
    const kind = kindOf(mediaType, name);
    const extra = rest(attachment, (key) => MODELLED.has(key));
    const { id } = assets.refer(pointer ?? name ?? "", {
      kind,
      messageId,
      name,
      mediaType,
      size: asCount(attachment.size),
      width: asCount(attachment.width),
      height: asCount(attachment.height),
      metadata: isEmpty(extra) ? undefined : extra,
    }, pointer === undefined ? `${messageId}/attachments/${i}` : undefined);
    const part = shown.get(id);
    if (part !== undefined) {
      if (name !== undefined) part.text ??= name;
      continue;
    }
    const added: MediaPart = { type: assets.get(id)?.kind ?? kind, assetId: id };
    if (name !== undefined) added.text = name;
    shown.set(id, added);
    parts.push(added);
  }
}

/** The attachment's id or file id, whichever a part of the message already points to. */
function knownPointer(attachment: JsonObject, shown: Map<string, MediaPart>): string | undefined {
  for (const id of [asText(attachment.id), asText(attachment.file_id)]) {
    if (id !== undefined && shown.has(bareId(id))) return bareId(id);
  }
  return undefined;
}
