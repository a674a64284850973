/**
 * What may be written or removed: bytes that are the store's own, and nothing else.
 *
 * @module
 */
import { EditedByOwnerError, ForeignFileError } from "../../core/folder/errors.ts";
import { isObject } from "../../core/raw.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Held } from "./held.ts";

/**
 * Whether a conversation's folder is as the store left it; files that are gone are no edit.
 *
 * @throws {EditedByOwnerError} when its owner edited a file, unless `overwriteEdited`
 * @throws {ForeignFileError} when something that is no file stands in a file's place
 */
export async function mayTouch(
  folder: ArchiveFolder,
  verb: "write" | "remove",
  held: Held,
  overwriteEdited: boolean,
): Promise<void> {
  for (const name of [held.folder, `${held.folder}/media`]) {
    const stat = await folder.context.files.lstat(folder.at(name));
    if (stat && stat.kind !== "folder") throw new ForeignFileError(folder.at(name), "a link or file");
  }
  for (const { path, sha256 } of held.files) {
    const name = `${held.folder}/${path}`;
    const found = await folder.look(name, !path.startsWith("media/"));
    if (found.kind === "other") throw new ForeignFileError(folder.at(name), "a link or folder");
    if (found.kind === "file" && found.sha256 !== sha256 && !overwriteEdited) {
      throw new EditedByOwnerError(verb, folder.at(name));
    }
  }
}

/**
 * Whether a folder of a new name may be made, or taken over: what would be written there now is the store's, too.
 *
 * @throws {ForeignFileError} when something that the store never wrote has its name
 * @throws {EditedByOwnerError} when it holds this conversation, and other bytes than would be written
 */
export async function mayTake(
  folder: ArchiveFolder,
  held: Held,
  before: Held | undefined,
  overwriteEdited: boolean,
): Promise<void> {
  const stat = await folder.context.files.lstat(folder.at(held.folder));
  if (stat === undefined || before?.folder === held.folder) return;
  const path = folder.at(held.folder);
  if (stat.kind !== "folder") throw new ForeignFileError(path, "a link or file");
  const renamed = before && await folder.context.files.lstat(folder.at(before.folder));
  if (renamed) throw new ForeignFileError(path, "a folder that threadloom did not make");
  for (const { path, sha256 } of held.files) {
    const name = `${held.folder}/${path}`;
    const found = await folder.look(name, true);
    if (found.kind === "none" || (found.kind === "file" && found.sha256 === sha256)) continue;
    if (found.kind === "other") throw new ForeignFileError(folder.at(name), "a link or folder");
    if (await conversationIn(folder, held.folder) !== held.facts.id) {
      throw new ForeignFileError(folder.at(name), "a file that threadloom did not write");
    }
    if (!overwriteEdited) throw new EditedByOwnerError("write", folder.at(name));
  }
}

/** The conversation whose manifest lies in a folder. */
async function conversationIn(folder: ArchiveFolder, name: string): Promise<string | undefined> {
  const path = folder.at(name, "media_manifest.json");
  if ((await folder.context.files.lstat(path))?.kind !== "file") return undefined;
  const bytes = await folder.context.files.read(path);
  try {
    const manifest: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(manifest) && typeof manifest.conversationId === "string" ? manifest.conversationId : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
