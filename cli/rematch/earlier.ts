/**
 * Folders that an earlier tool organised: a folder a conversation with `conversation.json` and `media/`, `index.json` at
 * the top, and the export it was made from unpacked below `_tmp/`. What is found now is put beside what is there;
 * nothing is replaced.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { extname, join } from "node:path";
import type { Asset, Conversation } from "../../core/conversation.ts";
import { CannotRunError, describe } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import { safeName } from "../../core/names.ts";
import { asText, isObject } from "../../core/raw.ts";

/** What `conversation.json` may have to be read for its id. */
const MAX_JSON = 256 * 2 ** 20;

/** The folder of one conversation. */
export interface EarlierFolder {
  path: string;
  /** Files in its `media/`. */
  media: number;
  /** Its `conversation.json`, where that holds the conversation as the export has it. */
  raw?: string;
}

/** Their folders, by the conversations' ids. */
export type EarlierFolders = Map<string, EarlierFolder>;

/** True for a folder that an earlier tool organised. */
export async function isEarlier(files: Files, path: string): Promise<boolean> {
  const index = await files.lstat(join(path, "index.json"));
  if (index?.kind !== "file") return false;
  // An archive of ours is brought in step by its own store.
  if (await files.stat(join(path, ".threadloom-archive.json")) !== undefined) return false;
  for (const { name, kind } of await files.list(path)) {
    if (kind !== "folder" || name.startsWith(".")) continue;
    if (name === "_tmp") return true;
    if (await isFile(files, join(path, name, "conversation.json"))) return true;
  }
  return false;
}

/** Finds the conversations' folders, the links of views left out. */
export async function earlierFolders(files: Files, path: string): Promise<EarlierFolders> {
  const found: EarlierFolders = new Map();
  for (const { name, kind } of await files.list(path)) {
    const folder = join(path, name);
    if (kind !== "folder" || !await isFile(files, join(folder, "conversation.json"))) continue;
    const json = join(folder, "conversation.json");
    const told = await toldIn(files, json);
    if (told !== undefined && !found.has(told.id)) {
      const media = (await mediaIn(files, folder)).length;
      found.set(told.id, { path: folder, media, ...told.whole ? { raw: json } : {} });
    }
  }
  return found;
}

/** Adds to a conversation's folder the bytes that it lacks; resolves with how many files were written. */
export async function addMedia(files: Files, folder: EarlierFolder, { assets }: Conversation): Promise<number> {
  const there = await mediaIn(files, folder.path);
  const names: { [pointer: string]: string } = Object.create(null);
  let written = 0;
  for (const asset of assets) {
    if (asset.open === undefined) continue;
    const hash = await hashOf(asset);
    const held = there.find((name) => name.startsWith(hash));
    const name = held ?? `${hash}_${nameOf(asset)}`;
    names[asset.pointer] = name;
    if (held !== undefined) continue;
    await writeAsset(files, join(folder.path, "media"), name, asset);
    there.push(name);
    written++;
  }
  if (written > 0) await addNames(files, join(folder.path, "media_manifest.json"), names);
  return written;
}

async function isFile(files: Files, path: string): Promise<boolean> {
  return (await files.lstat(path))?.kind === "file";
}

async function mediaIn(files: Files, folder: string): Promise<string[]> {
  const path = join(folder, "media");
  const stat = await files.lstat(path);
  if (stat === undefined) return [];
  if (stat.kind !== "folder") {
    throw new CannotRunError(`Cannot write into "${path}": it is a ${stat.kind}, a folder was expected`);
  }
  return (await files.list(path)).filter(({ kind }) => kind === "file").map(({ name }) => name);
}

/** The conversation's id, and whether its messages are there, too. */
async function toldIn(files: Files, path: string): Promise<{ id: string; whole: boolean } | undefined> {
  if (((await files.lstat(path))?.size ?? 0) > MAX_JSON) return undefined;
  const value = await readObject(files, path);
  const id = asText(value?.conversation_id) ?? asText(value?.id);
  return id === undefined ? undefined : { id, whole: isObject(value?.mapping) };
}

async function readObject(files: Files, path: string): Promise<{ [key: string]: unknown } | undefined> {
  const bytes = await files.read(path);
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined; // Not what the tool wrote: a folder without an id is left alone.
  }
}

/** The bytes are read once for their hash, which is their name, and once to be written. */
async function hashOf(asset: Asset): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of await asset.open!()) hash.update(piece);
  return hash.digest("hex").slice(0, 12);
}

function nameOf({ name, id, kind, mediaType }: Asset): string {
  const own = safeName(name ?? id.slice(id.lastIndexOf("/") + 1), { maxBytes: 120, fallback: kind });
  if (extname(own) !== "" && extname(own) !== ".dat" || mediaType === undefined) return own;
  const sub = mediaType.slice(mediaType.indexOf("/") + 1);
  return /^[a-z0-9]{2,5}$/.test(sub) ? `${own.replace(/\.dat$/, "")}.${sub === "jpeg" ? "jpg" : sub}` : own;
}

async function writeAsset(files: Files, folder: string, name: string, asset: Asset): Promise<void> {
  await files.makeFolder(folder);
  const writer = await files.create(join(folder, name));
  try {
    for await (const piece of await asset.open!()) await writer.write(piece);
    await writer.commit();
  } catch (error) {
    await writer.abort();
    throw new Error(`Cannot write "${join(folder, name)}": ${describe(error)}`, { cause: error });
  }
}

/** `media_manifest.json` of that tool: what a message names → the name in `media/`. What stands there stays. */
async function addNames(files: Files, path: string, names: { [pointer: string]: string }): Promise<void> {
  const known = await readObject(files, path);
  if (known === undefined && await files.stat(path) !== undefined) return;
  const all: { [pointer: string]: unknown } = Object.assign(Object.create(null), names, known);
  await files.write(path, JSON.stringify(all, null, 2) + "\n");
}
