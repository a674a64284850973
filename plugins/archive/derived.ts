/**
 * Files made of all the store holds, at the top of the archive.
 *
 * @module
 */
import { hash } from "node:crypto";
import { createHashed } from "../../core/hashed_file.ts";
import type { ArchiveFolder } from "./folder.ts";
import type { Derived } from "./held.ts";

/** A file that is small enough to be made at once. */
export interface DerivedText {
  path: string;
  text: string;
}

/** Brings texts in step. One that its owner edited, or that somebody else put there, is left alone and told. */
export async function writeDerived(
  folder: ArchiveFolder,
  texts: readonly DerivedText[],
  overwriteEdited: boolean,
): Promise<void> {
  const { files, log } = folder.context;
  const wanted: { row: Derived; text: string }[] = [];
  for (const { path, text } of texts) {
    const row: Derived = { path, sha256: hash("sha256", new TextEncoder().encode(text), "hex") };
    const found = await folder.look(path, true);
    const known = folder.derived.get(path);
    const same = found.kind === "file" && found.sha256 === row.sha256;
    if (same && known?.sha256 === row.sha256) continue;
    const mine = found.kind === "none" || same || (found.kind === "file" && found.sha256 === known?.sha256);
    if (mine || (overwriteEdited && known && found.kind === "file")) wanted.push({ row, text });
    else {
      log.warn(
        `Cannot write "${folder.at(path)}": it is not what threadloom wrote there; it stays as it is ` +
          "(--overwrite-edited, option overwriteEdited, writes it anew; or move it away)",
      );
    }
  }
  if (wanted.length === 0) return;
  await folder.announce({ derived: wanted.map(({ row }) => row) });
  for (const { row, text } of wanted) {
    await needFolder(folder, row.path);
    await files.write(folder.at(row.path), text);
    await folder.learn(row.path, row.sha256);
    folder.holdDerived(row);
  }
}

/** Writes a file chunk by chunk; nobody but the store has anything to do with it, so it is not compared. */
export async function streamDerived(
  folder: ArchiveFolder,
  path: string,
  inputs: string,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const parent = path.includes("/") ? folder.at(path.slice(0, path.lastIndexOf("/"))) : folder.path;
  const file = await createHashed(folder.context.files, folder.at(path), parent);
  let sha256: string;
  try {
    for await (const chunk of chunks) await file.write(chunk);
    sha256 = (await file.commit()).file.sha256;
  } catch (error) {
    await file.abort();
    throw error;
  }
  folder.holdDerived({ path, sha256, inputs });
  await folder.learn(path, sha256);
}

/** Removes files that are no longer made. */
export async function removeDerived(folder: ArchiveFolder, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await folder.context.files.remove(folder.at(path));
    folder.dropDerived(path);
  }
}

async function needFolder(folder: ArchiveFolder, path: string): Promise<void> {
  if (!path.includes("/")) return;
  const parent = folder.at(path.slice(0, path.lastIndexOf("/")));
  if (await folder.context.files.lstat(parent) === undefined) await folder.context.files.makeFolder(parent);
}
