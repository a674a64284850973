/**
 * One media file of the exports given, as its place and the lists of its export describe it.
 *
 * @module
 */
import { digest } from "../../../core/fingerprint.ts";
import type { InputFile } from "../input/input_file.ts";
import { baseName, innerPath, withoutPart } from "../input/names.ts";
import { type MediaKind, mediaPlace } from "./place.ts";
import { type SideFacts, sideKey, type SideNames } from "./side_names.ts";

/** A file that may be an asset's bytes. */
export interface MediaFile {
  /** Its path behind the last archive, or where that was unpacked, behind its folder; what matches give as evidence. */
  path: string;
  /** Its path from the input that was given, archives joined by `!/`. */
  place: string;
  kind: MediaKind;
  size: number;
  crc?: number;
  /** All ids it answers to; the first is its own. */
  ids: string[];
  uuid?: string;
  generation?: string;
  conversationId?: string;
  /** Says who told the conversation: the folder it lies in, the library or the asset map. */
  conversationBy?: "folder" | "list";
  /** The folder's name may as well be the file's own id: then the file is anybody's. */
  unsure?: true;
  messageId?: string;
  /** As the user knew it. */
  name?: string;
  mediaType?: string;
  /** Why an id of it counts: the strategy of a match. */
  idBy?: "library file" | "asset map" | "id in name" | "id of folder" | "UUID in the asset map";
  writing?: true;
  /** Which of the exports it lies in, and whose that is. */
  input: number;
  account?: string;
  /** Changes when a match with it would say something else. */
  fingerprint: string;
  file: InputFile;
}

/** The media file, or undefined for a file that is none. */
export function mediaFile(
  file: InputFile,
  at: { input: number; account?: string; exportPath: string },
  names: SideNames,
): MediaFile | undefined {
  const path = withoutPart(innerPath(file.name));
  const base = baseName(path);
  const place = mediaPlace(path);
  const facts: SideFacts = names.get(place?.id ?? sideKey(base)) ?? {};
  if (place === undefined) return undefined;
  const { entry } = file.position;
  const made: MediaFile = {
    path,
    place: entry === undefined ? file.position.file ?? path : `${file.position.file}!/${entry}`,
    kind: kindOf(place.kind, facts),
    size: file.size,
    ids: place.id === undefined ? [] : [place.id],
    input: at.input,
    fingerprint: "",
    file,
  };
  const set = <K extends keyof MediaFile>(key: K, value: MediaFile[K] | undefined) => {
    if (value !== undefined) made[key] = value;
  };
  set("crc", file.crc);
  set("uuid", place.uuid ?? facts.uuid);
  set("generation", place.generation ?? facts.generation);
  set("conversationId", place.conversationId ?? facts.conversationId);
  if (made.conversationId !== undefined) made.conversationBy = place.conversationId === undefined ? "list" : "folder";
  if (made.conversationBy === "folder") set("unsure", place.unsure);
  set("messageId", facts.messageId);
  set("name", facts.name ?? place.name);
  set("mediaType", facts.mediaType);
  set("account", at.account);
  if (facts.libraryId !== undefined && place.id !== undefined) made.ids.push(facts.libraryId);
  if (facts.writing) made.writing = true;
  if (place.id !== undefined) made.idBy = idBy(facts, place.idIn);
  made.fingerprint = fingerprintOf(made);
  return made;
}

/** Gives a file one id more, which a list elsewhere names for its UUID. */
export function addId(file: MediaFile, id: string): void {
  if (file.ids.includes(id)) return;
  file.ids.push(id);
  file.idBy ??= "UUID in the asset map";
  file.fingerprint = fingerprintOf(file);
}

function kindOf(kind: MediaKind, facts: SideFacts): MediaKind {
  if (facts.kind !== undefined) return facts.kind;
  return kind === "uploaded_file" && facts.library ? "library_file" : kind;
}

function idBy(facts: SideFacts, idIn: "name" | "folder" | undefined): MediaFile["idBy"] {
  if (facts.library) return "library file";
  if (facts.mapped) return "asset map";
  return idIn === "folder" ? "id of folder" : "id in name";
}

function fingerprintOf({ path, size, crc, ids, conversationId, messageId, name, mediaType, idBy }: MediaFile): string {
  const told = [path, size, crc, ids, conversationId, messageId, name, mediaType, idBy];
  return digest(JSON.stringify(told.map((value) => value ?? null))).slice(0, 16);
}
