/**
 * Whether there is room for what is about to be written.
 *
 * @module
 */
import type { ArchiveFolder } from "./folder.ts";

/** Room that is left to the system, in bytes. */
const RESERVE = 32e6;

/**
 * Compares what is needed with what is free, where the system says it.
 *
 * @throws {Error} when it would not fit: nothing of it is written then
 */
export async function checkSpace(folder: ArchiveFolder, needed: number): Promise<void> {
  const free = await folder.context.files.free(folder.path);
  if (free === undefined || free - RESERVE >= needed) return;
  throw new Error(
    `Cannot write "${folder.path}": the next conversations and their media need ${megabytes(needed)}, and ` +
      `${megabytes(free)} are free, of which ${
        megabytes(RESERVE)
      } are left to the system; make room, or leave media out (option media: false, --no-media)`,
  );
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6).toLocaleString("en")} MB`;
}
