/**
 * Rendered exports as zips and folders.
 *
 * @module
 */
import { mkdir, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { zip } from "../zip_writer.ts";

/** How a zip is made. */
export interface PackOptions {
  /** Date of every member, epoch milliseconds (a zip holds steps of two seconds). @default the zip writer's own */
  exportedAt?: number;
  /** How members that are zips themselves are held. @default "store" */
  innerMethod?: "store" | "deflate";
  /** Folder inside the zip that everything lies in. */
  wrapper?: string;
}

/** The zip of a rendered export. */
export function packExport(files: ReadonlyMap<string, Uint8Array>, options: PackOptions = {}): Uint8Array<ArrayBuffer> {
  const { exportedAt, innerMethod = "store", wrapper } = options;
  return zip(Array.from(files, ([path, data]) => ({
    name: wrapper === undefined ? path : `${wrapper}/${path}`,
    data,
    method: path.endsWith(".zip") ? innerMethod : "deflate" as const,
    ...(exportedAt === undefined ? {} : { modifiedAt: exportedAt }),
  })));
}

/** How a folder is written. */
export interface FolderOptions {
  /** Modification time of every file, epoch milliseconds. */
  exportedAt?: number;
  /** A folder between, as some unpackers make. */
  wrapper?: string;
  /** Adds what macOS leaves: `__MACOSX/`, `._*`, `.DS_Store`. @default false */
  litter?: boolean;
}

/** Writes a rendered export below `folder`. */
export async function writeFolder(
  files: ReadonlyMap<string, Uint8Array>,
  folder: string,
  options: FolderOptions = {},
): Promise<void> {
  const { exportedAt, wrapper = "", litter = false } = options;
  const all = new Map(files);
  if (litter) {
    for (const path of [".DS_Store", "__MACOSX/._conversations.json", "._conversations.json"]) {
      all.set(path, Uint8Array.of(0, 5, 22, 7, 0, 2, 0, 0));
    }
  }
  for (const [path, bytes] of all) {
    const target = join(folder, wrapper, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
    if (exportedAt !== undefined) await utimes(target, exportedAt / 1000, exportedAt / 1000);
  }
}
