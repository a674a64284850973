/**
 * Vectors of a run in memory: what is on its way or was just made is not asked for again.
 *
 * @module
 */

/** Bytes of vectors that are remembered, about. */
const MOST_BYTES = 64 << 20;

/** What a chunk becomes; undefined where it has no vector. */
export type Vector = Float32Array | undefined;

/** Promises by key; the oldest go when there are too many, those on their way never. */
export class Memo {
  readonly #known = new Map<string, { vector: Promise<Vector>; bytes: number }>();
  #bytes = 0;

  /** What is known, or on its way. */
  get(key: string): Promise<Vector> | undefined {
    return this.#known.get(key)?.vector;
  }

  /** Remembers a promise. What was given up for a reason that may pass is forgotten (`again` says so). */
  set(key: string, vector: Promise<Vector>, again: (error: unknown) => boolean): Promise<Vector> {
    const entry = { vector, bytes: 0 };
    this.#known.set(key, entry);
    vector.then((made) => {
      entry.bytes = 200 + (made?.byteLength ?? 0);
      this.#bytes += entry.bytes;
      this.#trim();
    }, (error) => {
      if (again(error)) this.#known.delete(key);
    });
    return vector;
  }

  #trim(): void {
    if (this.#bytes <= MOST_BYTES) return;
    for (const [key, { bytes }] of this.#known) {
      if (bytes === 0) continue;
      this.#known.delete(key);
      this.#bytes -= bytes;
      if (this.#bytes <= MOST_BYTES * 0.9) return;
    }
  }
}
