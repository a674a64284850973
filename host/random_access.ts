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
  const path = await makeScratch(folder);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path, { read: true, write: true });
  } catch (error) {
    await Deno.remove(path);
    throw fault("open scratch file", path, error);
  }
  // Windows may refuse to remove an open file: there it goes when it is closed.
  const removed = await Deno.remove(path).then(() => true, () => false);
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

/** In the folder asked for where there is one, else where the system keeps temporary files, else here. */
async function makeScratch(folder?: string): Promise<string> {
  try {
    return await Deno.makeTempFile({ dir: folder, prefix: "threadloom-" });
  } catch (error) {
    const missing = error instanceof Deno.errors.NotFound;
    if (folder === "." || (!missing && !isForbidden(error))) throw fault("make a scratch file in", folder ?? "", error);
    return await makeScratch(folder === undefined ? "." : undefined);
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
