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

/** Text gathered before it is written, in UTF-16 units or bytes. */
const GATHERED = 512 * 1024;

/** A file of text being written. */
export class TextFile {
  readonly #context: Context;
  readonly #path: string;
  readonly #encoder = new TextEncoder();
  #file: HashedFile | undefined;
  #gathered = "";
  /** What stands before that text. */
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
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

  async write(text: string): Promise<void> {
    this.#gathered += text;
    await this.#flushMuch();
  }

  /** Adds text that is UTF-8 already, and well formed. */
  async append(bytes: Uint8Array): Promise<void> {
    this.#endText();
    this.#add(bytes);
    await this.#flushMuch();
  }

  /** Writes what waits: bytes that were appended are needed no longer. */
  async settle(): Promise<void> {
    await this.#flush();
  }

  async commit(): Promise<{ files: FileIdentity[]; changed: boolean }> {
    const { file, changed } = await (await this.#flush()).commit();
    return { files: [file], changed };
  }

  async abort(): Promise<void> {
    await this.#file?.abort();
  }

  async #flushMuch(): Promise<void> {
    if (this.#gathered.length + this.#waitingBytes < GATHERED) return;
    this.#context.signal.throwIfAborted();
    await this.#flush();
  }

  async #flush(): Promise<HashedFile> {
    this.#file ??= await createHashed(this.#context.files, this.#path, dirname(this.#path));
    this.#endText();
    const chunk = this.#waiting.length === 1 ? this.#waiting[0] : concat(this.#waiting, this.#waitingBytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
    this.bytes += chunk.length;
    if (chunk.length > 0) await this.#file.write(chunk);
    return this.#file;
  }

  /** Makes bytes of the text so far. */
  #endText(): void {
    if (this.#gathered === "") return;
    this.#add(this.#encoder.encode(wellFormed(this.#gathered)));
    this.#gathered = "";
  }

  #add(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
  }
}

function concat(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
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
