/**
 * Looks at a folder as if it were an archive.
 *
 * @module
 */
import { InputError, quote } from "./input_error.ts";
import { diskLeaf, type Session } from "./input_file.ts";
import { baseName, isConversationFile, isLitter, isPrivate } from "./names.ts";
import { openInner, type Place } from "./place.ts";

/** Folders inside folders that are gone into. */
const MAX_FOLDER_DEPTH = 32;

/**
 * Lists a folder with all below it, and opens the archives in it. Links are not followed, so that nothing outside the
 * folder is read; a link in the place of conversations or of an archive is a problem. Folders whose name begins with a
 * point are left alone.
 */
export async function folderPlace(session: Session, path: string): Promise<Place> {
  const place: Place = {
    kind: "folder",
    name: "",
    address: path,
    leaves: [],
    inner: [],
    problems: [],
    encrypted: 0,
    listed: 0,
  };
  const folders: { name: string; depth: number }[] = [{ name: "", depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const below: typeof folders = [];
    for (const { name, kind } of await session.files.list(join(path, folder.name))) {
      session.signal.throwIfAborted();
      const full = folder.name + name;
      if (kind === "folder") {
        if (!name.startsWith(".") && name !== "__MACOSX") below.push({ name: full + "/", depth: folder.depth + 1 });
      } else if (!isLitter(full) && !isPrivate(full)) await addFile(session, place, full, kind);
    }
    if (folder.depth < MAX_FOLDER_DEPTH) folders.push(...below.reverse());
    else if (below.length > 0) {
      const message = `Cannot go into ${quote(below[0].name)}: it lies more than ${MAX_FOLDER_DEPTH} folders deep`;
      place.problems.push({ position: { file: path }, error: new InputError("limit", message) });
    }
  }
  await openInner(session, place, baseName(path.replace(/\/+$/, "")), 0);
  return place;
}

async function addFile(session: Session, place: Place, name: string, kind: string): Promise<void> {
  const file = join(place.address, name);
  const bad = (fault: "link" | "limit", message: string) =>
    place.problems.push({ name, position: { file }, error: new InputError(fault, message) });
  if (kind !== "file") {
    if (!isConversationFile(name) && !/\.zip$/i.test(name)) return;
    bad(
      "link",
      `Cannot read ${quote(name)}: it is no file but a ${kind}, which may lead out of the folder; name it itself`,
    );
    return;
  }
  if (session.budget.entriesLeft <= 0) {
    if (place.problems.some(({ error }) => error instanceof InputError && error.fault === "limit")) return;
    const max = session.budget.limits.maxEntries;
    bad("limit", `Cannot read on after ${max} files: there are more, raise maxEntries if that is right`);
    return;
  }
  const stat = await session.files.lstat(file);
  if (stat === undefined) return;
  session.budget.takeEntries(1);
  place.listed++;
  place.leaves.push(diskLeaf(session, name, file, stat.size));
}

function join(folder: string, name: string): string {
  return folder.endsWith("/") || folder === "" ? folder + name : `${folder}/${name}`;
}
