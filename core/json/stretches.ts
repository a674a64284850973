/**
 * Splitting one array in several places at once: stretches of it are split elsewhere, from places that may have been
 * guessed, and are taken over only where that is proven to change nothing.
 *
 * @module
 */
import type { Damage, Element } from "./element.ts";
import { makeSplitter, piecesOf } from "./split.ts";
import type { SplitOptions } from "./split.ts";

/** Bytes of a file in UTF-8 from `from` up to `to`, or its end, each chunk good until the next is asked for. */
export type ReadPart = (from: number, to: number) => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What came of a stretch: `count` whole elements, one after the other from its start to `end`. */
export interface SplitStretch<R> {
  end: number;
  count: number;
  /** What was made of the elements. */
  result: R;
}

/** A stretch that is split elsewhere; `split` gives undefined where nothing came of it. */
export interface Stretch<R> {
  start: number;
  split: Promise<SplitStretch<R> | undefined>;
}

/**
 * Splits the array's elements from `start`, where the first bracket of one is guessed to stand, up to `stop`, as long
 * as there is not the least doubt. `take` is given elements whose running numbers count from 0, and says false for one
 * that ends the stretch before it. Undefined when there is not one whole element.
 */
export async function splitStretch(
  read: ReadPart,
  { start, stop }: { start: number; stop: number },
  options: SplitOptions,
  take: (element: Element) => boolean,
): Promise<Omit<SplitStretch<never>, "result"> | undefined> {
  const splitter = makeSplitter({ ...options, arrayFields: [] });
  splitter.leap(start, "value", 0);
  let end = start;
  let count = 0;
  const done = () => count > 0 ? { end, count } : undefined;
  for await (const chunk of read(start, stop)) {
    for (const piece of piecesOf(chunk)) {
      options.signal?.throwIfAborted();
      const items = splitter.push(piece);
      for (const item of items) {
        if (item.damage || item.index >= splitter.parts.certain || !take(item)) return done();
        end = item.end;
        count++;
      }
      if (splitter.closed || !splitter.parts.clean) return done();
    }
  }
  return done();
}

/**
 * What `splitElements` gives for the file, in the same order, with the results of stretches in
 * the places of their elements. A stretch is taken over where the bytes before it are all in order, and end where it
 * begins, between two elements of the array; any other is split here. `"again"` comes instead of damage that is found
 * behind a stretch: how it is judged depends on all elements before it, so that all is to be split here, from the start.
 */
export async function* splitWithStretches<R>(
  read: ReadPart,
  stretches: readonly Stretch<R>[],
  options: SplitOptions,
): AsyncGenerator<(Element | Damage)[] | { stretch: R; first: number } | "again", void> {
  const splitter = makeSplitter(options);
  let leapt = false;
  let index = 0;
  let at = 0;
  const left = stretches.toSorted((a, b) => a.start - b.start);
  for (;;) {
    const next = left.shift();
    if (next && next.start < at) continue;
    const to = next?.start ?? Infinity;
    let reached = at;
    for await (const chunk of read(at, to)) {
      reached += chunk.length;
      for (const piece of piecesOf(chunk)) {
        options.signal?.throwIfAborted();
        const items = splitter.push(piece);
        if (leapt && !splitter.parts.clean) return yield "again";
        index = (items.at(-1)?.index ?? index - 1) + 1;
        if (items.length > 0) yield items;
        if (splitter.stopped) return;
      }
    }
    at = reached;
    if (next === undefined || reached < to) break;
    if (!splitter.parts.clean || splitter.awaits !== at) continue;
    const split = await next.split;
    options.signal?.throwIfAborted();
    if (split === undefined) continue;
    splitter.leap(split.end, "next", split.count);
    yield { stretch: split.result, first: index };
    index += split.count;
    at = split.end;
    leapt = true;
  }
  options.signal?.throwIfAborted();
  const items = splitter.end();
  if (leapt && !splitter.parts.clean) return yield "again";
  if (items.length > 0) yield items;
}
