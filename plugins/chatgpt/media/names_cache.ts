/**
 * Keeps what the lists of an export say of its media beside the ledger: they are the one thing of which more than a
 * listing has to be read. Kept for each export by what it lists, so a new one adds its own and the others stay.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { describe } from "../../../core/errors.ts";
import { digest } from "../../../core/fingerprint.ts";
import { isObject } from "../../../core/raw.ts";
import type { ExportInput } from "../input/export_input.ts";
import type { Problem } from "../input/place.ts";
import { listsOf, type SideFacts, type SideNames, sideNames } from "./side_names.ts";

/** What building the index needs of a context. */
export type IndexContext = Pick<Context, "signal" | "log"> & Partial<Pick<Context, "files" | "stateFolder">>;

/** Raised when lists are read in another way. */
const FORM = 2;
/** Bytes of lists from which keeping what they say is worth a file. */
const LEAST_BYTES = 256 * 1024;

/** What the lists of an export say, from the cache where it was kept. Lists that cannot be read are told. */
export async function namesOf(input: Pick<ExportInput, "files">, context: IndexContext): Promise<SideNames> {
  const path = await cachePath(input, context);
  const kept = path === undefined ? undefined : await readCache(path, context);
  if (kept !== undefined) return kept;
  const problems: Problem[] = [];
  const names = await sideNames(input, problems);
  for (const { error } of problems) context.log.warn(describe(error));
  if (path !== undefined && problems.length === 0) await writeCache(path, names, context);
  return names;
}

/** The file of an export's lists; undefined where there is no folder for it, or nothing worth it. */
async function cachePath(
  { files }: Pick<ExportInput, "files">,
  { files: disk, stateFolder }: IndexContext,
): Promise<string | undefined> {
  const lists = Object.values(listsOf(files)).flat();
  if (lists.reduce((sum, { size }) => sum + size, 0) < LEAST_BYTES) return undefined;
  if (disk === undefined || stateFolder === undefined || await disk.stat(stateFolder) === undefined) return undefined;
  // Without checksums (in folders) equal listings may hide other contents.
  if (lists.some(({ crc }) => crc === undefined)) return undefined;
  const listing = digest(JSON.stringify([FORM, lists.map(({ name, size, crc }) => [name, size, crc])]));
  return `${stateFolder}/media_names/${listing}.json`;
}

async function readCache(path: string, { files }: IndexContext): Promise<SideNames | undefined> {
  const bytes = await files?.read(path);
  if (bytes === undefined) return undefined;
  let kept: unknown;
  try {
    kept = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined; // Half a file of a machine that went down: it is made again.
  }
  if (!Array.isArray(kept)) return undefined;
  const isEntry = (entry: unknown): entry is [string, SideFacts] =>
    Array.isArray(entry) && typeof entry[0] === "string" && isObject(entry[1]);
  return kept.every(isEntry) ? new Map(kept) : undefined;
}

async function writeCache(path: string, names: SideNames, { files, log }: IndexContext): Promise<void> {
  try {
    await files?.makeFolder(path.slice(0, path.lastIndexOf("/")), true);
    await files?.write(path, JSON.stringify([...names]), true);
  } catch (error) {
    // Nothing but time is lost by it.
    log.debug(`Cannot keep the names of media: ${describe(error)}`);
  }
}
