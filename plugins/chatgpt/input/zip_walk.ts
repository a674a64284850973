/**
 * Reads a zip archive without its directory, from local header to local header: what is left of one whose tail was cut
 * off still holds most of its members whole.
 *
 * @module
 */
import { type ByteWindow, HeaderReader, subWindow } from "./byte_window.ts";
import { inflateRaw } from "./inflate.ts";
import { InputError } from "./input_error.ts";
import type { InputLimits } from "./limits.ts";
import {
  CENTRAL,
  DESCRIPTOR,
  END,
  END64,
  LOCAL,
  LOCAL_LENGTH,
  readLocal,
  signatureOf,
  viewOf,
  type ZipRecord,
} from "./zip_record.ts";
import { windowChunks } from "./zip_data.ts";

/** A member found by its local header. */
export interface WalkedMember {
  record: ZipRecord;
  headerAt: number;
  dataAt: number;
  dataEnd: number;
  /** The archive ends inside it: what is there may be read. */
  cut: boolean;
  /** False where nobody knows its checksum and size: they would stand behind what is cut off. */
  checked: boolean;
}

interface WalkEnv {
  limits: InputLimits;
  signal: AbortSignal;
  /** Compressed bytes inflated so far. */
  effort: number;
}

/** Flag bit 3: checksum and sizes follow the data. */
const LATER = 8;

/** Walks the members from the first local header (within the first MiB) on, at most `max`. */
export async function walk(
  window: ByteWindow,
  max: number,
  limits: InputLimits,
  signal: AbortSignal,
): Promise<{ members: WalkedMember[]; skipped: number; more: boolean }> {
  const env: WalkEnv = { limits, signal, effort: 0 };
  const reader = new HeaderReader(window, 512);
  const members: WalkedMember[] = [];
  let skipped = 0;
  let at = await findLocal(window, 0, Math.min(window.size, 2 ** 20), signal) ?? window.size;
  while (at < window.size) {
    signal.throwIfAborted();
    const record = readLocal((length) => reader.bytes(at, length));
    if (record === undefined) {
      const next = await findLocal(window, at + 1, window.size, signal);
      const expected = isEnd(signatureOf(reader.bytes(at, 4))) ||
        (next === undefined && window.size - at < LOCAL_LENGTH);
      if (!expected) skipped++;
      at = next ?? window.size;
      continue;
    }
    if (members.length >= max) return { members, skipped, more: true };
    const member = await measure(window, record, at, env);
    members.push(member.found);
    at = member.next;
  }
  return { members, skipped, more: false };
}

async function measure(
  window: ByteWindow,
  record: ZipRecord,
  headerAt: number,
  env: WalkEnv,
): Promise<{ found: WalkedMember; next: number }> {
  const dataAt = headerAt + record.length;
  const found = { record, headerAt, dataAt, dataEnd: window.size, cut: false, checked: true };
  if ((record.flags & LATER) === 0) {
    const dataEnd = Math.min(dataAt + record.packedSize, window.size);
    return { found: { ...found, dataEnd, cut: dataEnd < dataAt + record.packedSize }, next: dataEnd };
  }
  const end = record.method === 8
    ? await inflatedEnd(window, dataAt, env)
    : await describedEnd(window, dataAt, env.signal);
  const packedSize = end.at - dataAt;
  const said = end.found ? descriptorAt(window, end.at, packedSize) : undefined;
  if (said !== undefined) {
    return { found: { ...found, record: { ...record, ...said.facts, packedSize }, dataEnd: end.at }, next: said.next };
  }
  const facts = { packedSize, size: end.size };
  return {
    found: { ...found, record: { ...record, ...facts }, dataEnd: end.at, cut: true, checked: false },
    next: end.at,
  };
}

/** Where data end whose size stands behind them, and how many bytes they are once inflated, as far as known. */
interface DataEnd {
  at: number;
  size: number;
  /** False where the data are damaged, or the archive ends first. */
  found: boolean;
}

/** Where a deflate stream ends by itself; a damaged one ends where the next member begins. */
async function inflatedEnd(window: ByteWindow, from: number, env: WalkEnv): Promise<DataEnd> {
  const { limits, signal } = env;
  const state = { consumed: 0, ended: false };
  let size = 0;
  let sound = true;
  try {
    for await (
      const piece of inflateRaw(windowChunks(subWindow(window, from, window.size), 65_536, signal), "", state)
    ) {
      size += piece.length;
      sound = size <= limits.maxEntryBytes &&
        (size <= limits.ratioFromBytes || size <= limits.maxRatio * (state.consumed + 65_536));
      if (!sound) break;
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    sound = false; // Reading the member will say so.
  }
  env.effort += state.consumed;
  if (sound) return { at: state.ended ? from + state.consumed : window.size, size, found: state.ended };
  // Damage shows some bytes behind its place, so the search begins at the start, unless that was done too often.
  const after = env.effort > 4 * window.size ? from + Math.max(1, state.consumed) : from;
  return { at: await findLocal(window, after, window.size, signal) ?? window.size, size, found: false };
}

/** Where stored data end whose size only their descriptor says. */
async function describedEnd(window: ByteWindow, from: number, signal: AbortSignal): Promise<DataEnd> {
  for await (const at of signatures(window, DESCRIPTOR, from, window.size, signal)) {
    if (descriptorAt(window, at, at - from) !== undefined) return { at, size: at - from, found: true };
  }
  return { at: window.size, size: window.size - from, found: false };
}

/** The descriptor behind data of `packedSize` bytes: with or without signature, sizes of 32 or 64 bits. */
function descriptorAt(
  window: ByteWindow,
  at: number,
  packedSize: number,
): { facts: { crc: number; size: number }; next: number } | undefined {
  const bytes = window.readSync(at, at + 28);
  const view = viewOf(bytes);
  const start = signatureOf(bytes) === DESCRIPTOR ? 4 : 0;
  for (const width of [4, 8]) {
    const length = start + 4 + 2 * width;
    if (bytes.length < length) continue;
    const number = (place: number) =>
      width === 4 ? view.getUint32(place, true) : Number(view.getBigUint64(place, true));
    const next = at + length;
    if (number(start + 4) !== (width === 4 ? packedSize % 2 ** 32 : packedSize)) continue;
    if (next + 4 <= window.size && !isRecord(signatureOf(window.readSync(next, next + 4)))) continue;
    return { facts: { crc: view.getUint32(start, true), size: number(start + 4 + width) }, next };
  }
  return undefined;
}

async function findLocal(
  window: ByteWindow,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<number | undefined> {
  for await (const at of signatures(window, LOCAL, from, to, signal)) return at;
  return undefined;
}

/** The places of a signature. */
async function* signatures(
  window: ByteWindow,
  signature: number,
  from: number,
  to: number,
  signal: AbortSignal,
): AsyncGenerator<number> {
  const block = 2 ** 20;
  for (let start = from; start < to; start += block) {
    signal.throwIfAborted();
    const bytes = await window.read(start, Math.min(to, start + block + 3));
    const view = viewOf(bytes);
    for (let at = bytes.indexOf(0x50); at >= 0 && at + 4 <= bytes.length; at = bytes.indexOf(0x50, at + 1)) {
      if (at < block && view.getUint32(at, true) === signature) yield start + at;
    }
  }
}

function isRecord(signature: number | undefined): boolean {
  return signature === LOCAL || isEnd(signature);
}

function isEnd(signature: number | undefined): boolean {
  return signature === CENTRAL || signature === END || signature === END64;
}
