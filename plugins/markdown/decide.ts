/**
 * What may be written or removed: bytes that are the store's own, and nothing else.
 *
 * @module
 */
import { join } from "node:path";
import type { MarkdownFile } from "./document.ts";
import { EditedByOwnerError, ForeignFileError } from "../../core/folder/errors.ts";
import type { Folder, Found } from "./folder.ts";
import { markerOf } from "../../core/markdown/front_matter.ts";
import type { Held } from "./index_file.ts";

/** How a file comes to its new state. */
export interface Way {
  /** The name it has now, where that changes. */
  from?: string;
  /** False where the bytes are there already. */
  write: boolean;
}

/**
 * How a file may be written. The store's own bytes are those it remembers, and those that would be written now: a kill
 * between writing and remembering is no edit.
 *
 * @throws {EditedByOwnerError} when its owner edited it, unless `overwriteEdited`
 * @throws {ForeignFileError} when something that the store never wrote has its name
 */
export async function wayTo(
  folder: Folder,
  held: Held,
  { text }: MarkdownFile,
  overwriteEdited: boolean,
): Promise<Way> {
  const before = folder.get(held.scope, held.key);
  const target = await folder.look(held.name, true);
  const ours = isOurs(target, before, held);
  if (target.kind !== "none" && !ours) {
    const path = join(folder.path, held.name);
    if (target.kind === "other") throw new ForeignFileError(path, "a link or folder");
    // Without a memory of the file (the index was lost), its front matter says whether it was the store's.
    if (before?.name !== held.name && !sameMarker(target, text)) {
      throw new ForeignFileError(path, "a file that threadloom did not write");
    }
    if (!overwriteEdited) throw new EditedByOwnerError("write", path);
  }
  if (before === undefined || before.name === held.name) {
    return { write: !(target.kind === "file" && target.sha256 === held.sha256) };
  }
  const old = await folder.look(before.name, true);
  if (old.kind === "none") return { write: !(target.kind === "file" && target.sha256 === held.sha256) };
  if (!isOurs(old, before, held) && (old.kind === "other" || !overwriteEdited)) {
    throw new EditedByOwnerError("write", join(folder.path, before.name));
  }
  return { from: before.name, write: true };
}

/**
 * Whether there is something to remove.
 *
 * @throws {EditedByOwnerError} when its owner edited it, unless `overwriteEdited`
 */
export async function mayRemove(folder: Folder, held: Held, overwriteEdited: boolean): Promise<void> {
  if (folder.owner(held.name) !== held) return;
  const found = await folder.look(held.name, true);
  if (found.kind === "none" || isOurs(found, held, held)) return;
  if (found.kind === "other" || !overwriteEdited) throw new EditedByOwnerError("remove", join(folder.path, held.name));
}

function isOurs(found: Found, before: Held | undefined, now: Held): boolean {
  return found.kind === "file" && (found.sha256 === before?.sha256 || found.sha256 === now.sha256);
}

function sameMarker(found: Found, text: string): boolean {
  if (found.kind !== "file" || found.bytes === undefined) return false;
  const marker = markerOf(new TextDecoder().decode(found.bytes).replaceAll("\r\n", "\n"));
  return marker !== undefined && marker === markerOf(text);
}
