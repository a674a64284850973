/**
 * The index in memory, as far as searches need it.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { centreOf } from "./build.ts";
import { floatsOf } from "./bytes.ts";
import { encoderFor } from "./encode.ts";
import { type Kernel, openKernel } from "./kernel.ts";
import { prepareRows } from "./rows.ts";
import { SEGMENT_BITS } from "./schema.ts";
import { makeSegment, type Segment, segmentReader } from "./segment.ts";
import type { Shape } from "./shape.ts";

/** What filters ask of the message of each place. */
export interface FilterColumns {
  /** Epoch milliseconds; NaN where it has none. */
  times: Float64Array;
  models: Uint32Array;
  conversations: Uint32Array;
}

/** Vectors by their place: all segments, one behind the other. */
export interface LoadedIndex {
  readonly count: number;
  readonly kernel: Kernel;
  readonly flags: Uint8Array;
  /** Factors of fine codes; those of places without a vector are 0. Empty where fine codes are not in memory. */
  readonly fineFactors: Float32Array;
  /** Read when first asked for. */
  columns(): FilterColumns;
  /** The number of the vector at a place. */
  numberAt(place: number): number;
}

/** Most bytes of fine codes that are kept in memory. Where they are more, vectors themselves are read instead. */
const MOST_FINE_BYTES = 256 * 2 ** 20;

interface Part {
  number: number;
  start: number;
  count: number;
  /** Made here, where a run was ended before it had built the index. */
  made?: Segment;
}

/** Reads the index of a store that has vectors of this shape. */
export function loadIndex(database: DatabaseSync, shape: Shape): LoadedIndex {
  const parts = findParts(database, shape);
  const last = parts.at(-1);
  const count = last ? last.start + last.count : 0;
  const fine = count * shape.levelBytes <= MOST_FINE_BYTES;
  const kernel = openKernel(shape, count, fine);
  const flags = new Uint8Array(count);
  const fineFactors = new Float32Array(fine ? count : 0);
  const rough = prepareRows(database, "SELECT signs, factors, flags FROM segment_rough WHERE number = ?");
  const levels = prepareRows(database, "SELECT levels, factors FROM segment_fine WHERE number = ?");
  for (const { number, start, made } of parts) {
    const [signs, factors, there] = made ? [made.signs, made.roughFactors, made.flags] : rough.get(number) ?? [];
    kernel.signs.set(signs as Uint8Array, start * shape.signBytes);
    kernel.roughFactors.set(made ? made.roughFactors : floatsOf(factors as Uint8Array), start);
    flags.set(there as Uint8Array, start);
    if (!kernel.levels) continue;
    const [codes, fineOnes] = made ? [made.levels, null] : levels.get(number) ?? [];
    kernel.levels.set(codes as Uint8Array, start * shape.levelBytes);
    fineFactors.set(made ? made.fineFactors : floatsOf(fineOnes), start);
  }
  let known: FilterColumns | undefined;
  return {
    count,
    kernel,
    flags,
    fineFactors,
    columns: () => known ??= readColumns(database, parts, count),
    numberAt(place) {
      let low = 0;
      for (let high = parts.length - 1; low < high;) {
        const middle = (low + high + 1) >> 1;
        if (parts[middle].start <= place) low = middle;
        else high = middle - 1;
      }
      const { number, start } = parts[low];
      return (number << SEGMENT_BITS) + place - start;
    },
  };
}

function findParts(database: DatabaseSync, shape: Shape): Part[] {
  const segments = prepareRows(
    database,
    `SELECT s.number, s.ready, length(r.flags) FROM segment s LEFT JOIN segment_rough r ON r.number = s.number
    ORDER BY s.number`,
  );
  const read = segmentReader(database);
  const encode = encoderFor(shape, centreOf(database));
  const parts: Part[] = [];
  let start = 0;
  for (const [segment, ready, length] of segments.all()) {
    const number = segment as number;
    const made = ready === 1 ? undefined : makeSegment(read, shape, encode, number);
    const count = ready === 1 ? length as number : made?.count ?? 0;
    if (count === 0) continue;
    parts.push({ number, start, count, made });
    start += count;
  }
  return parts;
}

function readColumns(database: DatabaseSync, parts: readonly Part[], count: number): FilterColumns {
  const columns: FilterColumns = {
    times: new Float64Array(count),
    models: new Uint32Array(count),
    conversations: new Uint32Array(count),
  };
  const rows = prepareRows(database, "SELECT times, models, conversations FROM segment_filter WHERE number = ?");
  for (const { number, start, count, made } of parts) {
    if (made) {
      columns.times.set(made.times, start);
      columns.models.set(made.models, start);
      columns.conversations.set(made.conversations, start);
      continue;
    }
    const [times, models, conversations] = (rows.get(number) ?? []).map((blob) => (blob as Uint8Array).slice().buffer);
    columns.times.set(new Float64Array(times, 0, count), start);
    columns.models.set(new Uint32Array(models, 0, count), start);
    columns.conversations.set(new Uint32Array(conversations, 0, count), start);
  }
  return columns;
}
