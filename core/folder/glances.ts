/**
 * Looking at files without reading them: size and time of change, as they were when a hash was taken.
 *
 * These lie in the pipeline's state folder and not in the store's: they differ on every machine. Losing them
 * costs one reading of each file.
 *
 * @module
 */
import { hash } from "node:crypto";
import type { Context } from "../context.ts";
import type { FileStat } from "../host.ts";

/** Milliseconds: a file changed so shortly before its look was taken could change again and keep its time. */
const TOO_FRESH = 2_000;

/** A file's hash, and how the file looked then. */
type Look = [sha256: string, size: number, modifiedAt: number];

/** Hashes of files that did not change since they were hashed. */
export class Glances {
  #known = new Map<string, Look>();
  #changed = false;
  readonly #context: Context;
  readonly #path: string | undefined;

  /** `path`: a file in the state folder; absent where no state is kept. */
  constructor(context: Context, path: string | undefined) {
    this.#context = context;
    this.#path = path;
  }

  /** Reads what an earlier run saved. Anything unexpected in it counts as nothing known. */
  async load(): Promise<void> {
    const bytes = this.#path && await this.#context.files.read(this.#path);
    if (!bytes) return;
    for (const row of rowsOf(new TextDecoder().decode(bytes))) {
      if (!Array.isArray(row)) continue;
      const [name, sha256, size, modifiedAt]: unknown[] = row;
      if (typeof name !== "string" || typeof sha256 !== "string") continue;
      if (typeof size === "number" && typeof modifiedAt === "number") this.#known.set(name, [sha256, size, modifiedAt]);
    }
  }

  /** The hash of a file that looks as it did when it was hashed. */
  known(name: string, stat: FileStat): string | undefined {
    const look = this.#known.get(name);
    return look && look[1] === stat.size && look[2] === stat.modifiedAt ? look[0] : undefined;
  }

  /** Remembers the hash of bytes just read or written. */
  learn(name: string, sha256: string, stat: FileStat | undefined): void {
    if (stat?.kind !== "file" || stat.modifiedAt === undefined) return this.forget(name);
    this.#known.set(name, [sha256, stat.size, stat.modifiedAt]);
    this.#changed = true;
  }

  /** Forgets a file. */
  forget(name: string): void {
    if (this.#known.delete(name)) this.#changed = true;
  }

  /** Saves what is known, but for files that changed a moment ago. */
  async save(): Promise<void> {
    const { stateFolder, files, clock } = this.#context;
    if (!this.#changed || !this.#path || !stateFolder) return;
    const now = clock.now();
    const rows: string[] = [];
    for (const [name, look] of this.#known) {
      if (Math.abs(now - look[2]) > TOO_FRESH) rows.push(JSON.stringify([name, ...look]));
    }
    await files.makeFolder(stateFolder, true);
    await files.write(this.#path, `[${rows.join(",\n")}]\n`, true);
    this.#changed = false;
  }
}

/** SHA-256 of bytes, 64 hexadecimal digits. */
export function sha256Of(bytes: Uint8Array): string {
  return hash("sha256", bytes, "hex");
}

function rowsOf(text: string): unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
