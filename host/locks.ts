/**
 * Locks between processes, by the file system.
 *
 * @module
 */
import type { Locks } from "../core/host.ts";
import { fault } from "./fault.ts";

/** More than any owner writes; bytes. */
const LONGEST_OWNER = 4096;

/**
 * Locks on files. The system gives a lock up when its process ends, however it ends. The file stays: were it removed,
 * a process that had opened it before would lock a file that nobody else can see.
 */
export function denoLocks(): Locks {
  return {
    async take(path, owner) {
      let file: Deno.FsFile | undefined;
      try {
        file = await Deno.open(path, { read: true, write: true, create: true, mode: 0o600 });
        if (!await file.tryLock(true)) {
          const heldBy = readOwner(file);
          file.close();
          return { heldBy };
        }
        file.truncateSync(0);
        file.writeSync(new TextEncoder().encode(owner).subarray(0, LONGEST_OWNER));
      } catch (error) {
        file?.close();
        throw fault("lock", path, error);
      }
      return { release: release(file) };
    },
  };
}

function release(file: Deno.FsFile): () => Promise<void> {
  let held = true;
  return async () => {
    if (!held) return;
    held = false;
    try {
      file.truncateSync(0);
      await file.unlock();
    } finally {
      file.close();
    }
  };
}

function readOwner(file: Deno.FsFile): string {
  const nobody = "another process that did not say who it is";
  const bytes = new Uint8Array(LONGEST_OWNER);
  try {
    file.seekSync(0, Deno.SeekMode.Start);
    return new TextDecoder().decode(bytes.subarray(0, file.readSync(bytes) ?? 0)) || nobody;
  } catch {
    // On Windows a locked file cannot be read: that it is held is all there is to know.
    return nobody;
  }
}
