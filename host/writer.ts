/**
 * Files that appear whole or not at all.
 *
 * @module
 */
import type { FileWriter } from "../core/host.ts";
import { fault } from "./fault.ts";

let made = 0;

/**
 * Opens `<name>.tmp-<process>-<number>` beside `path` (a long name is cut to fit). It takes the name of `path` at
 * `commit`; where a link stood, the file takes the link's place. After a kill such a file is left over: it is
 * harmless, nothing reads it, and it may be deleted when no process of that number runs.
 */
export async function createWriter(path: string, secret?: boolean): Promise<FileWriter> {
  const { temporary, file } = await openTemporary(path, secret ? 0o600 : 0o666);
  let state: "open" | "committed" | "gone" = "open";

  async function discard(): Promise<void> {
    if (state !== "open") return;
    state = "gone";
    file.close();
    try {
      await Deno.remove(temporary);
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
    async commit() {
      needOpen("commit");
      try {
        await file.sync();
        file.close();
        state = "committed";
        await Deno.rename(temporary, path);
        await syncFolder(split(path).folder);
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

async function openTemporary(path: string, mode: number): Promise<{ temporary: string; file: Deno.FsFile }> {
  const { folder, name } = split(path);
  if (name === "") throw new TypeError(`Cannot create "${path}": it names a folder, a file name was expected`);
  for (;;) {
    const temporary = `${folder}${name.slice(0, 60).toWellFormed()}.tmp-${Deno.pid}-${++made}`;
    try {
      return { temporary, file: await Deno.open(temporary, { write: true, createNew: true, mode }) };
    } catch (error) {
      // Left over by an earlier process of the same number.
      if (!(error instanceof Deno.errors.AlreadyExists)) throw fault("create", path, error);
    }
  }
}

/** The folder with its separator (empty: the current one) and the name in it. */
function split(path: string): { folder: string; name: string } {
  const windows = Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1;
  const end = Math.max(path.lastIndexOf("/"), windows) + 1;
  return { folder: path.slice(0, end), name: path.slice(end) };
}

/** Makes the new name itself durable. Windows has no such call, and file systems that refuse it (EINVAL) need none. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using file = await Deno.open(folder || ".", { read: true });
  try {
    await file.sync();
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code !== "EINVAL" && code !== "ENOTSUP") throw error;
  }
}
