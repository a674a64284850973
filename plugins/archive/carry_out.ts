/**
 * A step is carried out: folder, media, texts, and then what is no longer part of the conversation goes.
 *
 * @module
 */
import { copyFile } from "../../core/copy_file.ts";
import type { Incoming } from "./collect.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { HeldFile } from "./held.ts";
import type { Step } from "./prepare.ts";
import { removeFiles } from "./remove.ts";

/** Renames or makes the folder of a step; what must be durable for that is added to `folders`. */
export async function makePlace(
  folder: ArchiveFolder,
  { held, before }: Step,
  folders: Set<string>,
): Promise<void> {
  const { files } = folder.context;
  const path = folder.at(held.folder);
  folders.add(folder.path).add(path);
  if (held.media.length > 0) folders.add(folder.at(held.folder, "media"));
  const renamed = before && before.folder !== held.folder && await files.lstat(folder.at(before.folder));
  if (renamed) await files.rename(folder.at(before.folder), path);
  else if (await files.lstat(path) === undefined) await files.makeFolder(path);
  if (held.media.length > 0 && await files.lstat(folder.at(held.folder, "media")) === undefined) {
    await files.makeFolder(folder.at(held.folder, "media"));
  }
}

/** Puts the media of a step in their places: from where they wait, or as further names of bytes that the archive has. */
export async function placeMedia(
  folder: ArchiveFolder,
  { held }: Step,
  incoming: Incoming,
  placed: Map<string, string>,
  links: "hard" | "copy",
): Promise<void> {
  const { files, signal } = folder.context;
  for (const file of held.files.filter(({ path }) => path.startsWith("media/"))) {
    signal.throwIfAborted();
    const to = `${held.folder}/${file.path}`;
    const there = await folder.look(to, false);
    if (there.kind !== "file" || there.sha256 !== file.sha256) {
      if (there.kind === "file") await files.remove(folder.at(to));
      const waiting = incoming.get(file.sha256);
      if (waiting !== undefined && !placed.has(file.sha256)) {
        await waiting.durable;
        await files.rename(folder.at(waiting.place), folder.at(to));
        incoming.delete(file.sha256);
      } else await takeOver(folder, await holderOf(folder, file, placed), to, links);
      await folder.learn(to, file.sha256);
    }
    placed.set(file.sha256, to);
  }
}

/** Where the same bytes lie in the archive. */
async function holderOf(folder: ArchiveFolder, { sha256, path }: HeldFile, placed: Map<string, string>) {
  for (const from of [placed.get(sha256), ...folder.holders(sha256)]) {
    if (from === undefined) continue;
    const found = await folder.look(from, false);
    if (found.kind === "file" && found.sha256 === sha256) return from;
  }
  throw new Error(`Cannot write "${path}": the same bytes were in another folder, and are gone; run it again`);
}

async function takeOver(folder: ArchiveFolder, from: string, to: string, links: "hard" | "copy"): Promise<void> {
  const { files } = folder.context;
  if (links === "hard" && await files.link(folder.at(from), folder.at(to))) return;
  await copyFile(files, folder.at(from), folder.at(to));
}

/** Writes the texts of a step, and removes what is no longer part of the conversation. */
export async function writeTexts(
  folder: ArchiveFolder,
  { held, before, texts }: Step,
  folders: Set<string>,
): Promise<void> {
  const hashes = new Map(held.files.map(({ path, sha256 }) => [path, sha256]));
  for (const [path, pieces] of texts) {
    const name = `${held.folder}/${path}`;
    const sha256 = hashes.get(path)!;
    const there = await folder.look(name, true);
    if (there.kind === "file" && there.sha256 === sha256) continue;
    await writeText(folder, name, pieces, folders);
    await folder.learn(name, sha256);
  }
  const gone = before?.files.filter(({ path }) => !hashes.has(path)) ?? [];
  if (gone.length > 0) await removeFiles(folder, held.folder, gone);
  folder.hold(held);
}

async function writeText(
  folder: ArchiveFolder,
  name: string,
  pieces: readonly Uint8Array[],
  folders: Set<string>,
): Promise<void> {
  const writer = await folder.context.files.create(folder.at(name));
  try {
    for (const piece of pieces) await writer.write(piece);
    await writer.commit(folders);
  } catch (error) {
    // What went wrong first is what people need to know; a file left over is harmless.
    await writer.abort().catch(() => undefined);
    throw error;
  }
}
