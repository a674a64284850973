/**
 * Writing an object: it appears whole, or not at all.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Files, FileWriter, RandomAccessFile } from "../../core/host.ts";
import type { Bucket, Part } from "./bucket.ts";

/** Name under which an object's SHA-256 is stored with it. */
export const SHA256 = "threadloom-sha256";

const MiB = 1024 * 1024;
/** Up to so many bytes an object is kept in memory and written by one request. */
const SMALL = 8 * MiB;
/** The least bytes of a part. */
const PART = 8 * MiB;
/** Most parts that S3 takes. */
const MOST_PARTS = 10_000;
/** Parts on their way at once. */
const AT_ONCE = 2;

/** What was written so far when it no longer fits into memory. */
type Scratch = RandomAccessFile & { append(chunk: Uint8Array): Promise<void> };

/**
 * Gathers what is written, in memory and beyond 8 MiB in a scratch file, and sends it at `commit`: only then its hash is
 * known, by which the object that is there may turn out to be the same.
 */
export class ObjectWriter implements FileWriter {
  readonly #bucket: Bucket;
  readonly #key: string;
  readonly #scratch: Files["scratch"];
  readonly #sha256 = createHash("sha256");
  #chunks: Uint8Array[] = [];
  #size = 0;
  #file: Scratch | undefined;
  #ended = false;

  constructor(bucket: Bucket, key: string, scratch: Files["scratch"]) {
    this.#bucket = bucket;
    this.#key = key;
    this.#scratch = scratch;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#needOpen("write");
    this.#sha256.update(chunk);
    this.#size += chunk.length;
    if (this.#file) return await this.#file.append(chunk);
    // The caller may use its memory again.
    this.#chunks.push(chunk.slice());
    if (this.#size <= SMALL) return;
    this.#file = await this.#scratch();
    for (const held of this.#chunks.splice(0)) await this.#file.append(held);
  }

  async commit(): Promise<void> {
    this.#needOpen("commit");
    this.#ended = true;
    const sha256 = this.#sha256.digest("hex");
    try {
      const there = await this.#bucket.head(this.#key);
      if (there?.size === this.#size && there.stored(SHA256) === sha256) return;
      if (this.#file) await this.#sendParts(this.#file, sha256);
      else await this.#bucket.put(this.#key, joined(this.#chunks, this.#size), { [SHA256]: sha256 });
    } finally {
      this.#free();
    }
  }

  abort(): Promise<void> {
    this.#ended = true;
    this.#free();
    return Promise.resolve();
  }

  async #sendParts(file: Scratch, sha256: string): Promise<void> {
    const { upload, attempts } = await this.#bucket.begin(this.#key, { [SHA256]: sha256 });
    try {
      // The answer to an earlier request was lost, and maybe the upload that it began.
      if (attempts > 1) await this.#abandonOthers(upload);
      const parts = await this.#parts(file, upload);
      if (await this.#bucket.complete(this.#key, upload, parts)) return;
      const there = await this.#bucket.head(this.#key);
      if (there?.size === this.#size && there.stored(SHA256) === sha256) return;
      throw new Error(
        `Cannot write "s3://${this.#bucket.name}/${this.#key}": the upload was ended by somebody else, run it again`,
      );
    } catch (error) {
      // What went wrong first is what people need to know.
      await this.#bucket.abandon(this.#key, upload).catch(() => undefined);
      throw error;
    }
  }

  async #abandonOthers(upload: string): Promise<void> {
    for (const other of await this.#bucket.uploads(this.#key)) {
      if (other !== upload) await this.#bucket.abandon(this.#key, other);
    }
  }

  async #parts(file: Scratch, upload: string): Promise<Part[]> {
    const length = Math.max(PART, Math.ceil(this.#size / MOST_PARTS / MiB) * MiB);
    const count = Math.ceil(this.#size / length);
    const parts: Part[] = [];
    let next = 0;
    let failed = false;
    const work = async (): Promise<void> => {
      while (next < count && !failed) {
        const number = next++;
        const start = number * length;
        const bytes = new Uint8Array(Math.min(length, this.#size - start));
        try {
          await file.read(bytes, start);
          parts[number] = await this.#bucket.part(this.#key, upload, number + 1, bytes);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    // All have ended before anything is given up: a part that came later would stay behind.
    const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    return parts;
  }

  #free(): void {
    this.#chunks = [];
    this.#file?.close();
    this.#file = undefined;
  }

  #needOpen(verb: string): void {
    if (!this.#ended) return;
    throw new TypeError(`Cannot ${verb} "s3://${this.#bucket.name}/${this.#key}": it was already ended`);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
