/**
 * Splits a stream of JSON into the elements of its array, in memory bounded by the largest of them.
 *
 * @module
 */
import type { Damage, Element } from "./element.ts";
import { toUtf8 } from "./encoding.ts";
import { PlainScanner } from "./plain_scanner.ts";
import { MAX_DEPTH } from "./scanner.ts";
import type { Scanner } from "./scanner.ts";
import { Splitter } from "./splitter.ts";
import { openWasmScanner } from "./wasm_scanner.ts";

export { Damage, Element } from "./element.ts";

/** How to split. */
export interface SplitOptions {
  /**
   * Fields of a top-level object whose arrays are split: `["conversations"]`. A top-level object without such an array
   * is one element itself.
   * @default []
   */
  arrayFields?: readonly string[];
  /**
   * Depth-1 fields of elements that `Element.field` shall find.
   * @default []
   */
  fields?: readonly string[];
  /**
   * Elements of more bytes are passed over and reported; at most 2^30.
   * @default 536870888, the longest string of V8
   */
  maxElementBytes?: number;
  /**
   * Elements nested deeper are passed over and reported; at most 65535.
   * @default 512
   */
  maxDepth?: number;
  /** Ends the splitting with its reason. */
  signal?: AbortSignal;
  /** What finds the ends of elements; by default WebAssembly where there is some, else TypeScript. */
  scanner?: Scanner;
}

/** Bytes taken at once: what fits into a processor's second cache, and bounds a batch. */
const PIECE = 256 * 1024;
const MAX_ELEMENT_BYTES = 2 ** 29 - 24;

/**
 * The elements of a JSON array, in batches of what became whole together, without parsing them.
 *
 * The input is UTF-8 (a byte order mark is passed over) or UTF-16, recognised as `detectEncoding` does; of UTF-16 all
 * offsets count the bytes of the text in UTF-8 without its mark. White space may be anywhere. Chunks of any size give
 * the same elements; a chunk may be reused once the next is asked for.
 *
 * What is broken is reported as `Damage`, in its place among the elements, and never thrown. An element whose brackets
 * do not fit, or whose quotes betray that it is broken, is lost up to the next place at which an element begins:
 * an object with the two first keys that whole elements had. A missing or doubled comma loses nothing. One that only
 * a parser finds to be wrong is handed over.
 *
 * Elements, and what their fields return, are good until the next batch is asked for.
 *
 * Throws what the chunks throw, the signal's reason, and a `RangeError` for options that make no sense.
 */
export async function* splitElements(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: SplitOptions = {},
): AsyncGenerator<(Element | Damage)[], void> {
  const { signal } = options;
  const splitter = makeSplitter(options);
  signal?.throwIfAborted();
  for await (const chunk of toUtf8(chunks)) {
    for (const piece of piecesOf(chunk)) {
      signal?.throwIfAborted();
      const batch = splitter.push(piece);
      if (batch.length > 0) yield batch;
      if (splitter.stopped) return;
    }
  }
  signal?.throwIfAborted();
  const batch = splitter.end();
  if (batch.length > 0) yield batch;
}

/**
 * A splitter as `splitElements` uses it.
 *
 * Throws a `RangeError` for options that make no sense.
 */
export function makeSplitter(options: SplitOptions): Splitter {
  const { fields = [], arrayFields = [], maxElementBytes = MAX_ELEMENT_BYTES, maxDepth = 512 } = options;
  check("maxElementBytes", maxElementBytes, 2 ** 30);
  check("maxDepth", maxDepth, MAX_DEPTH);
  const scanner = options.scanner ?? openWasmScanner() ?? new PlainScanner();
  return new Splitter({ scanner, maxElementBytes, maxDepth, fields, arrayFields });
}

/** A chunk in the pieces a splitter is given. */
export function* piecesOf(chunk: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length; at += PIECE) yield chunk.subarray(at, at + PIECE);
}

function check(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new RangeError(`Cannot split JSON: ${name} is ${value}, an integer from 1 to ${most} was expected`);
}
