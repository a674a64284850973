/**
 * Reading an object at any place.
 *
 * @module
 */
import type { RandomAccessFile } from "../../core/host.ts";
import type { Bucket } from "./bucket.ts";

/** What is fetched at least: a request takes longer than so many bytes. */
const WINDOW = 1024 * 1024;

/**
 * Opens an object. Reads that follow one another share requests. One that changes while it is read is an error: what
 * was read before would not fit what comes after.
 *
 * @throws {Error} when there is none
 */
export async function openObject(bucket: Bucket, key: string, path: string): Promise<RandomAccessFile> {
  const facts = await bucket.head(key);
  if (facts === undefined) throw new Error(`Cannot open "${path}": there is no such object`);
  const { size, etag } = facts;
  let window = { start: 0, bytes: new Uint8Array(0) };

  async function fetchAt(start: number, length: number): Promise<Uint8Array> {
    const end = Math.min(size, start + Math.max(length, WINDOW));
    const found = await bucket.get(key, { range: [start, end], etag });
    if (found === undefined || found === "changed") {
      throw new Error(`Cannot read "${path}": it was ${found ?? "removed"} meanwhile, run it again`);
    }
    // A service without ranges hands over all of it.
    const bytes = found.bytes.length > end - start ? found.bytes.slice(start, end) : found.bytes;
    if (bytes.length !== end - start) {
      throw new Error(`Cannot read "${path}": ${bytes.length} bytes came, expected ${end - start}`);
    }
    window = { start, bytes };
    return bytes;
  }

  return {
    path,
    size,
    async read(into, at) {
      const length = Math.max(0, Math.min(into.length, size - at));
      if (length === 0) return 0;
      const { start, bytes } = window;
      const inside = at >= start && at + length <= start + bytes.length;
      const from = inside ? bytes.subarray(at - start) : await fetchAt(at, length);
      into.set(from.subarray(0, length));
      return length;
    },
    readSync() {
      throw new TypeError(`Cannot read "${path}" at once: it lies in S3, copy it to a file first`);
    },
    close() {
      window = { start: 0, bytes: new Uint8Array(0) };
    },
  };
}
