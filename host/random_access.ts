/**
 * Files read at any place.
 *
 * @module
 */
import type { RandomAccessFile } from "../core/host.ts";
import { fault, isForbidden } from "./fault.ts";

/**
 * Opens a plain file for reading at any place.
 *
 * @throws {Error} when it is not there, may not be read, or is no plain file (a folder; a pipe, which would block)
 */
export async function openRandomAccess(path: string): Promise<RandomAccessFile> {
  let file: Deno.FsFile;
  let size: number;
  try {
    const info = await Deno.stat(path);
    if (!info.isFile) {
      throw new TypeError(`it is ${info.isDirectory ? "a folder" : "a device or pipe"}, a plain file was expected`);
    }
    size = info.size;
    file = await Deno.open(path, { read: true });
  } catch (error) {
    throw fault("open", path, error);
  }
  const readSync = readerAt(file, path);
  return {
    path,
    size,
    readSync,
    read: (into, at) => Promise.try(readSync, into, at),
    close: () => file.close(),
  };
}

/** Opens a scratch file that has no name any more, so that nothing is left of it however the process ends. */
export async function openScratch(
  folder?: string,
): Promise<RandomAccessFile & { append(chunk: Uint8Array): Promise<void> }> {
  const { path, made } = await makeScratch(folder);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true, write: true });
  } catch (error) {
    await Deno.remove(path);
    throw fault("open scratch file", path, error);
  }
  // Windows may refuse to remove an open file: there it goes when it is closed.
  const removed = await Deno.remove(path).then(() => true, () => false);
  // Somebody may have put something into it meanwhile: then it stays.
  if (made !== undefined && removed) await Deno.remove(made).catch(() => undefined);
  const readSync = readerAt(file, path);
  let size = 0;
  return {
    path,
    get size() {
      return size;
    },
    readSync,
    read: (into, at) => Promise.try(readSync, into, at),
    append: (chunk) =>
      Promise.try(() => {
        try {
          file.seekSync(size, Deno.SeekMode.Start);
          for (let done = 0; done < chunk.length;) done += file.writeSync(chunk.subarray(done));
        } catch (error) {
          throw fault("write scratch file", path, error);
        }
        size += chunk.length;
      }),
    close() {
      file.close();
      if (!removed) Deno.removeSync(path);
    },
  };
}

/**
 * In the folder asked for where there is one, else where the system keeps temporary files, else here. A program that
 * may write in some places only has it in the folder asked for in any case, which is then made and to be removed.
 */
async function makeScratch(folder?: string): Promise<{ path: string; made?: string }> {
  if (folder !== undefined) {
    const path = await tryScratch(folder);
    if (path !== undefined) return { path };
    const anywhere = Deno.permissions.querySync({ name: "write" }).state === "granted";
    const inside = !anywhere && await tryFolder(folder) ? await tryScratch(folder) : undefined;
    if (inside !== undefined) return { path: inside, made: folder };
  }
  const path = await tryScratch(undefined);
  if (path !== undefined) return { path };
  try {
    return { path: await Deno.makeTempFile({ dir: ".", prefix: PREFIX }) };
  } catch (error) {
    throw fault("make a scratch file in", folder ?? ".", error);
  }
}

const PREFIX = "threadloom-";

/** A new file; undefined where there is no such folder, or nothing may be written. */
async function tryScratch(dir: string | undefined): Promise<string | undefined> {
  try {
    return await Deno.makeTempFile({ dir, prefix: PREFIX });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || isForbidden(error)) return undefined;
    throw fault("make a scratch file in", dir ?? "", error);
  }
}

/** Makes a folder; false where that is not allowed. */
async function tryFolder(path: string): Promise<boolean> {
  try {
    await Deno.mkdir(path, { recursive: true, mode: 0o700 });
    return true;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw fault("make folder", path, error);
  }
}

/** Seek and read in one go, without an await between them: that is what lets reads overlap. */
function readerAt(file: Deno.FsFile, path: string): (into: Uint8Array, at: number) => number {
  return (into, at) => {
    try {
      file.seekSync(at, Deno.SeekMode.Start);
      let done = 0;
      while (done < into.length) {
        const read = file.readSync(into.subarray(done));
        if (read === null || read === 0) break;
        done += read;
      }
      return done;
    } catch (error) {
      throw fault("read", path, error);
    }
  };
}
