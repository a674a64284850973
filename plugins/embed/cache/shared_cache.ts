/**
 * The cache as a run uses it: open while it is needed, and no reason to fail.
 *
 * @module
 */
import type { Context } from "../../../core/context.ts";
import { CannotRunError, describe } from "../../../core/errors.ts";
import { type Kept, VectorCache } from "./vector_cache.ts";

/** Where a pipeline's cache is: as said, else in its state folder where it keeps one. */
export async function cachePath(
  said: string | false | undefined,
  { files, stateFolder }: Pick<Context, "files" | "stateFolder">,
): Promise<string | undefined> {
  if (said !== undefined) return said || undefined;
  if (stateFolder === undefined || (await files.stat(stateFolder))?.kind !== "folder") return undefined;
  return `${stateFolder}/embeddings.db`;
}

/** A cache that several calls use at a time; without a path it holds nothing. */
export class SharedCache {
  readonly #path: string | undefined;
  readonly #context: Context;
  #users = 0;
  #opening: Promise<VectorCache> | undefined;
  /** True once it could not be written: vectors are then kept by the store alone. */
  #failed = false;

  constructor(path: string | undefined, context: Context) {
    this.#path = path;
    this.#context = context;
  }

  /** Opens it for the time of `work`. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#users++;
    try {
      if (this.#path !== undefined) await (this.#opening ??= VectorCache.open(this.#context, this.#path));
      return await work();
    } finally {
      if (--this.#users === 0) {
        const opening = this.#opening;
        this.#opening = undefined;
        (await opening?.catch(() => undefined))?.close();
      }
    }
  }

  /** What it holds under these keys. */
  async get(keys: readonly string[]): Promise<Map<string, Float32Array>> {
    return (await this.#opening)?.get(keys) ?? new Map();
  }

  /** Keeps vectors. */
  async put(kept: readonly Kept[]): Promise<void> {
    if (kept.length > 0) await this.#write((cache) => cache.put(kept));
  }

  /** Notes who needed what is there. */
  async use(uses: readonly (readonly [owner: string, key: string])[]): Promise<void> {
    if (uses.length > 0) await this.#write((cache) => cache.use(uses));
  }

  /** What is paid for goes to the store, whatever becomes of the cache. */
  async #write(work: (cache: VectorCache) => void): Promise<void> {
    const cache = await this.#opening;
    if (!cache || this.#failed) return;
    try {
      work(cache);
    } catch (error) {
      if (error instanceof CannotRunError) throw error;
      this.#failed = true;
      this.#context.log.warn(`Cannot write the cache of embeddings "${this.#path}": ${describe(error)}`);
    }
  }
}
