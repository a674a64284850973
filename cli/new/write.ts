/**
 * Writing new files, and only new ones.
 *
 * @module
 */
import { join } from "node:path";
import { CannotRunError } from "../../core/errors.ts";

/**
 * Writes files into a folder. None of them may be there: then nothing is written.
 *
 * @throws {CannotRunError} naming all that are there
 */
export async function writeNew(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const names = [...files.keys()];
  const there = (await Promise.all(names.map((name) => isThere(join(folder, name))))).map((is, i) => is && names[i]);
  const taken = there.filter((name) => name !== false);
  if (taken.length > 0) {
    const [are, them] = taken.length === 1 ? ["it is", "it"] : ["they are", "them"];
    throw new CannotRunError(
      `Cannot create "${taken.join('" and "')}": ${are} there already, and nothing is overwritten; take another ` +
        `name, or move ${them} away`,
    );
  }
  const written: string[] = [];
  try {
    for (const [name, text] of files) {
      // `createNew`: whatever has come into being meanwhile is not overwritten either.
      await Deno.writeTextFile(join(folder, name), text, { createNew: true });
      written.push(name);
    }
  } catch (error) {
    for (const name of written) await Deno.remove(join(folder, name));
    throw error;
  }
}

/** True for anything of that name, a broken link as well. */
async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
