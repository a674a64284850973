/**
 * One run: every text is embedded once, whatever records it stands in, and kept.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import type { Chunk } from "../../core/embedding/chunks.ts";
import { cachePath, SharedCache } from "./cache/shared_cache.ts";
import type { Kept } from "./cache/vector_cache.ts";
import type { Embedder, Engine } from "./engine.ts";
import { Memo, type Vector } from "./memo.ts";
import { EmbeddingError } from "./openai/errors.ts";
import { cacheKey } from "./unpaid.ts";

/** A text, cut, with the vectors of its chunks. */
export interface Embedded {
  chunks: readonly Chunk[];
  vectors: readonly Vector[];
}

/** What a run knows: what is on its way, and the cache. */
export class EmbedRun {
  readonly #engine: Engine;
  readonly #name: string;
  readonly #context: Context;
  readonly #embedder: Embedder;
  readonly #cache: SharedCache;
  readonly #memo = new Memo();
  #width: number | undefined;

  private constructor(engine: Engine, name: string, context: Context, embedder: Embedder, cache: SharedCache) {
    this.#engine = engine;
    this.#name = name;
    this.#context = context;
    this.#embedder = embedder;
    this.#cache = cache;
  }

  /** Starts the engine. */
  static async start(
    engine: Engine,
    { name, cache }: { name: string; cache?: string | false },
    context: Context,
  ): Promise<EmbedRun> {
    const path = engine.worthKeeping ? await cachePath(cache, context) : undefined;
    return new EmbedRun(engine, name, context, await engine.start(context), new SharedCache(path, context));
  }

  /**
   * Embeds texts; what could not be embedded is an error in its place, and the others are kept all the same.
   *
   * @param texts each with the conversations that need it (hashes of their ids)
   */
  async embed(texts: ReadonlyMap<string, ReadonlySet<string>>): Promise<Map<string, Embedded | { error: unknown }>> {
    return await this.#cache.during(async () => {
      const cut = [...texts].map(([text, owners]) => {
        const chunks = this.#embedder.cut(text);
        return { text, owners, chunks, keys: chunks.map((chunk) => cacheKey(this.#engine, chunk.text)) };
      });
      const wanted = new Map<string, { chunk: Chunk; owners: Set<string> }>();
      for (const { chunks, keys, owners } of cut) {
        for (const [i, chunk] of chunks.entries()) {
          const key = keys[i];
          const one = wanted.get(key) ?? { chunk, owners: new Set() };
          for (const owner of owners) one.owners.add(owner);
          wanted.set(key, one);
        }
      }
      const vectors = await this.#vectors(wanted);
      return new Map(cut.map(({ text, chunks, keys }): [string, Embedded | { error: unknown }] => {
        const settled = keys.map((key) => vectors.get(key)!);
        const failed = settled.find((one) => one.status === "rejected");
        if (failed) return [text, { error: failed.reason }];
        const made = settled.map((one) => one.status === "fulfilled" ? one.value : undefined);
        const error = this.#otherWidth(made);
        return [text, error ? { error } : { chunks, vectors: made }];
      }));
    });
  }

  /** A server may serve another model under the same name: its vectors cannot be compared with those that are kept. */
  #otherWidth(vectors: readonly Vector[]): EmbeddingError | undefined {
    for (const vector of vectors) {
      this.#width ??= vector?.length;
      if (vector === undefined || vector.length === this.#width) continue;
      return new EmbeddingError(
        `Cannot mix vectors of ${this.#width} and ${vector.length} numbers: the model behind "${this.#engine.label}" has ` +
          "changed; give it another name, or say dimensions, and another cache",
        "final",
      );
    }
    return undefined;
  }

  async #vectors(
    wanted: ReadonlyMap<string, { chunk: Chunk; owners: ReadonlySet<string> }>,
  ): Promise<Map<string, PromiseSettledResult<Vector>>> {
    const keys = [...wanted.keys()];
    const found = new Map<string, Promise<Vector>>();
    const take = (key: string): boolean => {
      const known = found.get(key) ?? this.#memo.get(key);
      if (known) found.set(key, known);
      return known !== undefined;
    };
    const kept = await this.#cache.get(keys.filter((key) => !take(key)));
    for (const [key, vector] of kept) found.set(key, this.#remember(key, Promise.resolve(vector)));
    if (kept.size > 0) this.#context.count(`${this.#name}.cached`, kept.size);
    // Asked of the memo again: another batch may have sent it meanwhile.
    const missing = keys.filter((key) => !take(key));
    const send = this.#send(missing, wanted);
    for (const [i, key] of missing.entries()) found.set(key, send.promises[i]);
    const settled = await Promise.allSettled(keys.map((key) => found.get(key)!));
    await send.written();
    const sent = new Set(missing);
    await this.#cache.use(
      keys.filter((key) => !sent.has(key)).flatMap((key) =>
        [...wanted.get(key)!.owners].map((owner) => [owner, key] as const)
      ),
    );
    return new Map(keys.map((key, i) => [key, settled[i]]));
  }

  /** Has chunks embedded, and keeps every vector as soon as it is there. */
  #send(
    missing: readonly string[],
    wanted: ReadonlyMap<string, { chunk: Chunk; owners: ReadonlySet<string> }>,
  ): { promises: Promise<Vector>[]; written(): Promise<void> } {
    const writes: Promise<void>[] = [];
    const ready: Kept[] = [];
    const flush = () => {
      const write = this.#cache.put(ready.splice(0));
      write.catch(() => undefined);
      writes.push(write);
    };
    const promises = this.#embedder.embed(missing.map((key) => wanted.get(key)!.chunk));
    for (const [i, key] of missing.entries()) {
      this.#remember(key, promises[i]).then((vector) => {
        if (vector === undefined) return;
        ready.push({ key, vector, owners: wanted.get(key)!.owners });
        // All vectors of an answer settle in a row: one transaction for them.
        if (ready.length === 1) queueMicrotask(() => queueMicrotask(flush));
      }, () => undefined);
    }
    return {
      promises,
      async written() {
        flush();
        await Promise.all(writes);
      },
    };
  }

  #remember(key: string, vector: Promise<Vector>): Promise<Vector> {
    return this.#memo.set(key, vector, (error) => !(error instanceof EmbeddingError) || error.kind === "busy");
  }
}
