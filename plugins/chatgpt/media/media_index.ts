/**
 * The media of all exports given, found again by id, conversation, name and size: made of the listings of archives and
 * folders and of the small lists in them. No byte of a media file is read.
 *
 * @module
 */
import type { ExportInput } from "../input/export_input.ts";
import { baseName, folderOf, innerPath } from "../input/names.ts";
import { addId, type MediaFile, mediaFile } from "./media_file.ts";
import { type IndexContext, namesOf } from "./names_cache.ts";
import type { SideNames } from "./side_names.ts";

/** Media files by what may name them. Lists are in the order of the inputs, then of their listings. */
export interface MediaIndex {
  files: MediaFile[];
  byId: Map<string, MediaFile[]>;
  byUuid: Map<string, MediaFile[]>;
  byConversation: Map<string, MediaFile[]>;
  byGeneration: Map<string, MediaFile[]>;
  /** Named files by `name|size`, both as `nameKey` writes them. */
  byNameAndSize: Map<string, MediaFile[]>;
  /** Generated images of which nothing but their bytes and size is known. */
  bySize: Map<number, MediaFile[]>;
  /** What may be found by its size and something else: named files, and those of `bySize`. */
  sized: Map<number, MediaFile[]>;
  /** What code wrote and what the library names, where nobody says for which conversation. */
  byLooseName: Map<string, MediaFile[]>;
}

/** Finds the media of these exports. Lists that cannot be read are told and left out. */
export async function buildMediaIndex(
  exports: readonly Pick<ExportInput, "files" | "path" | "account">[],
  context: IndexContext,
): Promise<MediaIndex> {
  const all: SideNames = new Map();
  const own: SideNames[] = [];
  for (const input of exports) {
    const names = await namesOf(input, context);
    for (const [key, facts] of names) if (!all.has(key)) all.set(key, facts);
    own.push(names);
  }
  const files: MediaFile[] = [];
  for (const [input, { files: leaves, path, account }] of exports.entries()) {
    context.signal.throwIfAborted();
    // A part that came alone has no lists of its own.
    const names = own[input].size > 0 ? own[input] : all;
    const made = madeFolders(leaves);
    for (const leaf of leaves) {
      if (made.size > 0 && isMade(innerPath(leaf.name), made)) continue;
      const file = mediaFile(leaf, { input, account, exportPath: path }, names);
      if (file !== undefined) files.push(file);
    }
  }
  linkUuids(files, all);
  return gather(files);
}

/** Folders that an earlier tool made of conversations: what lies in their `media/` was copied there. */
function madeFolders(leaves: readonly { name: string }[]): Set<string> {
  const made = new Set<string>();
  for (const { name } of leaves) {
    if (/(^|\/)(conversation|media_manifest)\.(json|html)$/.test(innerPath(name))) made.add(folderOf(innerPath(name)));
  }
  return made;
}

function isMade(path: string, made: Set<string>): boolean {
  const folder = folderOf(path);
  return made.has(folder) ||
    /(^|\/)(media|assets)\/$/.test(folder) && made.has(folder.replace(/(media|assets)\/$/, ""));
}

/** `<id>.dat` was `dalle-generations/<uuid>.webp`: in an older export of the account the file has that name yet. */
function linkUuids(files: MediaFile[], names: SideNames): void {
  const ids = new Map<string, string>();
  for (const [key, { uuid }] of names) {
    if (uuid !== undefined && /^file[-_]/.test(key)) ids.set(uuid, key);
  }
  if (ids.size === 0) return;
  for (const file of files) {
    const id = file.ids.length === 0 && file.uuid !== undefined ? ids.get(file.uuid) : undefined;
    if (id !== undefined) addId(file, id);
  }
}

/** Upper and lower case and normal forms are one, as they are on many disks. */
export function nameKey(name: string): string {
  return name.normalize("NFC").toLowerCase();
}

function gather(files: MediaFile[]): MediaIndex {
  const index: MediaIndex = {
    files,
    byId: new Map(),
    byUuid: new Map(),
    byConversation: new Map(),
    byGeneration: new Map(),
    byNameAndSize: new Map(),
    bySize: new Map(),
    sized: new Map(),
    byLooseName: new Map(),
  };
  for (const file of files) {
    const { ids, uuid, conversationId, generation, name, size } = file;
    const loose = ids.length === 0 && conversationId === undefined;
    for (const id of ids) addTo(index.byId, id, file);
    if (uuid !== undefined && ids.length === 0) addTo(index.byUuid, uuid, file);
    if (conversationId !== undefined) addTo(index.byConversation, conversationId, file, Infinity);
    if (generation !== undefined) addTo(index.byGeneration, generation, file);
    if (name !== undefined && size > 0) addTo(index.byNameAndSize, `${nameKey(name)}|${size}`, file);
    if (loose && generation === undefined && file.kind === "dalle_image" && size > 0) addTo(index.bySize, size, file);
    if (name !== undefined || loose) addTo(index.sized, size, file);
    if (conversationId === undefined && isOutput(file)) {
      addTo(index.byLooseName, nameKey(name ?? baseName(file.path)), file);
    }
  }
  return index;
}

function isOutput({ kind }: MediaFile): boolean {
  return kind === "code_output" || kind === "library_file";
}

/** Files of one id, name or size that are kept: of so many nobody could choose. */
const KEPT = 1_000;

/** Adds a file to those of a key. */
export function addTo<K>(map: Map<K, MediaFile[]>, key: K, file: MediaFile, most = KEPT): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [file]);
  else if (list.length < most) list.push(file);
}

/** Files of one size that are compared with each other: beyond that nobody could choose among them anyway. */
const COMPARED = 50;

/** One file of each content, the first of its copies: of one size and checksum; without a checksum, of one id or name. */
export function distinct(files: readonly MediaFile[]): MediaFile[] {
  if (files.length < 2) return [...files];
  const bySize = new Map<number, MediaFile[]>();
  return files.filter((file) => {
    const others = bySize.get(file.size) ?? [];
    bySize.set(file.size, others);
    if (others.some((other) => isCopy(other, file))) return false;
    if (others.length < COMPARED) others.push(file);
    return true;
  });
}

function isCopy(a: MediaFile, b: MediaFile): boolean {
  if (a.crc !== undefined && b.crc !== undefined) return a.crc === b.crc;
  return a.ids.some((id) => b.ids.includes(id)) || baseName(a.path) === baseName(b.path);
}
