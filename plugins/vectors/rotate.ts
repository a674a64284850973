/**
 * Turning vectors so that no coordinate says more than another.
 *
 * Codes keep the sign of each coordinate, or its level. Of a vector with few large coordinates (as lexical ones are) that
 * would be little; turned at random, every coordinate says something of all of them, and angles stay as they are.
 *
 * @module
 */
import type { Shape } from "./shape.ts";

const ROUNDS = 4;

/** Turns `from` (of `dimensions` numbers) into `into` (of `padded`); always the same way, and linear. */
export type Rotation = (from: ArrayLike<number>, into: Float32Array) => void;

/** The rotation for vectors of a shape. */
export function rotationFor({ dimensions, padded }: Shape): Rotation {
  const signs = Array.from({ length: ROUNDS }, (_, round) => randomSigns(padded, round));
  const block = 2 ** Math.floor(Math.log2(padded));
  const scale = 1 / Math.sqrt(block);

  return function rotate(from, into) {
    for (let i = 0; i < dimensions; i++) into[i] = from[i];
    into.fill(0, dimensions);
    for (let round = 0; round < ROUNDS; round++) {
      const flips = signs[round];
      for (let i = 0; i < padded; i++) into[i] *= flips[i];
      // A width that is no power of two is mixed from its two ends in turn, which overlap.
      const start = round % 2 === 0 ? 0 : padded - block;
      mix(into, start, block);
      for (let i = start; i < start + block; i++) into[i] *= scale;
    }
  };
}

/** The Walsh–Hadamard transform in place. */
function mix(values: Float32Array, start: number, length: number): void {
  const end = start + length;
  for (let half = 1; half < length; half *= 2) {
    for (let first = start; first < end; first += 2 * half) {
      for (let i = first; i < first + half; i++) {
        const a = values[i];
        const b = values[i + half];
        values[i] = a + b;
        values[i + half] = a - b;
      }
    }
  }
}

/** Signs that are always the same and have nothing to do with one another. */
function randomSigns(length: number, round: number): Float32Array {
  const signs = new Float32Array(length);
  let state = 0x9e3779b9 ^ Math.imul(round + 1, 0x85ebca6b);
  for (let i = 0; i < length; i++) {
    state = state + 0x6d2b79f5 | 0;
    let mixed = Math.imul(state ^ state >>> 15, state | 1);
    mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
    signs[i] = (mixed ^ mixed >>> 14) & 1 ? 1 : -1;
  }
  return signs;
}
