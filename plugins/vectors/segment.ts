/**
 * A segment of the index: the codes of a run of vectors, and what filters ask of their messages.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { floatsOf } from "./bytes.ts";
import type { CodeTarget, Encoder } from "./encode.ts";
import { prepareRows, type Row } from "../../core/sqlite/rows.ts";
import { SEGMENT_BITS } from "./schema.ts";
import type { Shape } from "./shape.ts";

/** One place per vector number of the segment, as far as there are any. */
export interface Segment extends CodeTarget {
  count: number;
  /** `Flag`s; 0: no vector is there. */
  flags: Uint8Array;
  /** Epoch milliseconds; NaN where the message has none. */
  times: Float64Array<ArrayBuffer>;
  /** Numbers of `model_name`. */
  models: Uint32Array<ArrayBuffer>;
  conversations: Uint32Array<ArrayBuffer>;
  roughFactors: Float32Array<ArrayBuffer>;
  fineFactors: Float32Array<ArrayBuffer>;
}

/** Bits of a flag byte. The lowest two are the role's place in `ROLES`. */
export const Flag = { role: 3, otherRole: 4, hidden: 8, there: 16 } as const;
/** Roles in the order in which flags number them. */
export const ROLES = ["user", "assistant", "system", "tool"] as const;

/** Reads what a segment is made of. */
export type SegmentReader = (segment: number) => Iterable<Row>;

/** Prepares reading. */
export function segmentReader(database: DatabaseSync): SegmentReader {
  const rows = prepareRows(
    database,
    `SELECT v.number, v.vector, m.role, m.hidden, m.created_at, m.model, m.conversation
    FROM vector_data v CROSS JOIN message_data m ON m.number = v.message
    WHERE v.number BETWEEN ? AND ? ORDER BY v.number`,
  );
  return (segment) => rows.iterate(segment << SEGMENT_BITS, (segment + 1 << SEGMENT_BITS) - 1);
}

/** Makes a segment; undefined where no vector is left. */
export function makeSegment(read: SegmentReader, shape: Shape, encode: Encoder, number: number): Segment | undefined {
  const first = number << SEGMENT_BITS;
  const segment = empty(shape, 1 << SEGMENT_BITS);
  let count = 0;
  for (const [vector, blob, role, hidden, createdAt, model, conversation] of read(number)) {
    const at = vector as number - first;
    const numbers = floatsOf(blob);
    if (numbers.length !== shape.dimensions || !encode(numbers, segment, at)) continue;
    const place = ROLES.indexOf(role as typeof ROLES[number]);
    segment.flags[at] = Flag.there | (place < 0 ? Flag.otherRole : place) | (hidden === 1 ? Flag.hidden : 0);
    segment.times[at] = createdAt === null ? NaN : createdAt as number;
    segment.models[at] = model as number;
    segment.conversations[at] = conversation as number;
    count = at + 1;
  }
  return count === 0 ? undefined : cut(segment, shape, count);
}

function empty({ signBytes, levelBytes }: Shape, count: number): Segment {
  return {
    count,
    signs: new Uint8Array(count * signBytes),
    roughFactors: new Float32Array(count),
    levels: new Uint8Array(count * levelBytes),
    fineFactors: new Float32Array(count),
    flags: new Uint8Array(count),
    times: new Float64Array(count),
    models: new Uint32Array(count),
    conversations: new Uint32Array(count),
  };
}

/** The front of a segment. */
function cut(segment: Segment, { signBytes, levelBytes }: Shape, count: number): Segment {
  return {
    count,
    signs: segment.signs.subarray(0, count * signBytes),
    roughFactors: segment.roughFactors.subarray(0, count),
    levels: segment.levels.subarray(0, count * levelBytes),
    fineFactors: segment.fineFactors.subarray(0, count),
    flags: segment.flags.subarray(0, count),
    times: segment.times.subarray(0, count),
    models: segment.models.subarray(0, count),
    conversations: segment.conversations.subarray(0, count),
  };
}
