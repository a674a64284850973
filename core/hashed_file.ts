/**
 * The file under a file sink: hashed while it is written, and compared with what is there.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Files } from "./host.ts";
import type { FileIdentity } from "./sink.ts";

/** What is read at a time to hash a file. */
const READ_BYTES = 1024 * 1024;

/** A file whose bytes are counted and hashed on their way. */
export interface HashedFile {
  write(chunk: Uint8Array): Promise<void>;
  /** Puts it in place, unless the same bytes are there already. */
  commit(): Promise<{ file: FileIdentity; changed: boolean }>;
  abort(): Promise<void>;
}

/** Begins to write a file in `folder`, which is made when it is missing. */
export async function createHashed(files: Files, path: string, folder: string): Promise<HashedFile> {
  if (await files.stat(folder) === undefined) await files.makeFolder(folder);
  const writer = await files.create(path);
  const sha256 = createHash("sha256");
  let size = 0;
  return {
    async write(chunk) {
      sha256.update(chunk);
      size += chunk.length;
      await writer.write(chunk);
    },
    async commit() {
      const file = { path, size, sha256: sha256.digest("hex") };
      const there = await files.lstat(path);
      const same = there?.kind === "file" && there.size === size &&
        (await identify(files, path))?.sha256 === file.sha256;
      if (same) await writer.abort();
      else await writer.commit();
      return { file, changed: !same };
    },
    abort: () => writer.abort(),
  };
}

/** Size and hash of a file as it is now; undefined where there is none. */
export async function identify(files: Files, path: string): Promise<FileIdentity | undefined> {
  const kept = await files.identity?.(path);
  if (kept) return kept;
  const there = await files.stat(path);
  if (there?.kind !== "file") return undefined;
  const file = await files.open(path);
  try {
    const sha256 = createHash("sha256");
    const buffer = new Uint8Array(Math.min(READ_BYTES, Math.max(1, there.size)));
    let size = 0;
    for (;;) {
      const read = await file.read(buffer, size);
      if (read === 0) break;
      sha256.update(buffer.subarray(0, read));
      size += read;
    }
    return { path, size, sha256: sha256.digest("hex") };
  } finally {
    file.close();
  }
}
