/**
 * What lies where: the files of an archive or folder, and the archives inside it that hold parts of exports.
 *
 * @module
 */
import type { Position } from "../../../core/source.ts";
import type { ByteWindow } from "./byte_window.ts";
import { InputError, quote } from "./input_error.ts";
import { type Leaf, type Session, zipLeaf } from "./input_file.ts";
import {
  baseName,
  innerPath,
  isConversationFile,
  isLitter,
  isPrivate,
  isUpload,
  mayBeConversationFile,
  partKind,
  portalRoot,
} from "./names.ts";
import { listZip } from "./zip.ts";

/** Something in an input that cannot be read, or not be trusted. */
export interface Problem {
  /** Path inside the input, as `InputFile.name`; absent where the input as a whole is meant. */
  name?: string;
  position: Position;
  error: Error;
}

/** An archive or a folder, looked at. */
export interface Place {
  kind: "zip" | "folder";
  /** Path inside the input that was given; `""` for that input itself. */
  name: string;
  /** For people: its path on disk, with `!/` where it lies inside an archive. */
  address: string;
  leaves: Leaf[];
  /** Archives in it that hold parts of exports, opened. */
  inner: Place[];
  problems: Problem[];
  /** Encrypted members. */
  encrypted: number;
  /** Members of all kinds that were listed. */
  listed: number;
}

/** How an archive is called. */
export interface ArchivePlace {
  /** Path inside the input; `""` for the archive that was given. */
  name: string;
  /** The archive's own name, also where `name` is empty. */
  ownName: string;
  /** File on disk. */
  path: string;
  /** Stands before entries in positions: `""`, or `outer.zip!/`. */
  entryPrefix: string;
}

/**
 * Looks at the archive that fills `window`, and at those inside it.
 *
 * @throws {InputError} when nothing of it can be read
 */
export async function zipPlace(
  session: Session,
  window: ByteWindow,
  at: ArchivePlace,
  depth: number,
): Promise<Place> {
  session.budget.takeArchive(quote(at.ownName));
  const { entries, faults, encrypted } = await listZip(window, quote(at.ownName), session);
  const prefix = at.name === "" ? "" : at.name + "!/";
  const own = at.entryPrefix === "" ? undefined : at.entryPrefix.slice(0, -2);
  const leaves = entries
    .filter((entry) => !isLitter(entry.name) && !isPrivate(entry.name))
    .map((entry) => zipLeaf(session, window, entry, { prefix, file: at.path, entryPrefix: at.entryPrefix }));
  const problems = faults
    .filter(({ name }) => name === undefined || !isLitter(name))
    .map(({ name, error }): Problem => {
      const entry = name === undefined ? own : at.entryPrefix + name;
      const position = entry === undefined ? { file: at.path } : { file: at.path, entry };
      return { name: name === undefined ? undefined : prefix + name, position, error };
    });
  const place: Place = {
    kind: "zip",
    name: at.name,
    address: own === undefined ? at.path : `${at.path}!/${own}`,
    leaves,
    inner: [],
    problems,
    encrypted,
    listed: entries.length + faults.length,
  };
  await openInner(session, place, at.ownName, depth);
  return place;
}

/**
 * Opens the archives among a place's leaves: those called `.zip`, uploads left out, and in the conversations part of a
 * portal export also a `.dat` that is an archive: an older export may be embedded there under such a name. What turns
 * out to hold nothing of an export stays a file.
 */
export async function openInner(session: Session, place: Place, ownName: string, depth: number): Promise<void> {
  const kept: Leaf[] = [];
  for (const leaf of place.leaves) {
    session.signal.throwIfAborted();
    const opened = await isArchive(leaf, ownName) ? await openOne(session, place, leaf, depth) : undefined;
    if (opened === undefined) kept.push(leaf);
    else place.inner.push(opened);
  }
  place.leaves = kept;
}

async function openOne(session: Session, place: Place, leaf: Leaf, depth: number): Promise<Place | undefined> {
  try {
    const max = session.budget.limits.maxDepth;
    if (depth >= max) {
      throw new InputError(
        "limit",
        `Cannot open ${quote(leaf.name)}: it lies more than ${max} archives deep, raise maxDepth if that is right`,
      );
    }
    const { file = "", entry } = leaf.position;
    const inner = await zipPlace(session, await leaf.window(), {
      name: leaf.name,
      ownName: baseName(leaf.name),
      path: file,
      entryPrefix: entry === undefined ? "" : entry + "!/",
    }, depth + 1);
    return holdsExport(inner) || partKind(leaf.name) !== undefined ? inner : undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    place.problems.push({ name: leaf.name, position: leaf.position, error });
    return undefined;
  }
}

async function isArchive(leaf: Leaf, ownName: string): Promise<boolean> {
  const path = innerPath(leaf.name);
  if (/\.zip$/i.test(path)) return !isUpload(path);
  const inConversations = partKind(ownName) === "conversations" || /(^|\/)conversations__[^/]*\//i.test(path);
  if (!/\.dat$/i.test(path) || !inConversations || leaf.size < 22) return false;
  try {
    return isPlainZip(await leaf.read(0, 128));
  } catch (error) {
    if (error instanceof InputError) return false; // A damaged asset is found when somebody reads it.
    throw error;
  }
}

/** Office documents, books and programs are zip archives too; the name of their first member gives them away. */
const DOCUMENT = /^(\[Content_Types\]\.xml|mimetype|_rels\/|META-INF\/|docProps\/|word\/|xl\/|ppt\/)/;

/** True for the first bytes of a zip archive that is no document. */
export function isPlainZip(first: Uint8Array): boolean {
  return isZip(first) && !DOCUMENT.test(new TextDecoder().decode(first.subarray(30)));
}

/** True for the first bytes of a zip archive, an empty one included. */
export function isZip(first: Uint8Array): boolean {
  return first[0] === 0x50 && first[1] === 0x4b &&
    (first[2] === 3 && first[3] === 4 || first[2] === 5 && first[3] === 6);
}

/** True where some name in the place is one that only exports have. */
export function holdsExport(place: Place): boolean {
  const telling = (path: string) =>
    isConversationFile(path) || mayBeConversationFile(path) || /(^|\/)personal\//.test(path) ||
    portalRoot(path) !== undefined || baseName(path) === "export_manifest.json";
  return place.inner.length > 0 || place.leaves.some((leaf) => telling(innerPath(leaf.name))) ||
    place.problems.some(({ name }) => name !== undefined && telling(innerPath(name)));
}

/** All files of a place and of the archives in it. */
export function allLeaves(place: Place): Leaf[] {
  return [...place.leaves, ...place.inner.flatMap(allLeaves)];
}

/** All problems of a place and of the archives in it. */
export function allProblems(place: Place): Problem[] {
  return [...place.problems, ...place.inner.flatMap(allProblems)];
}
