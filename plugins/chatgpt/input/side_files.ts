/**
 * What the small files beside the conversations say: whose export it is, and which shards there should be.
 *
 * @module
 */
import { isObject } from "../../../core/raw.ts";
import { detectEncoding } from "../../../core/json/encoding.ts";
import { InputError, quote } from "./input_error.ts";
import type { InputFile, Leaf } from "./input_file.ts";
import { accountIn, baseName, innerPath, isConversationFile, isUpload, shardNumber } from "./names.ts";
import type { Problem } from "./place.ts";

/** Bytes of a side file that is read whole. A manifest has one line a file. */
const MAX_SIDE_FILE = 32 * 2 ** 20;

/** The account an export belongs to: the id in `user.json`, else the one id that names in it hold; problems are added. */
export async function accountOf(leaves: Leaf[], problems: Problem[]): Promise<string | undefined> {
  const ids = new Set<string>();
  for (const leaf of leaves.filter((each) => isSide(each, "user.json"))) {
    const value = await readJson(leaf, problems);
    const id = isObject(value) && Object.hasOwn(value, "id") ? value.id : undefined;
    if (typeof id === "string" && id !== "") ids.add(id);
  }
  if (ids.size === 0) {
    for (const leaf of leaves) {
      const id = accountIn(leaf.name);
      if (id !== undefined) ids.add(id);
    }
  }
  return ids.size === 1 ? ids.values().next().value : undefined;
}

/**
 * Names of shards that should be there and are not: those the manifest declares, else gaps in the numbers. The
 * manifest's form: `{ logical_files: { "conversations.json": { files: ["conversations-000.json", …] } } }`.
 */
export async function missingShards(leaves: Leaf[], problems: Problem[]): Promise<string[]> {
  const present = leaves.map((leaf) => innerPath(leaf.name)).filter(isConversationFile).map(baseName);
  const there = new Set(present.map((name) => name.toLowerCase()));
  const declared: string[] = [];
  for (const leaf of leaves.filter((each) => isSide(each, "export_manifest.json"))) {
    declared.push(...declaredFiles(await readJson(leaf, problems)));
  }
  const expected = declared.length > 0 ? declared : numbersUpTo(present);
  return [...new Set(expected)].filter((name) => !there.has(name.toLowerCase())).sort();
}

function declaredFiles(manifest: unknown): string[] {
  const logical = own(manifest, "logical_files");
  const files = own(own(logical, "conversations.json"), "files");
  if (!Array.isArray(files)) return [];
  return files.filter((file): file is string => typeof file === "string").map(baseName).filter(isConversationFile);
}

/** Shards up to the last one present, from 0: written without leading zeros, as no known export has them, perhaps from 1. */
function numbersUpTo(present: string[]): string[] {
  const numbers = present.map(shardNumber).filter((number) => number !== undefined);
  const last = Math.max(-1, ...numbers);
  // Beyond that a number is no count of shards but part of a name.
  if (last < 0 || last > 9_999) return [];
  const known = new Set(numbers);
  const width = Math.min(...present.flatMap((name) => /-(\d+)\./.exec(name)?.[1].length ?? []));
  const first = width === 1 && !known.has(0) ? 1 : 0;
  return Array.from({ length: last + 1 - first }, (_, i) => i + first).filter((i) => !known.has(i))
    .map((i) => `conversations-${String(i).padStart(width, "0")}.json`);
}

/** True for the side file of that name, not for an upload called so. */
export function isSide(leaf: { name: string }, name: string): boolean {
  const path = innerPath(leaf.name);
  return baseName(path).toLowerCase() === name && !isUpload(path);
}

/** The JSON of a side file; undefined where it cannot be read, with the reason among the problems. */
export async function readJson(leaf: InputFile, problems: Problem[]): Promise<unknown> {
  try {
    if (leaf.size > MAX_SIDE_FILE) {
      throw new InputError(
        "limit",
        `Cannot read ${quote(leaf.name)}: it has ${leaf.size} bytes, at most ${MAX_SIDE_FILE} are read`,
      );
    }
    const bytes = await leaf.read(0, MAX_SIDE_FILE);
    return JSON.parse(new TextDecoder(detectEncoding(bytes)).decode(bytes));
  } catch (error) {
    if (!(error instanceof InputError) && !(error instanceof SyntaxError)) throw error;
    const wrapped = error instanceof InputError
      ? error
      : new SyntaxError(`Cannot parse ${quote(leaf.name)} as JSON: ${error.message}`, { cause: error });
    problems.push({ name: leaf.name, position: leaf.position, error: wrapped });
    return undefined;
  }
}

function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
