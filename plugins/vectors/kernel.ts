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

interface Exports {
  scan(...places: number[]): void;
  fine(code: number, bytes: number, query: number): number;
}

let compiled: WebAssembly.Module | undefined;

/** Codes of vectors, by their place. What is filled in is seen by the next search. */
export interface Kernel {
  readonly signs: Uint8Array;
  readonly roughFactors: Float32Array;
  /** 1 for places that count, 0 for others. */
  readonly mask: Uint8Array;
  /** Absent where fine codes are not kept in memory. */
  readonly levels: Uint8Array | undefined;
  /** Scores of all places where the mask is 1, -Infinity of others; good until the next call. */
  rough(query: QueryCode): Float32Array;
  /** The score of one place by its fine code, without its factor; `rough` of the same query comes first. */
  fine(place: number): number;
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
  const end = levels + (fine ? count * levelBytes : 0);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_WASM), (c) => c.charCodeAt(0)));
  const instance = new WebAssembly.Instance(compiled, { index: { memory } });
  const run = instance.exports as unknown as Exports;
  const { buffer } = memory;
  const scores = new Float32Array(buffer, out, count);
  return {
    signs: new Uint8Array(buffer, signs, count * signBytes),
    roughFactors: new Float32Array(buffer, factors, count),
    mask: new Uint8Array(buffer, mask, count),
    levels: fine ? new Uint8Array(buffer, levels, count * levelBytes) : undefined,
    rough(query) {
      new Uint8Array(buffer).set(query.planes, planes);
      new Int8Array(buffer).set(query.bytes, bytes);
      run.scan(signs, count, padded / 64, planes, factors, mask, out, query.a, query.b);
      return scores;
    },
    fine: (place) => run.fine(levels + place * levelBytes, levelBytes, bytes),
  };
}
