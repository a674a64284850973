/**
 * Files of segments.
 *
 * A head of 64 bytes (a mark, the version, the number of places, the padded width, the stamp), then the sections, each at
 * a multiple of 64 bytes, in the order in which a search needs them: what it reads of all places, of many, and only where
 * it filters. Numbers are little-endian.
 *
 * @module
 */
import { join } from "node:path";
import { digest } from "../../core/fingerprint.ts";
import type { Files, RandomAccessFile } from "../../core/host.ts";
import { bytesOf } from "./bytes.ts";
import type { Segment } from "./segment.ts";
import type { Shape } from "./shape.ts";

const HEAD = 64;
const MARK = 0x56434c54;
const VERSION = 1;
const STAMP = 16;

/** Sections of a segment. */
export type Section =
  | "flags"
  | "roughFactors"
  | "signs"
  | "fineFactors"
  | "levels"
  | "times"
  | "models"
  | "conversations";

/** Bytes a place, by section, in the order of the file. */
function sections({ signBytes, levelBytes }: Shape): [Section, number][] {
  return [
    ["flags", 1],
    ["roughFactors", 4],
    ["signs", signBytes],
    ["fineFactors", 4],
    ["levels", levelBytes],
    ["times", 8],
    ["models", 4],
    ["conversations", 4],
  ];
}

/** The database in a store's folder. */
export function databasePath(folder: string): string {
  return join(folder, "vectors.db");
}

/** The folder of a store's codes. */
export function codesPath(folder: string): string {
  return join(folder, "codes");
}

/** The file of a segment. */
export function segmentPath(folder: string, number: number): string {
  return join(codesPath(folder), `${String(number).padStart(5, "0")}.codes`);
}

/** Writes a segment's file and gives its stamp: a hash of what it holds. */
export async function writeSegment(
  files: Files,
  folder: string,
  number: number,
  segment: Segment,
  shape: Shape,
): Promise<string> {
  const { places, size } = layout(shape, segment.count);
  const bytes = new Uint8Array(size);
  const head = new DataView(bytes.buffer);
  for (const [i, value] of [MARK, VERSION, segment.count, shape.padded].entries()) head.setUint32(4 * i, value, true);
  for (const [section] of sections(shape)) bytes.set(bytesOf(segment[section]), places[section]);
  const stamp = digest(bytes);
  bytes.set(new TextEncoder().encode(stamp), STAMP);
  await files.write(segmentPath(folder, number), bytes, true);
  return stamp;
}

/** A segment's file, opened. */
export interface SegmentFile {
  count: number;
  /** Fills `into` with a section, from a byte of it on. */
  read(section: Section, into: Uint8Array, from?: number): void;
  close(): void;
}

/** Opens a segment's file; undefined where it is not the one with this stamp, for vectors of this shape. */
export async function openSegment(
  files: Files,
  folder: string,
  number: number,
  stamp: string,
  shape: Shape,
): Promise<SegmentFile | undefined> {
  const path = segmentPath(folder, number);
  const stat = await files.stat(path);
  if (stat?.kind !== "file" || stat.size < HEAD) return undefined;
  const file = await files.open(path);
  const count = readHead(file, stamp, shape);
  const { places, size } = layout(shape, count ?? 0);
  if (count === undefined || file.size !== size) {
    file.close();
    return undefined;
  }
  return {
    count,
    read(section, into, from = 0) {
      const read = file.readSync(into, places[section] + from);
      if (read === into.length) return;
      throw new Error(`Cannot read "${path}": it ends in the middle of its ${section}; run the pipeline again`);
    },
    close: () => file.close(),
  };
}

function readHead(file: RandomAccessFile, stamp: string, { padded }: Shape): number | undefined {
  const bytes = new Uint8Array(HEAD);
  file.readSync(bytes, 0);
  const head = new DataView(bytes.buffer);
  const found = new TextDecoder().decode(bytes.subarray(STAMP, STAMP + stamp.length));
  const fits = head.getUint32(0, true) === MARK && head.getUint32(4, true) === VERSION &&
    head.getUint32(12, true) === padded && found === stamp;
  return fits ? head.getUint32(8, true) : undefined;
}

function layout(shape: Shape, count: number): { places: { [section in Section]: number }; size: number } {
  const places = {} as { [section in Section]: number };
  let at = HEAD;
  for (const [section, bytes] of sections(shape)) {
    places[section] = at;
    at = Math.ceil((at + bytes * count) / HEAD) * HEAD;
  }
  return { places, size: at };
}
