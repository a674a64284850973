/**
 * `media_index.json`: which conversation has which files, and where the files of pointers and ids lie.
 *
 * @module
 */
import type { Held, HeldMedia } from "./held.ts";

/** A file as the index names it. */
interface IndexedFile {
  /** Relative to the archive. */
  path: string;
  filename: string;
  type: HeldMedia["kind"];
  /** Bytes. */
  size: number;
}

/** The index as text. */
export function mediaIndexJson(held: readonly Held[]): string {
  const byConversation: [string, IndexedFile[]][] = [];
  const byPointer = new Map<string, IndexedFile[]>();
  const byId = new Map<string, IndexedFile[]>();
  const files = new Map<string, IndexedFile & { sha256: string }>();
  for (const { facts, folder, media } of held) {
    if (media.length === 0) continue;
    const list = new Map<string, IndexedFile>();
    for (const { asset, pointer, file, bytes, kind, sha256 } of media) {
      const path = `${folder}/${file}`;
      const indexed = { path, filename: file.slice(file.lastIndexOf("/") + 1), type: kind, size: bytes };
      if (!list.has(path)) list.set(path, indexed);
      files.set(path, { ...indexed, sha256 });
      if (/^(?:file-service|sediment):\/\//.test(pointer)) add(byPointer, pointer, indexed);
      add(byId, asset, indexed);
    }
    byConversation.push([facts.id, [...list.values()]]);
  }
  const count = (type: HeldMedia["kind"]): number => files.values().filter((one) => one.type === type).toArray().length;
  const summary = {
    conversations: held.length,
    conversations_with_media: byConversation.length,
    total_media_files: files.size,
    unique_media_files: new Set(files.values().map(({ sha256 }) => sha256)).size,
    total_bytes: files.values().reduce((sum, { size }) => sum + size, 0),
    dalle_images: count("dalle_image"),
    uploaded_files: count("uploaded_file"),
    audio_files: count("audio"),
    video_files: count("video"),
    code_outputs: count("code_output"),
  };
  return `{"summary":${JSON.stringify(summary)},\n"conversation_to_media":${object(byConversation)},\n` +
    `"file_service_to_media":${object(byPointer)},\n"file_id_to_media":${object(byId)}}\n`;
}

/** Under one name each path once. */
function add(map: Map<string, IndexedFile[]>, name: string, file: IndexedFile): void {
  const list = map.get(name);
  if (list === undefined) map.set(name, [file]);
  else if (!list.some(({ path }) => path === file.path)) list.push(file);
}

/** An object with one field a line, whatever its keys are called. */
function object(fields: Iterable<[string, unknown]>): string {
  const lines = [...fields].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n}`;
}
