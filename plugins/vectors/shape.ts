/**
 * Sizes of codes for vectors of one width.
 *
 * @module
 */

/** How wide vectors are, and what their codes take. */
export interface Shape {
  readonly dimensions: number;
  /** The width rounded up to a multiple of 64. */
  readonly padded: number;
  /** Bytes of a rough code: one bit a coordinate. */
  readonly signBytes: number;
  /** Bytes of a fine code: four bits a coordinate. */
  readonly levelBytes: number;
}

/** Widths that are taken: wider ones are no embeddings. */
export const MOST_DIMENSIONS = 8192;

/** The sizes for a width, 1 to `MOST_DIMENSIONS`. */
export function shapeOf(dimensions: number): Shape {
  const padded = Math.ceil(dimensions / 64) * 64;
  return { dimensions, padded, signBytes: padded / 8, levelBytes: padded / 2 };
}
