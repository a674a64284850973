/**
 * Files that appear whole or not at all.
 *
 * @module
 */
import type { FileWriter } from "../core/host.ts";
import { fault, isAbsent } from "./fault.ts";

/** Windows neither renames nor removes files as freely while they are open. */
const WINDOWS = Deno.build.os === "windows";

/**
 * Opens `<name>.threadloom.tmp-<number>` beside `path` (a long name is cut to fit). It takes the name of `path` at
 * `commit`; where a link stood, the file takes the link's place. The file is locked while it is written, and the
 * system gives the lock up when the process ends: what a killed process left over is known by that, and goes when the
 * same path is written again.
 */
export async function createWriter(path: string, secret?: boolean): Promise<FileWriter> {
  const { temporary, file } = await openTemporary(path, secret ? 0o600 : 0o666);
  let state: "open" | "committed" | "gone" = "open";

  async function discard(): Promise<void> {
    if (state !== "open") return;
    state = "gone";
    try {
      await held(file, () => Deno.remove(temporary));
    } catch (error) {
      throw fault("remove", temporary, error);
    }
  }

  function needOpen(verb: string): void {
    if (state === "open") return;
    throw new TypeError(`Cannot ${verb} "${path}": it was already ${state === "gone" ? "given up" : "committed"}`);
  }

  return {
    async write(chunk) {
      needOpen("write");
      try {
        for (let done = 0; done < chunk.length;) done += await file.write(chunk.subarray(done));
      } catch (error) {
        throw fault("write", path, error);
      }
    },
    async commit(folders) {
      needOpen("commit");
      try {
        await file.sync();
        state = "committed";
        await held(file, () => Deno.rename(temporary, path));
        if (folders) folders.add(split(path).folder);
        else await syncFolder(split(path).folder);
      } catch (error) {
        // The error that matters is the first; a file left over is harmless.
        if (state === "committed") await Deno.remove(temporary).catch(() => undefined);
        else await discard().catch(() => undefined);
        throw fault("write", path, error);
      }
    },
    abort: discard,
  };
}

/** Does what ends a temporary file, and closes it: while it has its name it stays locked, so that nobody takes it for left over. */
async function held(file: Deno.FsFile, work: () => Promise<void>): Promise<void> {
  if (WINDOWS) file.close();
  try {
    await work();
  } finally {
    if (!WINDOWS) file.close();
  }
}

async function openTemporary(path: string, mode: number): Promise<{ temporary: string; file: Deno.FsFile }> {
  const { folder, name } = split(path);
  if (name === "") throw new TypeError(`Cannot create "${path}": it names a folder, a file name was expected`);
  for (let number = 1;; number++) {
    const temporary = `${folder}${name.slice(0, 60).toWellFormed()}.threadloom.tmp-${number}`;
    try {
      const file = await claim(temporary, mode) ??
        (removeLeftOver(temporary) ? await claim(temporary, mode) : undefined);
      if (file) return { temporary, file };
    } catch (error) {
      throw fault("create", path, error);
    }
  }
}

/** Makes a file and locks it. Undefined: one is there, or somebody took the new one for left over before it was locked. */
async function claim(temporary: string, mode: number): Promise<Deno.FsFile | undefined> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(temporary, { write: true, createNew: true, mode });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return undefined;
    throw error;
  }
  // Where the file system knows no locks nothing is ever taken for left over either.
  if (lock(file) !== false && isNamed(temporary, file) !== false) return file;
  file.close();
  return undefined;
}

/** Removes what a killed process left: a plain file that nobody has locked. False: it is somebody's, or nobody can tell. */
function removeLeftOver(temporary: string): boolean {
  let file: Deno.FsFile | undefined;
  try {
    if (!Deno.lstatSync(temporary).isFile) return false;
    file = Deno.openSync(temporary, { read: true, write: true });
    if (lock(file) !== true || isNamed(temporary, file) !== true) return false;
    Deno.removeSync(temporary);
    return true;
  } catch {
    // Gone meanwhile, or not ours to touch: the next number is taken.
    return false;
  } finally {
    file?.close();
  }
}

/** Whether the lock was there to be had; undefined where the file system knows none. */
function lock(file: Deno.FsFile): boolean | undefined {
  try {
    return file.tryLockSync(true);
  } catch {
    return undefined;
  }
}

/** Whether a name still leads to a file that was opened by it; undefined where the system numbers no files. */
function isNamed(name: string, file: Deno.FsFile): boolean | undefined {
  const opened = file.statSync();
  if (opened.ino === null) return undefined;
  try {
    const there = Deno.lstatSync(name);
    return there.ino === opened.ino && there.dev === opened.dev;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** The folder with its separator (empty: the current one) and the name in it. */
function split(path: string): { folder: string; name: string } {
  const end = Math.max(path.lastIndexOf("/"), WINDOWS ? path.lastIndexOf("\\") : -1) + 1;
  return { folder: path.slice(0, end), name: path.slice(end) };
}

/** Makes new names in a folder durable. Windows has no such call, and file systems that refuse it (EINVAL) need none. */
export async function syncFolder(folder: string): Promise<void> {
  if (WINDOWS) return;
  using file = await Deno.open(folder || ".", { read: true });
  try {
    await file.sync();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code !== "EINVAL" && code !== "ENOTSUP") throw error;
  }
}
