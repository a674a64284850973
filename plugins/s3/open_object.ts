/**
 * Reading an object at any place.
 *
 * @module
 */
import type { Files, RandomAccessFile } from "../../core/host.ts";
import type { Bucket } from "./bucket.ts";

/** What a request fetches; an object up to that is kept in memory. */
const PIECE = 8 * 1024 * 1024;

/**
 * Opens an object: it is copied, a piece ahead of what is being written, into memory or beyond 8 MiB into a scratch file.
 * Who reads files leaps about in them and reads at once; each leap would be a request. An object that changes while it
 * is copied is an error: what was read before would not fit what comes after.
 *
 * @throws {Error} when there is none
 */
export async function openObject(
  bucket: Bucket,
  key: string,
  path: string,
  scratch: Files["scratch"],
): Promise<RandomAccessFile> {
  const facts = await bucket.head(key);
  if (facts === undefined) throw new Error(`Cannot open "${path}": there is no such object`);
  const { size, etag } = facts;

  async function fetchAt(start: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.min(size, start + PIECE);
    if (end <= start) return new Uint8Array(0);
    const found = await bucket.get(key, { range: [start, end], etag });
    if (found === undefined || found === "changed") {
      throw new Error(`Cannot read "${path}": it was ${found ?? "removed"} meanwhile, run it again`);
    }
    if (found.bytes.length === end - start) return found.bytes;
    throw new Error(`Cannot read "${path}": ${found.bytes.length} bytes came, expected ${end - start}`);
  }

  if (size <= PIECE) return inMemory(path, await fetchAt(0));
  const file = await scratch();
  try {
    let next = fetchAt(0);
    for (let at = 0; at < size; at += PIECE) {
      const piece = await next;
      next = fetchAt(at + PIECE);
      // Where writing fails nobody waits for it any more.
      next.catch(() => undefined);
      await file.append(piece);
    }
  } catch (error) {
    file.close();
    throw error;
  }
  return {
    path,
    size,
    read: (into, at) => file.read(into, at),
    readSync: (into, at) => file.readSync(into, at),
    close: () => file.close(),
  };
}

function inMemory(path: string, bytes: Uint8Array): RandomAccessFile {
  const readSync = (into: Uint8Array, at: number): number => {
    const part = bytes.subarray(at, at + into.length);
    into.set(part);
    return part.length;
  };
  return {
    path,
    size: bytes.length,
    read: (into, at) => Promise.resolve(readSync(into, at)),
    readSync,
    close: () => undefined,
  };
}
