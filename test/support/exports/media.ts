/**
 * Where each layout puts the files of messages, and the lists it keeps of them.
 *
 * @module
 */
import { hex, uuid } from "../../../examples/sample_export/ids.ts";
import type { Json, JsonObject } from "../../../core/conversation.ts";
import { jsonBytes, type JsonStyle } from "./json_style.ts";
import { ACCOUNT } from "./account.ts";
import type { mediaOf } from "./neutral.ts";

/** A file with the conversation and message it belongs to. */
export type PlacedMedia = ReturnType<typeof mediaOf>[number];

/** The files of a Settings export's messages: path → bytes, with the name lists of layouts D and E. */
export function placeMedia(
  all: PlacedMedia[],
  layout: "A" | "A-wrapped" | "B" | "C" | "D" | "E",
  style?: JsonStyle,
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const named = layout === "D" || layout === "E";
  if (named) {
    const names: JsonObject = {};
    for (const { media, conversation } of all) {
      names[`${media.id}.dat`] = media.use === "audio" ? `${conversation.id}/audio/${media.name}` : media.name;
    }
    files.set("conversation_asset_file_names.json", jsonBytes(names, style));
    files.set("library_files.json", jsonBytes(libraryOf(all), style));
  }
  for (const placed of all) {
    if (placed.media.shipped === false) continue;
    files.set(named ? `${placed.media.id}.dat` : namedPath(placed), placed.media.bytes);
  }
  return files;
}

/** Path in layouts A to C: by the form of the id and what the file is for. */
function namedPath({ media, conversation }: PlacedMedia): string {
  const extension = /\.\w+$/.exec(media.name)?.[0] ?? "";
  const unique = uuid("path " + media.id);
  if (media.id.startsWith("file-")) {
    return media.use === "generated" ? `dalle-generations/${media.id}-${unique}.webp` : `${media.id}-${media.name}`;
  }
  if (media.use === "audio") return `${conversation.id}/audio/${media.id}-${unique}.wav`;
  if (media.use === "generated") return `${ACCOUNT.id}/${media.id}-${unique}${extension}`;
  return `${media.id}-sanitized${extension}`;
}

function libraryOf(all: PlacedMedia[]): Json {
  return all.filter(({ media }) => media.use !== "audio").map(({ media, conversation, message }) => ({
    id: { id: "libfile_" + hex("library " + media.id, 24), partition_key: ACCOUNT.id },
    file_id: media.id,
    file_name: media.name,
    mime_type: media.mediaType,
    file_size_bytes: media.bytes.length,
    library_artifact_type: media.use === "generated" ? "image" : null,
    image_gen_generation_id: media.use === "generated" ? `gen-${media.id}` : null,
    origination_message_id: message.id,
    origination_thread_id: conversation.id,
    created_at: new Date((message.createTime ?? conversation.createTime) * 1000).toISOString(),
  }));
}

/** The inner zips of the 2025 portal that hold a file, and its path there. */
export function portalPath(
  { media, conversation }: PlacedMedia,
): { zip: "conversations" | "dalle" | "files"; path: string } {
  if (media.use === "audio") {
    return { zip: "conversations", path: `${conversation.id}/audio/${media.id}-${uuid("path " + media.id)}.wav` };
  }
  if (media.use === "generated") {
    const extension = /\.\w+$/.exec(media.name)?.[0] ?? ".webp";
    const folder = `personal/dallelabs/user-data/chatgptgenerations/${ACCOUNT.id}/conversations/${conversation.id}`;
    return { zip: "dalle", path: `${folder}/${hex("portal " + media.id, 16)}${extension}` };
  }
  return media.use === "image"
    ? { zip: "files", path: `personal/files/${media.id}_${media.name}` }
    : { zip: "files", path: `personal/files/${ACCOUNT.id}/${media.id}/${media.name}` };
}
