/**
 * What the path of a media file says of it: what it is, which ids it has, whose conversation it belongs to.
 *
 * Known places, in exports since 2023: `file-<id>-<name>` and `file_<hex>-sanitized.<ext>` in the root,
 * `dalle-generations/`, `user-<id>/`, `<conversation>/audio/`, `<conversation>/image/`; in privacy exports
 * `personal/files/` and `personal/dallelabs/`.
 *
 * @module
 */
import { baseName, folderOf, isConversationFile, isSideFile, isUpload, mayBeConversationFile } from "../input/names.ts";

/** What a media file is: a generated image, an upload, a recording, what code wrote, a file of the library. */
export type MediaKind = "dalle_image" | "uploaded_file" | "audio" | "code_output" | "library_file";

/** What a path says. */
export interface MediaPlace {
  kind: MediaKind;
  /** The file's id, `file-…` or `file_…`. */
  id?: string;
  /** Where the id stands. */
  idIn?: "name" | "folder";
  /** A UUID that stands in its name. */
  uuid?: string;
  /** Id of a generation, of the folder `generation-<id>`. */
  generation?: string;
  /** The conversation in whose folder it lies. */
  conversationId?: string;
  /** That folder may as well be called by the file's own id. */
  unsure?: true;
  /** Its name as the user knew it, without the id. */
  name?: string;
}

const ID = /^(file[-_][A-Za-z0-9]{16,64})(?=[-_.#]|$)/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
const MEDIA =
  /\.(png|jpe?g|gif|webp|bmp|svg|avif|heic|tiff?|wav|mp3|m4a|ogg|oga|flac|aac|opus|mp4|mov|webm|mkv|avi|m4v|dat)$/i;
const PAPER = /^(chat|report)\.html$|^caption\.txt$/i;

/** What the path (behind the last archive) of a file says; undefined for files that are no media of messages. */
export function mediaPlace(path: string): MediaPlace | undefined {
  const base = baseName(path);
  if (PAPER.test(base)) return undefined;
  const folders = path.split("/").slice(0, -1);
  const id = ID.exec(base)?.[1];
  if (id === undefined && !isUpload(path) && !MEDIA.test(base)) return undefined;
  if (/(^|\/)textdocs\//.test(path)) return undefined;
  if (id === undefined && (isConversationFile(path) || mayBeConversationFile(path) || isStray(path))) return undefined;
  const place: MediaPlace = { kind: kindOfPath(path) };
  if (id !== undefined) Object.assign(place, { id, idIn: "name" });
  const parent = ID.exec(folders.at(-1) ?? "")?.[1];
  if (id === undefined && parent !== undefined && parent === folders.at(-1)) {
    Object.assign(place, { id: parent, idIn: "folder", name: base });
  }
  // `personal/files/user-…/<UUID>/plot.png`: the folder is an id that pointers give, or else a conversation.
  const byId = /(^|\/)personal\/files\/user-[^/]+\/$/.test(folderOf(folderOf(path).slice(0, -1)));
  const uuid = UUID.exec(base)?.[0] ?? (byId ? UUID.exec(folders.at(-1) ?? "")?.[0] : undefined);
  if (uuid !== undefined) place.uuid = uuid;
  const generation = /^generation-(.+)$/.exec(folders.at(-1) ?? "")?.[1];
  if (generation !== undefined) place.generation = generation;
  const conversationId = conversationOf(folders);
  if (conversationId !== undefined) place.conversationId = conversationId;
  if (byId && conversationId !== undefined && conversationId === folders.at(-1)) place.unsure = true;
  place.name ??= ownName(base, id);
  if (place.name === undefined) delete place.name;
  return place;
}

/** Side files of the export, which lie outside the folders of uploads. */
function isStray(path: string): boolean {
  return isSideFile(path) && !isUpload(path);
}

function kindOfPath(path: string): MediaKind {
  if (/(^|\/)mnt\/data\//.test(path)) return "code_output";
  if (/(^|\/)(dalle-generations|personal\/dallelabs)\//.test(path)) return "dalle_image";
  if (/(^|\/)audio\/[^/]+$/.test(path) || /\.(wav|mp3|m4a|ogg|oga|flac|aac|opus)$/i.test(path)) return "audio";
  return "uploaded_file";
}

/** The conversation whose folder a file lies in. */
function conversationOf(folders: string[]): string | undefined {
  const at = (name: string) => folders.lastIndexOf(name);
  const generated = at("conversations");
  if (folders.includes("chatgptgenerations") && generated >= 0) return folders[generated + 1];
  const data = at("mnt");
  // `<conversation>/<session>/mnt/data/`; a project's sandbox, `user-…/<project>/mnt/data/`, belongs to no conversation.
  if (data >= 2 && folders[data + 1] === "data" && !folders[data - 2].startsWith("user-")) {
    return folders[data - 2];
  }
  const last = folders.at(-1);
  if (/^(audio|images?|video)$/.test(last ?? "") && folders.length >= 2) return folders.at(-2);
  return last !== undefined && UUID.exec(last)?.[0] === last ? last : undefined;
}

/** `file-<id>-<name>` and `file-<id>_<name>` without the id; undefined where nothing but a UUID or a mark is left. */
function ownName(base: string, id: string | undefined): string | undefined {
  if (id === undefined) return /\.dat$/i.test(base) || UUID.exec(base)?.index === 0 ? undefined : base;
  const rest = base.slice(id.length + 1);
  const isOwn = base[id.length] === "-" || base[id.length] === "_";
  if (!isOwn || rest === "" || UUID.exec(rest)?.index === 0 || /^sanitized(\.\w+)?$/.test(rest)) return undefined;
  return rest;
}
