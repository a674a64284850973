/**
 * The media index as a file: `media_index.json`, for people's own scripts.
 *
 * @module
 */
import type { Files } from "../../../core/host.ts";
import { baseName } from "../input/names.ts";
import type { MediaFile } from "./media_file.ts";
import { distinct, type MediaIndex } from "./media_index.ts";
import type { MediaKind } from "./place.ts";

/** One media file in `media_index.json`. */
export interface MediaEntry {
  /** Its path inside the export; archives inside archives are joined by `!/`. */
  path: string;
  /** As its user knew it, where anybody says. */
  filename: string;
  type: MediaKind;
  /** Bytes. */
  size: number;
}

/** What `media_index.json` holds. Copies of one file (of one size and checksum) stand in its lists once. */
export interface MediaIndexFile {
  summary: {
    /** Conversations that have media in a folder of their own, by the lists of the export, or by a match. */
    conversations_with_media: number;
    /** All files, copies included. */
    total_media_files: number;
    /** The same without copies. */
    unique_media_files: number;
    /** Files of each kind, copies included. */
    dalle_images: number;
    uploaded_files: number;
    audio_files: number;
    code_outputs: number;
    library_files: number;
    /** Of all files, copies included. */
    total_bytes: number;
  };
  conversation_to_media: { [conversationId: string]: MediaEntry[] };
  /** By pointer: `file-service://file-…`, `sediment://file_…`. */
  file_service_to_media: { [pointer: string]: MediaEntry[] };
  /** By bare id. */
  file_id_to_media: { [id: string]: MediaEntry[] };
  /** By `name|size`, the name in lower case. */
  name_size_to_media: { [nameAndSize: string]: MediaEntry[] };
}

/** A conversation and the evidence of a match in it, which is the path of a file. */
export interface Matched {
  conversationId: string;
  evidence: string;
}

/** The index in the form of its file; `matched` adds what matching has found to the conversations. */
export function mediaIndexFile(index: MediaIndex, matched: Iterable<Matched> = []): MediaIndexFile {
  const conversations = new Map(index.byConversation);
  const byPath = new Map(index.files.map((file) => [file.path, file]));
  for (const { conversationId, evidence } of matched) {
    const file = byPath.get(evidence);
    const known = conversations.get(conversationId) ?? [];
    if (file !== undefined && !known.includes(file)) conversations.set(conversationId, [...known, file]);
  }
  const kind = (type: MediaKind) => index.files.filter((file) => file.kind === type).length;
  return {
    summary: {
      conversations_with_media: conversations.size,
      total_media_files: index.files.length,
      unique_media_files: uniqueFiles(index.files),
      dalle_images: kind("dalle_image"),
      uploaded_files: kind("uploaded_file"),
      audio_files: kind("audio"),
      code_outputs: kind("code_output"),
      library_files: kind("library_file"),
      total_bytes: index.files.reduce((sum, { size }) => sum + size, 0),
    },
    conversation_to_media: entriesOf(conversations),
    file_service_to_media: entriesOf(index.byId, pointerOf),
    file_id_to_media: entriesOf(index.byId),
    name_size_to_media: entriesOf(index.byNameAndSize),
  };
}

/** Writes `media_index.json` in place of what was there. */
export async function writeMediaIndex(
  files: Pick<Files, "write">,
  path: string,
  index: MediaIndex,
  matched: Iterable<Matched> = [],
): Promise<MediaIndexFile> {
  const made = mediaIndexFile(index, matched);
  await files.write(path, JSON.stringify(made, null, 1) + "\n");
  return made;
}

function pointerOf(id: string): string | undefined {
  if (id.startsWith("libfile")) return undefined;
  return `${id.startsWith("file_") ? "sediment" : "file-service"}://${id}`;
}

/** Keys are data of the export: `__proto__` is one as any other. */
function entriesOf(
  map: Map<string, MediaFile[]>,
  keyOf: (key: string) => string | undefined = (key) => key,
): { [key: string]: MediaEntry[] } {
  const made: { [key: string]: MediaEntry[] } = Object.create(null);
  for (const key of [...map.keys()].sort()) {
    const shown = keyOf(key);
    if (shown !== undefined) made[shown] = distinct(map.get(key)!).map(entryOf);
  }
  return made;
}

function entryOf({ file, path, name, kind, size }: MediaFile): MediaEntry {
  return { path: file.name, filename: name ?? baseName(path), type: kind, size };
}

/** Contents told by size and checksum; where nobody gives one, by size and name. */
function uniqueFiles(files: readonly MediaFile[]): number {
  return new Set(files.map(({ size, crc, path }) => `${size}:${crc ?? baseName(path)}`)).size;
}
