/**
 * Opens ChatGPT exports, however they come: zip archives, folders, parts of privacy exports, JSON files, patterns.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { CannotRunError } from "../../../core/errors.ts";
import { fileWindow } from "./byte_window.ts";
import { type ExportInput, exportOf, firstTime } from "./export_input.ts";
import { folderPlace } from "./folder_place.ts";
import { expandGlob, isGlob } from "../../../core/glob.ts";
import { type Group, groupsOf } from "./groups.ts";
import { InputError, quote } from "./input_error.ts";
import { diskLeaf, type Session } from "./input_file.ts";
import { conversationShape, GLIMPSE_BYTES, glimpseJson } from "./json_glimpse.ts";
import { describeJson, describeNames } from "./known_shapes.ts";
import { Budget, DEFAULT_LIMITS, type InputLimits } from "./limits.ts";
import { mediaPlace } from "../media/place.ts";
import { baseName, folderOf, innerPath, shardNumber } from "./names.ts";
import { allLeaves, isZip, type Place, zipPlace } from "./place.ts";
import { clauseOf } from "./recognise.ts";
import { type Keeper, keeper } from "./session.ts";

export type { ExportInput, Layout } from "./export_input.ts";
export { InputError, type InputFault } from "./input_error.ts";
export type { InputFile } from "./input_file.ts";
export { DEFAULT_LIMITS, type InputLimits } from "./limits.ts";

/** Opened exports. */
export interface OpenInputs {
  /** In the order of the paths; those of one folder by name. */
  exports: ExportInput[];
  /** Lets go of all files; their `stream` and `read` fail from then on. */
  close(): void;
}

/** What a given path turned out to be; `media`: files by the names of media, of use beside conversations only. */
type Found = { groups: Group[] } | { json: ExportInput } | FoundMedia;

/** Refuses where nothing else was given. */
type FoundMedia = { media: Group; refuse(): Promise<undefined> };

/**
 * Opens all exports that the paths hold. Of archives only directories are read, of other files at most the first MiB.
 *
 * @param paths files, folders and patterns with `*`, `?` and `**`
 * @param limits what each path may ask of the machine; `DEFAULT_LIMITS` where not given
 * @throws {CannotRunError} when a path leads to nothing, or to something that is no ChatGPT export
 */
export async function openInputs(
  paths: string[],
  context: Pick<Context, "files" | "signal" | "log" | "count">,
  limits: Partial<InputLimits> = {},
): Promise<OpenInputs> {
  const all = { ...DEFAULT_LIMITS, ...limits };
  const keep = keeper(context);
  try {
    const exports: ExportInput[] = [];
    const groups: Group[] = [];
    const media: FoundMedia[] = [];
    for (const { path, named } of await expand(paths, context)) {
      context.signal.throwIfAborted();
      const found = await openPath(path, context, keep, all, named);
      if (found === undefined) context.log.debug(`${quote(path)} holds no ChatGPT export and is left out`);
      else if ("json" in found) exports.push(found.json);
      else if ("media" in found) media.push(found);
      else groups.push(...found.groups);
    }
    const beside = exports.length + groups.length > 0;
    for (const found of media) {
      if (beside) groups.push(found.media);
      else await found.refuse();
    }
    for (const group of gather(groups)) {
      const made = await exportOf(group);
      const other = await otherThan(made);
      if (other === undefined) exports.push(made);
      else if (groups.length > 1 && !paths.includes(group.path)) {
        context.log.warn(`${quote(group.path)} is left out: ${other}`);
      } else throw new CannotRunError(`Cannot read ${quote(group.path)} as a ChatGPT export: ${other}`);
    }
    if (exports.every((each) => each.files.length === 0)) throw nothingIn(paths, exports);
    return { exports, close: () => keep.close() };
  } catch (error) {
    keep.close();
    throw error;
  }
}

async function expand(
  paths: string[],
  context: Pick<Context, "files" | "signal">,
): Promise<{ path: string; named: boolean }[]> {
  const found = new Map<string, boolean>();
  for (const path of paths) {
    if (await context.files.stat(path) !== undefined) found.set(path, true);
    else if (!isGlob(path)) throw new CannotRunError(`Cannot open ${quote(path)}: there is no such file or folder`);
    else {
      const fitting = await expandGlob(path, context.files, context.signal);
      if (fitting.length === 0) {
        throw new CannotRunError(`Cannot open ${quote(path)}: no file or folder fits the pattern`);
      }
      for (const each of fitting) if (!found.has(each)) found.set(each, false);
    }
  }
  return [...found].map(([path, named]) => ({ path, named }));
}

/** What is at a path; `undefined` where it is no export and only a pattern led there. */
async function openPath(
  path: string,
  context: Pick<Context, "files" | "signal">,
  keep: Keeper,
  limits: InputLimits,
  named: boolean,
): Promise<Found | undefined> {
  const session = keep.session(new Budget(limits));
  const stat = await context.files.stat(path);
  const refuse = async (groups: Group[] = []) => {
    if (!named) return undefined;
    const cause = groups.flatMap(({ problems }) => problems)[0]?.error;
    const clause = await clauseOf(path, context, cause);
    throw new CannotRunError(`Cannot read ${quote(path)} as a ChatGPT export: ${clause}`, { cause });
  };
  const mediaOr = async (place: Place, groups: Group[]): Promise<Found | undefined> => {
    const leaves = allLeaves(place).filter(({ name }) => namesMedia(innerPath(name)));
    if (!named || leaves.length === 0) return await refuse(groups);
    const kind = place.kind === "zip" ? "zip" : "folder";
    const media: Group = { kind, path, names: [baseName(path)], leaves, problems: [], archives: [], lone: true };
    return { media, refuse: () => refuse(groups) };
  };
  if (stat?.kind === "folder") {
    const place = await folderPlace(session, path);
    const groups = groupsOf(place);
    return groups.some((group) => group.leaves.length > 0) ? { groups } : await mediaOr(place, groups);
  }
  if (stat?.kind !== "file") return await refuse();
  const leaf = diskLeaf(session, baseName(path), path, stat.size);
  const first = await leaf.read(0, GLIMPSE_BYTES);
  if (!isZip(first) && !/\.zip$/i.test(path)) {
    const json = jsonExport(leaf, first);
    return json === undefined ? await refuse() : { json };
  }
  const place = await zipAt(session, path);
  if (place instanceof InputError && !named) return { groups: [damagedGroup(path, place)] };
  if (place instanceof InputError) return await refuse();
  const groups = groupsOf(place);
  return groups.some((group) => group.leaves.length > 0) ? { groups } : await mediaOr(place, groups);
}

/** True for names and places that tell which media a file is. */
function namesMedia(path: string): boolean {
  const place = mediaPlace(path);
  return [place?.id, place?.uuid, place?.generation, place?.conversationId].some((told) => told !== undefined);
}

async function zipAt(session: Session, path: string): Promise<Place | InputError> {
  try {
    const window = fileWindow(await session.open(path));
    return await zipPlace(session, window, { name: "", ownName: baseName(path), path, entryPrefix: "" }, 0);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

function damagedGroup(path: string, error: InputError): Group {
  const problems = [{ position: { file: path }, error }];
  return { kind: "zip", path, names: [baseName(path)], leaves: [], problems, archives: [], lone: true };
}

/** A JSON file given by itself: the whole array of an export is one, a shard or a single conversation is a part. */
function jsonExport(leaf: ReturnType<typeof diskLeaf>, first: Uint8Array): ExportInput | undefined {
  const glimpse = glimpseJson(first);
  if (glimpse === undefined) return undefined;
  const shape = conversationShape(glimpse);
  const called = /^conversations(-\d+| ?\(\d+\))?\.json$/i.test(leaf.name);
  const empty = called && glimpse.root === "array" && glimpse.itemKeys.size === 0;
  if (shape === undefined && !empty) return undefined;
  const path = leaf.position.file ?? leaf.name;
  const shard = shardNumber(leaf.name);
  return {
    path,
    kind: "json",
    exportedAt: firstTime([leaf.name, baseName(folderOf(path).slice(0, -1))]),
    layout: {
      single: shard === undefined,
      shards: shard === undefined ? 0 : 1,
      archives: 0,
      embedded: 0,
      manifest: false,
      assetMap: false,
      library: false,
      page: false,
      portal: false,
    },
    conversationFiles: [leaf],
    files: [leaf],
    missingShards: [],
    problems: [],
    whole: called && shard === undefined && shape !== "single",
  };
}

/** Parts of a portal export that were named one by one and lie in one folder are one export. */
function gather(groups: Group[]): Group[] {
  const byFolder = Map.groupBy(groups, (group) => isLonePart(group) ? folderOf(group.path) : group);
  return [...byFolder.values()].map((parts) => {
    if (parts.length === 1) return parts[0];
    for (const part of parts) {
      // Names inside the archives may be the same in two of them.
      for (const leaf of part.leaves) leaf.name = `${baseName(part.path)}!/${leaf.name}`;
    }
    return {
      ...parts[0],
      leaves: parts.flatMap((part) => part.leaves),
      problems: parts.flatMap((part) => part.problems),
      archives: parts.flatMap((part) => part.archives),
    };
  });
}

function isLonePart(group: Group): boolean {
  return group.kind === "portal" && group.lone;
}

/** What an export is instead, where it is another service's with files of the same names. */
async function otherThan({ conversationFiles, files }: ExportInput): Promise<string | undefined> {
  const first = conversationFiles[0];
  if (first === undefined) return undefined;
  try {
    const head = await first.read(0, 65_536);
    const glimpse = glimpseJson(head);
    if (glimpse !== undefined && conversationShape(glimpse) !== undefined) return undefined;
    return describeJson(first.name, head) ?? describeNames(files.map((file) => innerPath(file.name)), "zip");
  } catch (error) {
    if (error instanceof InputError) return undefined; // Its damage is told when it is read as a whole.
    throw error;
  }
}

function nothingIn(paths: string[], exports: ExportInput[]): CannotRunError {
  const cause = exports.flatMap((each) => each.problems)[0]?.error;
  const what = paths.map(quote).join(", ");
  const why = cause === undefined ? "none of it is a ChatGPT export" : cause.message;
  return new CannotRunError(`Cannot open ${what}: ${why}`, { cause });
}
