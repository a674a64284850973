/**
 * Static vectors of tokens, in the form of model2vec: a text's vector is the mean of those of its tokens.
 *
 * @module
 */
import type { Numbers } from "./safetensors.ts";

/** A matrix of vectors, one a row. */
export interface StaticMatrix {
  readonly rows: Exclude<Numbers, BigInt64Array>;
  /** Numbers of a row. */
  readonly width: number;
  /** How much a token weighs, by its id; absent: all the same. */
  readonly weights?: Numbers;
  /** Row of a token, by its id; absent: the id itself. */
  readonly mapping?: Numbers;
  /** Whether vectors are scaled to length 1. */
  readonly normalize: boolean;
}

/** Adds up the rows of tokens, a part of a text after the other. */
export class StaticMean {
  readonly #matrix: StaticMatrix;
  readonly #sums: Float64Array;
  readonly #count: number;
  #tokens = 0;

  constructor(matrix: StaticMatrix) {
    this.#matrix = matrix;
    this.#sums = new Float64Array(matrix.width);
    this.#count = Math.floor(matrix.rows.length / matrix.width);
  }

  /** Adds tokens by their ids; one that has no row counts for nothing. */
  add(ids: readonly number[]): void {
    const { rows, width, weights, mapping } = this.#matrix;
    for (const id of ids) {
      const row = mapping === undefined ? id : Number(mapping[id] ?? -1);
      if (!(row >= 0 && row < this.#count)) continue;
      const weight = weights === undefined ? 1 : Number(weights[id] ?? 1);
      const at = row * width;
      for (let d = 0; d < width; d++) this.#sums[d] += rows[at + d] * weight;
      this.#tokens++;
    }
  }

  /** The mean; undefined where there was no token, or all of them cancel out. */
  vector(): Float32Array | undefined {
    const { normalize, width } = this.#matrix;
    const sums = this.#sums;
    let squares = 0;
    for (let d = 0; d < width; d++) squares += sums[d] * sums[d];
    if (this.#tokens === 0 || squares === 0) return undefined;
    const scale = 1 / (normalize ? Math.sqrt(squares) : this.#tokens);
    const vector = new Float32Array(width);
    for (let d = 0; d < width; d++) vector[d] = sums[d] * scale;
    return vector;
  }
}
