/**
 * Codes in memory, and their scores against a query (`kernel.wat`).
 *
 * @module
 */
import type { QueryCode } from "./encode.ts";
import { KERNEL_WASM } from "./kernel_wasm.ts";
import type { Shape } from "./shape.ts";

const PAGE = 65_536;
/** Where codes of the query lie. */
const QUERY = 1024;
/**
 * Most places that are scored by fine codes at once. Of a million vectors 8,000 give a recall@10 of 0.955 to 0.975, by how
 * even they are, and 20,000 give 0.985 to 0.995 at half as much time again: this lies between.
 */
export const MOST_FINE = 12_000;

interface Exports {
  scan(...places: number[]): void;
  fine(...places: number[]): void;
}

let compiled: WebAssembly.Module | undefined;

/** Codes of vectors, by their place. What is filled in is seen by the next search. */
export interface Kernel {
  readonly signs: Uint8Array;
  readonly roughFactors: Float32Array<ArrayBuffer>;
  /** 1 for places that count, 0 for others. */
  readonly mask: Uint8Array;
  /** Absent where fine codes are not kept in memory. */
  readonly levels: Uint8Array | undefined;
  /** Takes the query that the others score against. */
  take(query: QueryCode): void;
  /** Scores of all places where the mask is 1, -Infinity of others; good until the next call. */
  rough(query: QueryCode): Float32Array;
  readonly fineFactors: Float32Array<ArrayBuffer>;
  /** Scores of these places, at most `MOST_FINE`, by their fine codes; good until the next call. */
  fine(query: QueryCode, places: Uint32Array): Float32Array;
}

/** Memory for `count` codes; with `fine` for their fine codes, too. */
export function openKernel({ padded, signBytes, levelBytes }: Shape, count: number, fine: boolean): Kernel {
  const align = (place: number): number => Math.ceil(place / 64) * 64;
  const planes = QUERY;
  const bytes = align(planes + padded / 2);
  const signs = align(bytes + padded);
  const factors = align(signs + count * signBytes);
  const mask = align(factors + 4 * count);
  const out = align(mask + count);
  const levels = align(out + 4 * count);
  const fineFactors = align(levels + (fine ? count * levelBytes : 0));
  const list = align(fineFactors + (fine ? 4 * count : 0));
  const listOut = align(list + 4 * MOST_FINE);
  const end = listOut + 4 * MOST_FINE;
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_WASM), (c) => c.charCodeAt(0)));
  const instance = new WebAssembly.Instance(compiled, { index: { memory } });
  const run = instance.exports as unknown as Exports;
  const buffer = memory.buffer as ArrayBuffer;
  const scores = new Float32Array(buffer, out, count);
  return {
    signs: new Uint8Array(buffer, signs, count * signBytes),
    roughFactors: new Float32Array(buffer, factors, count),
    mask: new Uint8Array(buffer, mask, count),
    levels: fine ? new Uint8Array(buffer, levels, count * levelBytes) : undefined,
    take(query) {
      new Uint8Array(buffer).set(query.planes, planes);
      new Int8Array(buffer).set(query.bytes, bytes);
    },
    rough(query) {
      run.scan(signs, count, padded / 64, planes, factors, mask, out, query.a, query.b);
      return scores;
    },
    fineFactors: new Float32Array(buffer, fineFactors, fine ? count : 0),
    fine(query, places) {
      new Uint32Array(buffer, list, places.length).set(places);
      run.fine(list, places.length, levels, levelBytes, bytes, fineFactors, listOut, query.scale);
      return new Float32Array(buffer, listOut, places.length);
    },
  };
}
