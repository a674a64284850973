/**
 * What the file sinks of this plugin share: text that grows, put in place as a whole.
 *
 * @module
 */
import { dirname } from "node:path";
import type { Context } from "../../../core/context.ts";
import { createHashed, type HashedFile, identify } from "../../../core/hashed_file.ts";
import { wellFormed } from "../../../core/json_line.ts";
import type { Permissions } from "../../../core/plugin.ts";
import { placePermissions } from "../../../core/remote_path.ts";
import type { FileIdentity } from "../../../core/sink.ts";

/** Bytes gathered before they are written. */
const GATHERED = 512 * 1024;
/** Most bytes that a UTF-16 unit takes in UTF-8. */
const PER_UNIT = 3;

/** A file of text being written. */
export class TextFile {
  readonly #context: Context;
  readonly #path: string;
  readonly #encoder = new TextEncoder();
  #file: HashedFile | undefined;
  /** One piece of memory for all that is written: a new one each time would stay with the process. */
  #gathered = new Uint8Array(0);
  #used = 0;
  /** Bytes handed to the file so far. */
  bytes = 0;

  constructor(context: Context, path: string) {
    this.#context = context;
    this.#path = path;
  }

  /** The file as it is now. */
  async present(): Promise<FileIdentity[]> {
    const there = await identify(this.#context.files, this.#path);
    return there ? [there] : [];
  }

  /** Adds JSON, in pieces that end at no escape. */
  async write(text: string): Promise<void> {
    const whole = wellFormed(text);
    const most = whole.length * PER_UNIT;
    if (most > GATHERED) return await this.append(this.#encoder.encode(whole));
    if (this.#used + most > GATHERED) await this.#flush();
    this.#used += this.#encoder.encodeInto(whole, this.#room()).written;
  }

  /** Adds text that is UTF-8 already, and well formed; the bytes are needed no longer then. */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#used + bytes.length > GATHERED) await this.#flush();
    if (bytes.length > GATHERED) return await this.#put(bytes);
    this.#room().set(bytes);
    this.#used += bytes.length;
  }

  async commit(): Promise<{ files: FileIdentity[]; changed: boolean }> {
    await this.#flush();
    const { file, changed } = await (await this.#open()).commit();
    return { files: [file], changed };
  }

  async abort(): Promise<void> {
    await this.#file?.abort();
  }

  #room(): Uint8Array {
    if (this.#gathered.length === 0) this.#gathered = new Uint8Array(GATHERED);
    return this.#gathered.subarray(this.#used);
  }

  async #flush(): Promise<void> {
    const chunk = this.#gathered.subarray(0, this.#used);
    if (chunk.length > 0) await this.#put(chunk);
    this.#used = 0;
  }

  async #put(chunk: Uint8Array): Promise<void> {
    this.#context.signal.throwIfAborted();
    await (await this.#open()).write(chunk);
    this.bytes += chunk.length;
  }

  async #open(): Promise<HashedFile> {
    return this.#file ??= await createHashed(this.#context.files, this.#path, dirname(this.#path));
  }
}

/** Permissions of a sink that writes these files. */
export function writing(...paths: string[]): Permissions {
  return placePermissions(...paths.map((path) => dirname(path)));
}

/**
 * JSON as Python's `json.dumps(value, indent=2, ensure_ascii=False)` writes it: the two agree on everything that blocks
 * are made of.
 */
export function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
