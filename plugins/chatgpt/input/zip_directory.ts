/**
 * Reads the directory of a zip archive and finds where each member really begins.
 *
 * @module
 */
import { type ByteWindow, HeaderReader } from "./byte_window.ts";
import { InputError } from "./input_error.ts";
import type { ZipEnd } from "./zip_end.ts";
import { CENTRAL_LENGTH, readCentral, readLocal, type ZipRecord } from "./zip_record.ts";
import { DESCRIPTOR_LENGTHS, WRAP } from "./zip_wrap.ts";

/** Headers looked at between two looks at the signal. */
const BREATH = 2_000;

/** A directory record and where its member lies; without `headerAt`, no member was found for it. */
export interface LocatedRecord {
  record: ZipRecord;
  headerAt?: number;
  /** First byte of the member's data. */
  dataAt?: number;
  /** True when a member begins there under another name. */
  renamed?: boolean;
  /** True offset minus stored offset. */
  shift: number;
}

/** The records of a directory in its order, at most `max`, and what is wrong with it as a whole. */
export function readDirectory(
  window: ByteWindow,
  end: ZipEnd,
  max: number,
  signal: AbortSignal,
): { records: ZipRecord[]; fault?: InputError; broken: boolean } {
  const reader = new HeaderReader(window, 256 * 1024);
  const records: ZipRecord[] = [];
  let at = end.start;
  while (at + CENTRAL_LENGTH <= end.end) {
    if (records.length % BREATH === 0) signal.throwIfAborted();
    const record = readCentral((length) => reader.bytes(at, Math.min(length, end.end - at)));
    if (record === undefined) break;
    if (records.length >= max) {
      const message =
        `Cannot read on after ${records.length} entries: there are more, raise maxEntries if that is right`;
      return { records, broken: false, fault: new InputError("limit", message) };
    }
    records.push(record);
    at += record.length;
  }
  const listed = end.zip64 ? records.length : records.length % 0x10000;
  if (listed === end.count) return { records, broken: false };
  return {
    records,
    broken: at < end.end,
    fault: new InputError(
      "directory",
      `Cannot trust the archive's directory: it counts ${end.count} entries and lists ${records.length}`,
    ),
  };
}

/**
 * Finds each record's local header. Stored offsets are tried as they are, moved by what stands before the archive (or
 * is missing from its middle), and unwrapped: archives beyond 4 GiB written without ZIP64 count offsets modulo 2^32.
 * Where no offset leads to it there, a member is looked for right behind the one listed before it. What counts is a local
 * header under the record's name.
 */
export function locate(window: ByteWindow, end: ZipEnd, records: ZipRecord[], signal: AbortSignal): LocatedRecord[] {
  const reader = new HeaderReader(window, 512);
  const moved = end.start - end.storedStart;
  let last = 0;
  let behind = 0;
  return records.map((record, i) => {
    if (i % BREATH === 0) signal.throwIfAborted();
    let renamed: LocatedRecord | undefined;
    const offsets = shiftsOf(record, last, moved, window.size);
    if (window.size > WRAP && !record.wide) {
      for (const length of DESCRIPTOR_LENGTHS) offsets.add(behind + length - record.offset);
    }
    for (const shift of offsets) {
      const headerAt = record.offset + shift;
      if (headerAt < 0 || headerAt >= end.start) continue;
      const local = readLocal((length) => reader.bytes(headerAt, length));
      if (local === undefined) continue;
      const found = { record, headerAt, dataAt: headerAt + local.length, shift };
      if (sameBytes(local.rawName, record.rawName)) {
        if (shift % WRAP === 0 || shift === moved) last = shift;
        behind = found.dataAt + record.packedSize;
        return found;
      }
      renamed ??= { ...found, renamed: true };
    }
    return renamed ?? { record, shift: last };
  });
}

function shiftsOf(record: ZipRecord, last: number, moved: number, size: number): Set<number> {
  const shifts = new Set([last, 0, moved]);
  if (record.wide || size <= WRAP) return shifts;
  // In directory order members lie one after the other, so the next wrap is the likeliest.
  for (let shift = last + WRAP; record.offset + shift < size; shift += WRAP) shifts.add(shift);
  for (let shift = moved % WRAP; record.offset + shift < size; shift += WRAP) shifts.add(shift);
  return shifts;
}

/** True for equal bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
