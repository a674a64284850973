/**
 * Assets whose bytes an earlier export had and this one has not: the archive holds them, and says how they were found.
 *
 * @module
 */
import type { Asset } from "../../core/conversation.ts";
import type { HeldMedia } from "./held.ts";

/** Name under which they are counted. */
export const KEPT = "media kept from earlier exports";

/** The asset of a newer export without bytes, with what was known when they came. */
export function keptAsset({ missing: _, ...asset }: Asset, held: HeldMedia): Asset {
  return { mediaType: held.mediaType, name: nameOf(held), size: held.bytes, ...asset, match: matchOf(held) };
}

/** An asset that no message names: a newer export without its file does not have it at all. */
export function addedAsset(held: HeldMedia): Asset {
  const { asset: id, pointer, messageId, mediaType, bytes } = held;
  const [kind] = mediaType.split("/");
  return {
    id,
    pointer,
    kind: kind === "image" || kind === "audio" || kind === "video" ? kind : "file",
    ...messageId !== null && { messageId },
    mediaType,
    name: nameOf(held),
    size: bytes,
    match: matchOf(held),
  };
}

function matchOf({ strategy, confidence, source, added }: HeldMedia): NonNullable<Asset["match"]> {
  return { strategy, confidence, ...source !== null && { evidence: source }, ...added && { added } };
}

/** `media/<digits of the hash>_<name>`. */
function nameOf({ file }: HeldMedia): string {
  return file.slice(file.indexOf("_") + 1);
}
