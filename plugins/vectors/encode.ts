/**
 * Codes of vectors: one bit a coordinate to look at all, four bits to look at many.
 *
 * A code is of a turned vector without the centre, which all share and which says nothing about who is near. With it
 * goes a factor, such that factor × (code · query) is the product of vector and query on average: what the code leaves
 * out along the vector itself is made good. (The estimator of RaBitQ, Gao and Long, SIGMOD 2024.)
 *
 * @module
 */
import { rotationFor } from "./rotate.ts";
import type { Shape } from "./shape.ts";

/** Width of a level for coordinates of spread 1: the best 16 even levels for what is normally distributed. */
const LEVEL = 0.335;
const LEVELS = 16;

/** Where codes go. */
export interface CodeTarget {
  signs: Uint8Array;
  roughFactors: Float32Array;
  levels: Uint8Array;
  fineFactors: Float32Array;
}

/** Writes the code of a vector to the place `at`; false where there is none (no length, or not finite). */
export type Encoder = (vector: Float32Array, target: CodeTarget, at: number) => boolean;

/** Prepares encoding; `centre` (of `dimensions` numbers) is taken from vectors of length 1. */
export function encoderFor(shape: Shape, centre: Float32Array | undefined): Encoder {
  const { dimensions, padded, signBytes, levelBytes } = shape;
  const rotate = rotationFor(shape);
  const moved = new Float32Array(dimensions);
  const turned = new Float32Array(padded);

  return function encode(vector, { signs, roughFactors, levels, fineFactors }, at) {
    const length = lengthOf(vector);
    if (!(length > 0) || !Number.isFinite(length)) return false;
    for (let i = 0; i < dimensions; i++) moved[i] = vector[i] / length - (centre?.[i] ?? 0);
    rotate(moved, turned);
    let squares = 0;
    let sum = 0;
    for (let i = 0; i < padded; i++) {
      squares += turned[i] * turned[i];
      sum += Math.abs(turned[i]);
    }
    // The centre itself: nothing is left to encode, and its product with every query is that of the centre.
    if (squares < 1e-12) {
      roughFactors[at] = fineFactors[at] = 0;
      return true;
    }
    roughFactors[at] = squares / sum;
    const bits = at * signBytes;
    for (let i = 0; i < signBytes; i++) {
      let byte = 0;
      for (let bit = 0; bit < 8; bit++) if (turned[i * 8 + bit] >= 0) byte |= 1 << bit;
      signs[bits + i] = byte;
    }
    const perLevel = 1 / (LEVEL * Math.sqrt(squares / padded));
    const first = at * levelBytes;
    let product = 0;
    for (let block = 0; block < padded; block += 32) {
      for (let i = 0; i < 16; i++) {
        const low = levelOf(turned[block + i] * perLevel);
        const high = levelOf(turned[block + 16 + i] * perLevel);
        product += turned[block + i] * (2 * low - 15) + turned[block + 16 + i] * (2 * high - 15);
        levels[first + block / 2 + i] = low | high << 4;
      }
    }
    fineFactors[at] = squares / product;
    return true;
  };
}

function levelOf(steps: number): number {
  return Math.max(0, Math.min(LEVELS - 1, Math.floor(steps) + LEVELS / 2));
}

/** A vector's length. */
export function lengthOf(vector: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < vector.length; i++) squares += vector[i] * vector[i];
  return Math.sqrt(squares);
}

/** A query as codes are compared with it. */
export interface QueryCode {
  /** Four planes of bits, words of 64 next to one another. */
  planes: Uint8Array;
  /** A rough score is factor × (a − b × differences). */
  a: number;
  b: number;
  /** The query's coordinates in -127 to 127. */
  bytes: Int8Array;
  /** A fine score is factor × this × product. */
  scale: number;
}

/** The code of a query (of length 1). */
export function encodeQuery(shape: Shape, query: Float32Array): QueryCode {
  const { padded } = shape;
  const turned = new Float32Array(padded);
  rotationFor(shape)(query, turned);
  const most = turned.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const step = 2 * most / LEVELS;
  const planes = new Uint8Array(padded / 2);
  const bytes = new Int8Array(padded);
  for (let i = 0; i < padded; i++) {
    const level = levelOf(turned[i] / step);
    const word = i >> 6;
    const byte = i >> 3 & 7;
    for (let plane = 0; plane < 4; plane++) {
      if (level >> plane & 1) planes[word * 32 + plane * 8 + byte] |= 1 << (i & 7);
    }
    bytes[i] = Math.round(turned[i] * 127 / most);
  }
  return { planes, a: 15 * padded * step / 2, b: step, bytes, scale: most / 127 };
}
