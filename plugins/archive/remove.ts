/**
 * Taking away what the store wrote.
 *
 * @module
 */
import type { ArchiveFolder } from "./folder.ts";
import type { Held, HeldFile } from "./held.ts";

/** Removes a conversation's files; what its owner laid beside them stays, and the folder with it. */
export async function removeHeld(folder: ArchiveFolder, held: Held): Promise<void> {
  if (folder.owner(held.folder) === held) {
    await removeFiles(folder, held.folder, held.files);
    await removeIfEmpty(folder, held.folder);
  }
  folder.drop(held);
}

/** Removes files of a conversation. */
export async function removeFiles(folder: ArchiveFolder, name: string, files: readonly HeldFile[]): Promise<void> {
  for (const { path } of files) await folder.context.files.remove(folder.at(name, path));
  await removeEmptyFolder(folder, `${name}/media`);
}

/** Removes a conversation's folder where nothing is left in it. */
export async function removeIfEmpty(folder: ArchiveFolder, name: string): Promise<void> {
  await removeEmptyFolder(folder, `${name}/media`);
  await removeEmptyFolder(folder, name);
}

async function removeEmptyFolder(folder: ArchiveFolder, name: string): Promise<void> {
  const { files } = folder.context;
  const path = folder.at(name);
  const stat = await files.lstat(path);
  if (stat?.kind === "folder" && (await files.list(path)).length === 0) await files.remove(path);
}
