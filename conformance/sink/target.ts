/**
 * A file sink and its files.
 *
 * @module
 */
import assert from "node:assert/strict";
import { hash } from "node:crypto";
import type { Context } from "../../core/context.ts";
import type { FileIdentity, FileSink, OpenFileSink } from "../../core/sink.ts";
import type { Bench } from "../bench.ts";
import { madeOf } from "../declaration.ts";
import { samplesFor } from "../samples.ts";
import type { SinkOptions } from "./options.ts";

/** What a commit says. */
export type Committed = Awaited<ReturnType<OpenFileSink<unknown>["commit"]>>;

/** Where a file sink writes. */
export class Target<T> {
  readonly sink: FileSink<T>;

  private constructor(readonly options: SinkOptions<T>, readonly bench: Bench, readonly folder: string) {
    this.sink = options.make(folder);
  }

  /** A new folder with its sink. */
  static async of<T>(options: SinkOptions<T>, bench: Bench): Promise<Target<T>> {
    return new Target(options, bench, await bench.folder());
  }

  /** The records to check with. */
  records(): T[] {
    return this.options.records ?? samplesFor(madeOf(this.sink).declaration) as T[];
  }

  /** Opens it for a run. */
  async open(context: Context = this.bench.context()): Promise<OpenFileSink<T>> {
    return await this.sink.open(context);
  }

  /** A whole run. */
  async commit(batches: T[][], context?: Context): Promise<Committed> {
    const opened = await this.open(context);
    for (const batch of batches) await opened.write(batch);
    const committed = await opened.commit();
    const { files, changed } = committed;
    assert.ok(
      Array.isArray(files) && typeof changed === "boolean",
      "commit() gives no files, or not whether they changed",
    );
    return committed;
  }

  /** What a new run finds there. */
  async present(): Promise<FileIdentity[]> {
    const opened = await this.open();
    const present = sorted(await opened.present());
    await opened.abort();
    return present;
  }

  /** Size and hash of a file, as the disk says; undefined where there is none. */
  async onDisk(path: string): Promise<FileIdentity | undefined> {
    if (this.options.inMemory) return (await this.present()).find((file) => file.path === path);
    try {
      const bytes = await Deno.readFile(path);
      return { path, size: bytes.length, sha256: hash("sha256", bytes, "hex") };
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /** Size, hash and name in the folder: equal for equal files in another folder. */
  relative(files: FileIdentity[]): FileIdentity[] {
    return sorted(files).map(({ path, ...rest }) => ({ path: path.replace(this.folder, ""), ...rest }));
  }
}

/** By path. */
export function sorted(files: FileIdentity[]): FileIdentity[] {
  return files.toSorted((a, b) => a.path < b.path ? -1 : 1).map(({ path, size, sha256 }) => ({ path, size, sha256 }));
}
