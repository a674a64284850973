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
import { prepareRows } from "./rows.ts";
import { SEGMENT_BITS } from "./schema.ts";
import { makeSegment, type Segment, segmentReader } from "./segment.ts";
import { openSegment, type Section } from "./segment_file.ts";
import type { Shape } from "./shape.ts";

/** Vectors by their place: all segments, one behind the other. */
export interface LoadedIndex {
  readonly count: number;
  readonly kernel: Kernel;
  readonly flags: Uint8Array;
  /** Epoch milliseconds; NaN where the message has none. */
  readonly times: Float64Array;
  /** Numbers of `model_name`. */
  readonly models: Uint32Array;
  readonly conversations: Uint32Array;
  /** The number of the vector at a place. */
  numberAt(place: number): number;
}

/** Most bytes of fine codes that are kept in memory. Where they are more, vectors themselves are read instead. */
const MOST_FINE_BYTES = 256 * 2 ** 20;

/** A segment, wherever it comes from. */
interface Part {
  number: number;
  start: number;
  count: number;
  read(section: Section, into: Uint8Array): void;
  close(): void;
}

/** Reads the index of the store in `folder`, whose vectors have this shape. */
export async function loadIndex(
  database: DatabaseSync,
  files: Files,
  folder: string,
  shape: Shape,
): Promise<LoadedIndex> {
  const parts = await openParts(database, files, folder, shape);
  try {
    const last = parts.at(-1);
    const count = last ? last.start + last.count : 0;
    const kernel = openKernel(shape, count, count * shape.levelBytes <= MOST_FINE_BYTES);
    const flags = new Uint8Array(count);
    const times = new Float64Array(count);
    const models = new Uint32Array(count);
    const conversations = new Uint32Array(count);
    const wanted: [Section, Uint8Array, bytes: number][] = [
      ["flags", flags, 1],
      ["roughFactors", bytesOf(kernel.roughFactors), 4],
      ["signs", kernel.signs, shape.signBytes],
      ["times", bytesOf(times), 8],
      ["models", bytesOf(models), 4],
      ["conversations", bytesOf(conversations), 4],
    ];
    if (kernel.levels) {
      wanted.push(["fineFactors", bytesOf(kernel.fineFactors), 4], ["levels", kernel.levels, shape.levelBytes]);
    }
    for (const { start, count, read } of parts) {
      for (const [section, into, bytes] of wanted) {
        read(section, into.subarray(start * bytes, (start + count) * bytes));
      }
    }
    return { count, kernel, flags, times, models, conversations, numberAt: numbering(parts) };
  } finally {
    for (const part of parts) part.close();
  }
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
  return { count: segment.count, read: (section, into) => into.set(bytesOf(segment[section])), close() {} };
}

/** Numbers of vectors by their place. */
function numbering(parts: readonly Part[]): (place: number) => number {
  const segments = parts.map(({ number, start }) => ({ first: number << SEGMENT_BITS, start }));
  return (place) => {
    let low = 0;
    for (let high = segments.length - 1; low < high;) {
      const middle = (low + high + 1) >> 1;
      if (segments[middle].start <= place) low = middle;
      else high = middle - 1;
    }
    return segments[low].first + place - segments[low].start;
  };
}
