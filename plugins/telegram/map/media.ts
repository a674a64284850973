/**
 * Photos, files, stickers, voice and video messages.
 *
 * There is no media type for photos, and none for plain documents. In the place of a path an export may say why the
 * file is not there, in parentheses.
 *
 * @module
 */
import type { Asset, Json, JsonObject, MediaPart } from "../../../core/conversation.ts";
import { asCount, asText, isEmpty, put } from "../../../core/raw.ts";

/** Media of one message. */
export interface Media {
  assets: Asset[];
  parts: MediaPart[];
  /** Fields that the assets hold. */
  held: Set<string>;
}

/** Fields that say something of a file, and are kept with it. */
const OF_FILE = [
  "media_type",
  "duration_seconds",
  "performer",
  "title",
  "thumbnail",
  "thumbnail_file_size",
  "media_spoiler",
  "self_destruct_period_seconds",
];
const OF_PHOTO = ["media_spoiler", "self_destruct_period_seconds"];

const KINDS: ReadonlyMap<Json | undefined, Asset["kind"]> = new Map<Json | undefined, Asset["kind"]>([
  ["sticker", "image"],
  ["video_message", "video"],
  ["voice_message", "audio"],
  ["animation", "video"],
  ["video_file", "video"],
  ["audio_file", "audio"],
]);

/** Reads the media of a message. Ids of assets are made of the message's: paths are counted anew in each export. */
export function readMedia(raw: JsonObject, messageId: string): Media {
  const media: Media = { assets: [], parts: [], held: new Set() };
  if (typeof raw.photo === "string") {
    const asset = assetOf(raw, messageId, "photo", "image");
    hold(media, asset, raw, ["photo", "photo_file_size", "width", "height", ...OF_PHOTO], OF_PHOTO);
    media.parts.push({ type: "image", assetId: asset.id });
  }
  if (typeof raw.file === "string") {
    const mime = asText(raw.mime_type);
    const kind = KINDS.get(raw.media_type) ?? kindOf(mime);
    const asset = assetOf(raw, messageId, "file", kind);
    const sticker = raw.media_type === "sticker" ? asText(raw.sticker_emoji) : undefined;
    const text = sticker ?? asset.name;
    hold(media, asset, raw, ["file", "file_name", "file_size", "mime_type", "width", "height", ...OF_FILE], OF_FILE);
    media.parts.push({ type: kind, assetId: asset.id, ...(text === undefined ? {} : { text }) });
  }
  return media;
}

function kindOf(mime: string | undefined): Asset["kind"] {
  const top = mime?.slice(0, mime.indexOf("/"));
  return top === "image" || top === "audio" || top === "video" ? top : "file";
}

function assetOf(raw: JsonObject, messageId: string, field: "photo" | "file", kind: Asset["kind"]): Asset {
  const pointer = raw[field] as string;
  const asset: Asset = { id: `${messageId}:${field}`, pointer, kind, messageId };
  const mime = field === "file" ? asText(raw.mime_type) : undefined;
  const name = field === "file" ? asText(raw.file_name) ?? lastName(pointer) : lastName(pointer);
  const size = asCount(raw[`${field}_size`] ?? raw[`${field}_file_size`]);
  if (mime !== undefined) asset.mediaType = mime;
  if (name !== undefined) asset.name = name;
  if (size !== undefined) asset.size = size;
  for (const side of ["width", "height"] as const) {
    const pixels = asCount(raw[side]);
    if (pixels !== undefined) asset[side] = pixels;
  }
  if (!isPath(pointer)) {
    asset.missing = pointer === "" ? "the export names no file" : pointer.replace(/^\((.*)\)$/, "$1");
  }
  return asset;
}

/** False for the sentences that stand where a path would: `(File not included. …)`. */
export function isPath(pointer: string): boolean {
  return pointer !== "" && !pointer.startsWith("(");
}

function lastName(pointer: string): string | undefined {
  return isPath(pointer) ? asText(pointer.slice(pointer.lastIndexOf("/") + 1)) : undefined;
}

function hold(media: Media, asset: Asset, raw: JsonObject, fields: string[], kept: string[]): void {
  const metadata: JsonObject = {};
  for (const field of kept) {
    if (Object.hasOwn(raw, field) && !media.held.has(field)) put(metadata, field, raw[field]);
  }
  if (!isEmpty(metadata)) asset.metadata = metadata;
  media.assets.push(asset);
  for (const field of fields) {
    if (!Object.hasOwn(raw, field)) continue;
    // What is of another type than it should be is not held by the asset, and stays with the message.
    const value = raw[field];
    const number = field === "width" || field === "height" || field.endsWith("file_size") && !field.startsWith("thumb");
    if (number ? asCount(value) !== undefined : kept.includes(field) || typeof value === "string") {
      media.held.add(field);
    }
  }
}
