/**
 * What an export's lists say of its media: `conversation_asset_file_names.json` and `library_files.json`; where there is
 * no such map, the one inside of `chat.html`.
 *
 * The first is an object, name in the export → original name; the value is a bare name, a path
 * (`dalle-generations/<uuid>.webp`, `<conversation>/audio/x.wav`) or a UUID. The second is an array with one object a
 * file. All of it is data of users: names are shown and compared, never used as paths.
 *
 * @module
 */
import { asCount, asText, isObject } from "../../../core/raw.ts";
import type { JsonObject } from "../../../core/conversation.ts";
import type { ExportInput } from "../input/export_input.ts";
import { InputError } from "../input/input_error.ts";
import type { InputFile } from "../input/input_file.ts";
import { baseName, innerPath } from "../input/names.ts";
import type { Problem } from "../input/place.ts";
import { isSide, readJson } from "../input/side_files.ts";
import { pageMap } from "./page_map.ts";
import { mediaPlace } from "./place.ts";

/** What the lists say of one file. */
export interface SideFacts {
  name?: string;
  mediaType?: string;
  size?: number;
  uuid?: string;
  conversationId?: string;
  messageId?: string;
  /** Id under which a picture was generated. */
  generation?: string;
  /** Named by the asset map, by the library. */
  mapped?: true;
  library?: true;
  /** Its other id, `libfile_…`. */
  libraryId?: string;
  /** Text written in an answer, which its message shows already. */
  writing?: true;
  /** The map gives it a place among generated images or recordings. */
  kind?: "dalle_image" | "audio";
}

/** Facts by file id; by whole name for files whose name in the map has none. */
export type SideNames = Map<string, SideFacts>;

/** Reads the lists of one export; what cannot be read is added to `problems`. */
export async function sideNames(input: Pick<ExportInput, "files">, problems: Problem[]): Promise<SideNames> {
  const names: SideNames = new Map();
  const { libraries, maps, pages } = listsOf(input.files);
  for (const file of libraries) addLibrary(await readJson(file, problems), names);
  for (const file of maps) addMap(await readJson(file, problems), names);
  for (const file of pages) addMap(await readPage(file, problems), names);
  return names;
}

/** The lists of an export; its page only where it may tell of files what nothing else does: whose pictures have no ids. */
export function listsOf<F extends { name: string }>(files: readonly F[]): { libraries: F[]; maps: F[]; pages: F[] } {
  const libraries = files.filter((file) => isSide(file, "library_files.json"));
  const maps = files.filter((file) => isSide(file, "conversation_asset_file_names.json"));
  const nameless = maps.length === 0 && files.some(({ name }) => {
    const place = mediaPlace(innerPath(name));
    return place?.uuid !== undefined && place.id === undefined;
  });
  return { libraries, maps, pages: nameless ? files.filter((file) => isSide(file, "chat.html")) : [] };
}

async function readPage(page: InputFile, problems: Problem[]): Promise<unknown> {
  try {
    return await pageMap(page);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.push({ name: page.name, position: page.position, error });
    return undefined;
  }
}

/** The id of a name that has one, else the name: under what facts are kept. */
export function sideKey(base: string): string {
  return mediaPlace(base)?.id ?? base;
}

function factsOf(names: SideNames, key: string): SideFacts {
  let facts = names.get(key);
  if (facts === undefined) names.set(key, facts = {});
  return facts;
}

function addMap(map: unknown, names: SideNames): void {
  if (!isObject(map)) return;
  for (const key of Object.keys(map)) {
    const value = asText(map[key]);
    if (value === undefined) continue;
    const facts = factsOf(names, sideKey(baseName(key)));
    const place = mediaPlace(value);
    facts.mapped = true;
    const uuid = place?.uuid ?? /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(value)?.[0];
    if (uuid !== undefined) facts.uuid ??= uuid;
    if (place?.conversationId !== undefined) facts.conversationId ??= place.conversationId;
    if (place?.kind === "dalle_image" || place?.kind === "audio") facts.kind ??= place.kind;
    if (uuid === undefined || baseName(value).indexOf(uuid) !== 0) facts.name ??= baseName(value);
    if (facts.name === undefined) delete facts.name;
  }
}

function addLibrary(library: unknown, names: SideNames): void {
  if (!Array.isArray(library)) return;
  for (const entry of library) {
    const id = isObject(entry) ? asText(entry.file_id) : undefined;
    if (isObject(entry) && id !== undefined) addEntry(entry, factsOf(names, id));
  }
}

function addEntry(entry: JsonObject, facts: SideFacts): void {
  facts.library = true;
  const set = <K extends keyof SideFacts>(key: K, value: SideFacts[K] | undefined) => {
    if (value !== undefined) facts[key] ??= value;
  };
  set("libraryId", isObject(entry.id) ? asText(entry.id.id) : asText(entry.id));
  set("name", asText(entry.file_name) ?? asText(entry.normalized_name));
  set("mediaType", asText(entry.mime_type));
  set("size", asCount(entry.file_size_bytes));
  set("conversationId", asText(entry.origination_thread_id) ?? asText(entry.initiating_conversation_id));
  set("messageId", asText(entry.origination_message_id));
  const generation = asText(entry.image_gen_generation_id);
  set("generation", generation);
  if (generation !== undefined) set("kind", "dalle_image");
  if (entry.library_artifact_type === "writing_block") facts.writing = true;
}
