/**
 * From paths to the files of exports.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { CannotRunError } from "../../../core/errors.ts";
import { expandGlob, isGlob } from "../../../core/glob.ts";
import { GLIMPSE_BYTES, glimpseJson } from "../../../core/json/glimpse.ts";
import { quote } from "../../../core/quote.ts";
import { foreignBytes, foreignNames, type Shape, shapeOf } from "./shapes.ts";

/** A file that looks like an export. */
export interface FoundFile {
  path: string;
  /** Bytes. */
  size: number;
  shape: Shape;
}

type Needs = Pick<Context, "files" | "signal">;

/** Folders inside folders that are gone into, and names looked at in one input. */
const MAX_DEPTH = 8;
const MAX_NAMES = 100_000;
/** Files of a folder that are opened to see what they are. */
const MAX_LOOKS = 5_000;

/**
 * The files of exports at these paths: files, folders, patterns; each file once, in the order of the paths, those of a
 * folder by name. Links below a folder are not followed.
 *
 * @throws {CannotRunError} when a path is nothing that can be read, saying what it is
 */
export async function findFiles(paths: string[], context: Needs): Promise<FoundFile[]> {
  const found = new Map<string, FoundFile>();
  for (const path of paths) {
    const named = await context.files.stat(path) !== undefined;
    if (!named && !isGlob(path)) {
      throw new CannotRunError(`Cannot open ${quote(path)}: there is no such file or folder`);
    }
    const places = named ? [path] : await expandGlob(path, context.files, context.signal);
    const before = found.size;
    for (const place of places) {
      for (const file of await filesAt(place, context, named)) if (!found.has(file.path)) found.set(file.path, file);
    }
    if (!named && found.size === before && places.length === 0) {
      throw new CannotRunError(`Cannot open ${quote(path)}: no file or folder fits the pattern`);
    }
  }
  if (found.size === 0) {
    throw new CannotRunError(`Cannot open ${paths.map(quote).join(", ")}: none of it is a Telegram export`);
  }
  return [...found.values()];
}

async function filesAt(path: string, context: Needs, named: boolean): Promise<FoundFile[]> {
  const stat = await context.files.stat(path);
  if (stat?.kind === "folder") return await inFolder(path, context, named);
  if (stat?.kind !== "file") {
    if (!named) return [];
    throw refusal(path, "this is no file and no folder");
  }
  const first = await firstBytes(path, context);
  const glimpse = glimpseJson(first);
  const shape = glimpse && shapeOf(glimpse);
  if (shape !== undefined) return [{ path, size: stat.size, shape }];
  if (!named) return [];
  const unknown = `this is ${glimpse ? "JSON, but no Telegram export" : "no JSON"}; name the result.json or its folder`;
  throw refusal(path, foreignBytes(path, first) ?? unknown);
}

async function inFolder(path: string, context: Needs, named: boolean): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  const names: string[] = [];
  const others = new Set<string>();
  const folders = [{ name: "", depth: 0 }];
  let looks = 0;
  for (let folder = folders.pop(); folder !== undefined && names.length < MAX_NAMES; folder = folders.pop()) {
    context.signal.throwIfAborted();
    const listed = await context.files.list(join(path, folder.name));
    // What lies in the folders of an export was sent in its chats.
    const isExport = listed.some(({ name, kind }) => kind === "file" && name === "result.json");
    const below: typeof folders = [];
    for (const { name, kind } of listed) {
      const full = folder.name + name;
      if (kind === "folder" && !isExport && !name.startsWith(".") && folder.depth < MAX_DEPTH) {
        below.push({ name: `${full}/`, depth: folder.depth + 1 });
      }
      if (kind !== "file") continue;
      names.push(full);
      if (isExport ? name !== "result.json" : !/\.json$/i.test(name) || name.startsWith(".")) continue;
      if (++looks > MAX_LOOKS) continue;
      const file = join(path, full);
      const first = await firstBytes(file, context);
      const glimpse = glimpseJson(first);
      const shape = glimpse && shapeOf(glimpse);
      const size = (await context.files.stat(file))?.size ?? 0;
      if (shape !== undefined) found.push({ path: file, size, shape });
      else if (foreignBytes(full, first) !== undefined) others.add(`${full}: ${foreignBytes(full, first)}`);
    }
    folders.push(...below.reverse());
  }
  if (found.length > 0 || !named) return found;
  const [other] = others;
  const clause = foreignNames(names, "folder") ?? other;
  throw refusal(path, clause ?? "this is a folder without a Telegram export in it (no result.json)");
}

async function firstBytes(path: string, { files }: Needs): Promise<Uint8Array> {
  const file = await files.open(path);
  try {
    const bytes = new Uint8Array(Math.min(file.size, GLIMPSE_BYTES));
    let filled = 0;
    while (filled < bytes.length) {
      const read = await file.read(bytes.subarray(filled), filled);
      if (read === 0) break;
      filled += read;
    }
    return bytes.subarray(0, filled);
  } finally {
    file.close();
  }
}

function refusal(path: string, clause: string): CannotRunError {
  return new CannotRunError(`Cannot read ${quote(path)} as a Telegram export: ${clause}`);
}

function join(folder: string, name: string): string {
  return folder.endsWith("/") || folder === "" ? folder + name : `${folder}/${name}`;
}
