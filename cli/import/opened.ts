/**
 * A folder that was imported into before.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import { type ImportFolder, importFolder } from "./folder.ts";
import { type Memory, newMemory, readMemory } from "./memory.ts";

/**
 * The folder and what it remembers.
 *
 * @param verb what is to be done, for the message
 * @throws {CannotRunError} when nothing was ever imported there
 */
export async function openImport(
  files: Files,
  verb: string,
  out: string | undefined,
): Promise<{ folder: ImportFolder; memory: Memory }> {
  const folder = importFolder(out);
  const memory = await readMemory(files, folder);
  if (memory) return { folder, memory };
  if (await files.stat(folder.database)) return { folder, memory: newMemory() };
  throw new CannotRunError(
    `Cannot ${verb} "${folder.shown}": nothing was imported there, expected a folder that threadloom import made; ` +
      "--out DIR names another one",
  );
}
