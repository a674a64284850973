/**
 * Finds the directory of a zip archive from its end.
 *
 * @module
 */
import type { ByteWindow } from "./byte_window.ts";
import { CENTRAL, END, END64, END_LENGTH, LOCATOR64, LOCATOR64_LENGTH, signatureOf, viewOf } from "./zip_record.ts";

/** Where the directory lies. */
export interface ZipEnd {
  /** Its true first byte: for an archive behind other bytes, or beyond 4 GiB without ZIP64, not the one stored. */
  start: number;
  /** The byte after its last. */
  end: number;
  /** What the end record says of its first byte. */
  storedStart: number;
  /** Number of entries; without ZIP64 only its lower 16 bits. */
  count: number;
  zip64: boolean;
}

const MAX_COMMENT = 0xffff;

/**
 * The directory's place, or `undefined` where no end record fits. A comment may hold anything, even an end record: one
 * whose comment ends with the file goes before others, the first such before later ones, and only one whose directory
 * is really there counts.
 */
export async function findEnd(window: ByteWindow): Promise<ZipEnd | undefined> {
  const from = Math.max(0, window.size - END_LENGTH - MAX_COMMENT);
  const tail = await window.read(from, window.size);
  const view = viewOf(tail);
  const exact: number[] = [];
  const others: number[] = [];
  for (let at = tail.indexOf(0x50); at >= 0 && at + END_LENGTH <= tail.length; at = tail.indexOf(0x50, at + 1)) {
    if (view.getUint32(at, true) !== END) continue;
    (at + END_LENGTH + view.getUint16(at + 20, true) === tail.length ? exact : others).push(at);
  }
  for (const at of [...exact, ...others.reverse()]) {
    const found = await placeOf(window, tail.slice(at, at + END_LENGTH), from + at);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function placeOf(window: ByteWindow, record: Uint8Array, at: number): Promise<ZipEnd | undefined> {
  const view = viewOf(record);
  const wide = await place64(window, at);
  const size = wide?.size ?? view.getUint32(12, true);
  const storedStart = wide?.start ?? view.getUint32(16, true);
  const count = wide?.count ?? view.getUint16(10, true);
  const end = wide?.at ?? at;
  const facts = { end, storedStart, count, zip64: wide !== undefined };
  if (count === 0 && size === 0) return { ...facts, start: end };
  for (const start of [end - size, storedStart]) {
    if (start < 0 || start >= end) continue;
    if (signatureOf(await window.read(start, start + 4)) === CENTRAL) return { ...facts, start };
  }
  return undefined;
}

/** The 64-bit end record that goes with the end record at `end`. */
async function place64(
  window: ByteWindow,
  end: number,
): Promise<{ at: number; size: number; start: number; count: number } | undefined> {
  const locatorAt = end - LOCATOR64_LENGTH;
  if (locatorAt < 0) return undefined;
  const locator = await window.read(locatorAt, end);
  if (signatureOf(locator) !== LOCATOR64) return undefined;
  const stored = Number(viewOf(locator).getBigUint64(8, true));
  // The second place is right when bytes stand before the archive that its offsets do not count.
  for (const at of [stored, locatorAt - 56]) {
    if (at < 0 || at + 56 > locatorAt) continue;
    const bytes = await window.read(at, at + 56);
    if (signatureOf(bytes) !== END64) continue;
    const view = viewOf(bytes);
    return {
      at,
      count: Number(view.getBigUint64(32, true)),
      size: Number(view.getBigUint64(40, true)),
      start: Number(view.getBigUint64(48, true)),
    };
  }
  return undefined;
}
