/**
 * Files and folders through Deno.
 *
 * @module
 */
import { each } from "../core/folder/each.ts";
import type { Files, FileStat } from "../core/host.ts";
import { freeSpace } from "./free_space.ts";
import { fault, isAbsent } from "./fault.ts";
import { openRandomAccess, openScratch } from "./random_access.ts";
import { createWriter, syncFolder } from "./writer.ts";

/** Files through Deno; scratch files are made in `scratchFolder`, where one is given. */
export function denoFiles(scratchFolder?: string): Files {
  const files: Files = {
    stat: (path) => look(path, Deno.stat),
    lstat: (path) => look(path, Deno.lstat),
    list,
    open: openRandomAccess,

    async read(path) {
      try {
        return await Deno.readFile(path);
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw fault("read", path, error);
      }
    },

    async makeFolder(path, secret) {
      try {
        await Deno.mkdir(path, { recursive: true, mode: secret ? 0o700 : 0o777 });
      } catch (error) {
        throw fault("make folder", path, error);
      }
    },

    create: createWriter,

    async write(path, data, secret) {
      const writer = await createWriter(path, secret);
      try {
        await writer.write(typeof data === "string" ? new TextEncoder().encode(data) : data);
        await writer.commit();
      } catch (error) {
        // What went wrong first is what people need to know; a file left over is harmless.
        await writer.abort().catch(() => undefined);
        throw error;
      }
    },

    async rename(from, to) {
      try {
        await Deno.rename(from, to);
      } catch (error) {
        throw fault("rename", from, error);
      }
    },

    async sync(folders) {
      await each([...new Set(folders)], async (folder) => {
        try {
          await syncFolder(folder);
        } catch (error) {
          throw fault("write", folder || ".", error);
        }
      });
    },

    async link(from, to) {
      try {
        await Deno.link(from, to);
        return true;
      } catch (error) {
        if (isAbsent(error) || error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotCapable) {
          throw fault("link", from, error);
        }
        return false;
      }
    },

    async remove(path) {
      try {
        await Deno.remove(path);
        return true;
      } catch (error) {
        if (isAbsent(error)) return false;
        throw fault("remove", path, error);
      }
    },

    free: freeSpace,

    scratch: (folder) => openScratch(scratchFolder ?? folder),
  };
  return files;
}

async function look(path: string, stat: (path: string) => Promise<Deno.FileInfo>): Promise<FileStat | undefined> {
  try {
    const info = await stat(path);
    return { kind: kindOf(info), size: info.size, modifiedAt: info.mtime?.getTime() };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw fault("look at", path, error);
  }
}

async function list(path: string): Promise<{ name: string; kind: FileStat["kind"] }[]> {
  const found: { name: string; kind: FileStat["kind"] }[] = [];
  try {
    for await (const entry of Deno.readDir(path)) found.push({ name: entry.name, kind: kindOf(entry) });
  } catch (error) {
    if (isAbsent(error)) return [];
    throw fault("list", path, error);
  }
  return found.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

function kindOf(info: { isFile: boolean; isDirectory: boolean; isSymlink: boolean }): FileStat["kind"] {
  if (info.isSymlink) return "link";
  return info.isFile ? "file" : info.isDirectory ? "folder" : "other";
}
