/**
 * The folders of a tree: what of it is ours, what is left over, and the manifest that names all of it.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { createHashed, identify } from "../../core/hashed_file.ts";
import type { FileIdentity } from "../../core/sink.ts";
import type { Shape } from "./shape.ts";

/** Where manifests lie: readers of tables pass over names that begin like this. */
const MANIFESTS = "_manifest";
const FORMAT = 1;
/** Folders of a tree lie no deeper. */
const DEEPEST = 7;
/** What a process that was killed leaves of a file of ours. */
const LEFT_OVER = /^(.+\.parquet)\.threadloom\.tmp-\d+$/;

/** A file as the manifest names it. */
export interface Named {
  /** Relative to the tree, with slashes. */
  path: string;
  rows: number;
  bytes: number;
  sha256: string;
}

/** A file of ours that was found. */
export interface Found {
  path: string;
  /** The folder of its partition. */
  partition: string;
}

/** The part of a tree that a shape describes. */
export class Tree<T> {
  constructor(
    readonly path: string,
    readonly shape: Shape<T>,
    readonly context: Pick<Context, "files" | "log">,
  ) {}

  /** Path of the manifest. */
  get manifest(): string {
    return `${MANIFESTS}/${this.shape.name}.json`;
  }

  full(path: string): string {
    return `${this.path.replace(/[/\\]+$/, "")}/${path}`;
  }

  /** Files of ours, whatever the manifest says; sorted. What a kill left of files is removed with `clean`. */
  async found(clean = false): Promise<Found[]> {
    const found: Found[] = [];
    const { files } = this.context;
    const open = [...this.shape.roots];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
      for (const { name, kind } of await files.list(this.full(folder))) {
        const path = `${folder}/${name}`;
        if (kind === "folder" && path.split("/").length <= DEEPEST) open.push(path);
        if (kind !== "file") continue;
        const partition = this.partitionOf(path);
        if (partition !== undefined) found.push({ path, partition });
        else if (clean) await this.#removeLeftOver(folder, name);
      }
    }
    return found.sort((a, b) => a.path < b.path ? -1 : 1);
  }

  /** The partition a file belongs to; undefined for what is none of ours. */
  partitionOf(path: string): string | undefined {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const tables = this.shape.tables(path.slice(0, at));
      if (tables) return tables.some(({ file }) => file === path.slice(at + 1)) ? path.slice(0, at) : undefined;
    }
    return undefined;
  }

  /** Files of ours as they are now, and the manifest. */
  async present(): Promise<FileIdentity[]> {
    const { files } = this.context;
    const present: FileIdentity[] = [];
    for (const { path, partition } of await this.found()) {
      const there = await identify(files, this.full(path));
      if (there) present.push({ ...there, partition });
    }
    const manifest = await identify(files, this.full(this.manifest));
    return manifest ? [...present, manifest] : present;
  }

  /** Removes a file, and the folders that are empty without it. */
  async remove(path: string): Promise<void> {
    const { files } = this.context;
    await files.remove(this.full(path));
    await this.removeEmpty(path);
  }

  /** Removes the folders above a path that hold nothing; those of a store that knows no folders are gone by themselves. */
  async removeEmpty(path: string): Promise<void> {
    const { files } = this.context;
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = this.full(path.slice(0, at));
      if ((await files.lstat(folder))?.kind !== "folder") continue;
      if ((await files.list(folder)).length > 0) return;
      await files.remove(folder);
    }
  }

  /** What the manifest of the last run names; empty where there is none, or none that can be read. */
  async named(): Promise<Named[]> {
    const bytes = await this.context.files.read(this.full(this.manifest));
    if (bytes === undefined) return [];
    try {
      const { format, files } = JSON.parse(new TextDecoder().decode(bytes)) ?? {};
      return format === FORMAT && Array.isArray(files) ? files.filter((one) => this.#isNamed(one)) : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  }

  /** Writes the manifest, unless it says the same already. */
  async write(named: readonly Named[]): Promise<{ file: FileIdentity; changed: boolean }> {
    const sorted = [...named].sort((a, b) => a.path < b.path ? -1 : 1);
    const text = `${JSON.stringify({ format: FORMAT, files: sorted }, undefined, 1)}\n`;
    const file = await createHashed(this.context.files, this.full(this.manifest), this.full(MANIFESTS));
    await file.write(new TextEncoder().encode(text));
    return await file.commit();
  }

  /** Anybody may have changed the file: only paths of our own form count. */
  #isNamed(one: unknown): one is Named {
    const { path, rows, bytes, sha256 } = Object(one) as Partial<Named>;
    return typeof path === "string" && this.partitionOf(path) !== undefined && typeof rows === "number" &&
      typeof bytes === "number" && typeof sha256 === "string";
  }

  /** Whoever writes a file anew clears away what nobody holds any more; so a file is begun, and given up. */
  async #removeLeftOver(folder: string, name: string): Promise<void> {
    const [, file] = LEFT_OVER.exec(name) ?? [];
    if (file === undefined || this.partitionOf(`${folder}/${file}`) === undefined) return;
    const writer = await this.context.files.create(this.full(`${folder}/${file}`));
    await writer.abort();
    await this.removeEmpty(`${folder}/${file}`);
  }
}
