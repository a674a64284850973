/**
 * Whether there is room for what an export holds, before anything is written.
 *
 * @module
 */
import { CannotRunError } from "../../core/errors.ts";
import type { Files } from "../../core/host.ts";
import { formatBytes } from "../format.ts";
import type { ImportFolder } from "./folder.ts";
import type { Memory } from "./memory.ts";

/**
 * Compares the size of the exports with what is free, where a new archive is about to copy their media: these hardly get
 * smaller in a zip, and are most of it. Later imports write little, which the archive compares by itself.
 *
 * @throws {CannotRunError} when it would not fit
 */
export async function checkRoom(
  files: Files,
  folder: ImportFolder,
  { archive, media }: Pick<Memory, "archive" | "media">,
  inputs: readonly string[],
): Promise<void> {
  if (!archive || !media || await files.stat(folder.archive) !== undefined) return;
  const stats = await Promise.all(inputs.map((path) => files.stat(path)));
  const needed = stats.reduce((sum, stat) => sum + (stat?.kind === "file" ? stat.size : 0), 0);
  const free = await files.free(folder.root);
  if (free === undefined || free >= needed) return;
  throw new CannotRunError(
    `Cannot import into "${folder.shown}": ${
      formatBytes(free)
    } are free, and the exports with their media take about ` +
      `${formatBytes(needed)}; make room, name another folder with --out DIR, or leave media out with --no-media`,
  );
}
