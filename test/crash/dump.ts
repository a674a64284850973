/**
 * What an import's folder holds, without what is made anew in every run: identities, run ids, row numbers, times.
 *
 * @module
 */
import { join, relative } from "node:path";
import { dumpLedger, dumpStore } from "./databases.ts";

/** Everything that must be equal, by the name of its file. */
export type Dump = { [name: string]: unknown };

/**
 * Reads the folder. `content`: only what people see, without what tells by which exports it came to be so.
 */
export async function dump(root: string, content = false): Promise<Dump> {
  const found: Dump = {};
  for (const path of await filesBelow(root)) {
    const name = relative(root, path).replaceAll("\\", "/");
    if (name === "threadloom.db") found[name] = dumpStore(path, content);
    else if (name.endsWith("ledger.db")) found[name] = dumpLedger(path, name.includes("outputs/"), content);
    // Hashes of files by their times: a cache that costs one reading of each file where it is missing.
    else if (/\.threadloom\/(outputs\/markdown|archive)-[0-9a-f]+\.json(\.threadloom\.tmp-1)?$/.test(name)) continue;
    else if (name.endsWith("/lock")) found[name] = "";
    else if (content && /(outputs|\.threadloom-(markdown|archive))\.json$/.test(name)) continue;
    else found[name] = withoutIdentity(await Deno.readTextFile(path));
  }
  return found;
}

/** Paths of all files below a folder, sorted. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found.sort();
}

function withoutIdentity(text: string): string {
  return text.replace(/"identity":"[^"]*"/, '"identity":"…"');
}

/** Where two dumps differ, for messages; nothing where they are equal. */
export function differing(expected: Dump, found: Dump): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...names].sort().flatMap((name) => {
    const [a, b] = [JSON.stringify(expected[name]), JSON.stringify(found[name])];
    if (a === b) return [];
    const at = a === undefined || b === undefined ? 0 : [...a].findIndex((_, i) => a[i] !== b[i]);
    const cut = (text: string | undefined): string => text?.slice(Math.max(0, at - 60), at + 120) ?? "not there";
    return [`${name}: expected ${cut(a)} but found ${cut(b)}`];
  });
}
