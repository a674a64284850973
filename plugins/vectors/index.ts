/**
 * The index in memory, as far as searches need it.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { Files } from "../../core/host.ts";
import { centreOf } from "./build.ts";
import { bytesOf } from "./bytes.ts";
import { encoderFor } from "./encode.ts";
import { type Kernel, openKernel } from "./kernel.ts";
import { prepareRows } from "../../core/sqlite/rows.ts";
import { SEGMENT_BITS } from "./schema.ts";
import { makeSegment, type Segment, segmentReader } from "./segment.ts";
import { openSegment, type Section } from "./segment_file.ts";
import type { Shape } from "./shape.ts";

/** Vectors by their place: all segments, one behind the other. */
export interface LoadedIndex {
  readonly count: number;
  readonly kernel: Kernel;
  readonly flags: Uint8Array;
  /** Epoch milliseconds; NaN where the message has none. Read when it is asked for. */
  readonly times: Float64Array;
  /** Numbers of `model_name`; the same. */
  readonly models: Uint32Array;
  /** The same. */
  readonly conversations: Uint32Array;
  /** Has the fine codes of these places in the kernel, where it keeps them. */
  needFine(places: Uint32Array): void;
  /** The number of the vector at a place. */
  numberAt(place: number): number;
  close(): void;
}

/** Most bytes of fine codes that are kept in memory. Where they are more, vectors themselves are read instead. */
const MOST_FINE_BYTES = 256 * 2 ** 20;

/** Fine codes that are read as a whole, however few of them are needed. */
const FEW_FINE_BYTES = 8 * 2 ** 20;

/** A segment, wherever it comes from. */
interface Part {
  number: number;
  start: number;
  count: number;
  read(section: Section, into: Uint8Array, from?: number): void;
  close(): void;
}

/** Opens the index of the store in `folder`, whose vectors have this shape, and reads what every search needs of it. */
export async function loadIndex(
  database: DatabaseSync,
  files: Files,
  folder: string,
  shape: Shape,
): Promise<LoadedIndex> {
  const parts = await openParts(database, files, folder, shape);
  const close = (): void => parts.splice(0).forEach((part) => part.close());
  try {
    const last = parts.at(-1);
    const count = last ? last.start + last.count : 0;
    const kernel = openKernel(shape, count, count * shape.levelBytes <= MOST_FINE_BYTES);
    const flags = new Uint8Array(count);
    const numberAt = numbering(parts);
    const fill = (section: Section, into: Uint8Array, bytes: number): void => {
      for (const { start, count, read } of parts) read(section, into.subarray(start * bytes, (start + count) * bytes));
    };
    fill("flags", flags, 1);
    fill("roughFactors", bytesOf(kernel.roughFactors), 4);
    fill("signs", kernel.signs, shape.signBytes);
    if (kernel.levels) fill("fineFactors", bytesOf(kernel.fineFactors), 4);
    const lazily = <A extends Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>>(
      section: Section,
      made: () => A,
    ) => {
      let held: A | undefined;
      return (): A => {
        if (held) return held;
        const column = made();
        fill(section, bytesOf(column), column.BYTES_PER_ELEMENT);
        return held = column;
      };
    };
    const times = lazily("times", () => new Float64Array(count));
    const models = lazily("models", () => new Uint32Array(count));
    const conversations = lazily("conversations", () => new Uint32Array(count));
    return {
      count,
      kernel,
      flags,
      get times() {
        return times();
      },
      get models() {
        return models();
      },
      get conversations() {
        return conversations();
      },
      needFine: fineReader(parts, kernel, shape),
      numberAt,
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/**
 * Reads fine codes: for the first search those of its places, one by one, since a process may search but once; for the
 * second all of them.
 */
function fineReader(parts: readonly Part[], { levels }: Kernel, { levelBytes }: Shape): LoadedIndex["needFine"] {
  if (!levels) return () => {};
  const few = levels.length <= FEW_FINE_BYTES;
  let calls = 0;
  return function needFine(places) {
    if (++calls > 2 || (few && calls > 1)) return;
    if (few || calls === 2) {
      for (const { start, count, read } of parts) {
        read("levels", levels.subarray(start * levelBytes, (start + count) * levelBytes));
      }
      return;
    }
    for (const place of places) {
      const { start, read } = parts[partOf(parts, place)];
      read("levels", levels.subarray(place * levelBytes, (place + 1) * levelBytes), (place - start) * levelBytes);
    }
  };
}

async function openParts(database: DatabaseSync, files: Files, folder: string, shape: Shape): Promise<Part[]> {
  const segments = prepareRows(database, "SELECT number, stamp FROM segment ORDER BY number");
  const rows = segmentReader(database);
  const encode = encoderFor(shape, centreOf(database));
  const parts: Part[] = [];
  let start = 0;
  for (const [row, stamp] of segments.all()) {
    const number = row as number;
    const file = typeof stamp === "string" ? await openSegment(files, folder, number, stamp, shape) : undefined;
    // A run that was ended before it had built the index leaves vectors without codes: they are made here.
    const part = file ?? fromRows(makeSegment(rows, shape, encode, number));
    if (!part) continue;
    parts.push({ ...part, number, start });
    start += part.count;
  }
  return parts;
}

function fromRows(segment: Segment | undefined): Pick<Part, "count" | "read" | "close"> | undefined {
  if (!segment) return undefined;
  return {
    count: segment.count,
    read: (section, into, from = 0) => into.set(bytesOf(segment[section]).subarray(from, from + into.length)),
    close() {},
  };
}

/** Numbers of vectors by their place. */
function numbering(parts: readonly Part[]): (place: number) => number {
  const segments = parts.map(({ number, start }) => ({ first: number << SEGMENT_BITS, start }));
  return (place) => {
    const { first, start } = segments[partOf(segments, place)];
    return first + place - start;
  };
}

/** Which part a place is in. */
function partOf(parts: readonly { start: number }[], place: number): number {
  let low = 0;
  for (let high = parts.length - 1; low < high;) {
    const middle = (low + high + 1) >> 1;
    if (parts[middle].start <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
