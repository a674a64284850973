/**
 * How much room there is.
 *
 * @module
 */
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";

/** Bytes free where `path` lies, or its nearest folder that is there; undefined where the system does not say, or may not be asked. */
export async function freeSpace(path: string): Promise<number | undefined> {
  // Asked for without the right to, the system would have somebody at a terminal answer.
  const sys = { name: "sys", kind: "statfs" } as unknown as Deno.PermissionDescriptor;
  if (Deno.permissions.querySync(sys).state !== "granted") return undefined;
  for (let folder = path;; folder = dirname(folder)) {
    if (Deno.permissions.querySync({ name: "read", path: folder }).state !== "granted") return undefined;
    try {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    } catch (error) {
      const absent = (error as { code?: unknown }).code === "ENOENT";
      if (!absent || dirname(folder) === folder) return undefined;
    }
  }
}
