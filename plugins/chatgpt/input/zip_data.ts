/**
 * The bytes of one member: inflated, counted and checked.
 *
 * @module
 */
import { crc32 } from "node:zlib";
import { type ByteWindow, subWindow } from "./byte_window.ts";
import { inflateRaw } from "./inflate.ts";
import { InputError, quote } from "./input_error.ts";
import type { Budget } from "./limits.ts";

/** A member of an archive that may be read. */
export interface ZipEntry {
  name: string;
  /** 0: stored, 8: deflated. */
  method: number;
  /** Bytes once inflated, as declared; of a cut member without a declaration, as far as known. */
  size: number;
  /** Declared CRC-32; undefined where it is cut off, with `size` then unsure too. */
  crc?: number;
  /** Its bytes in the archive. */
  start: number;
  end: number;
  /** The archive ends inside it: reading gives what is there and then throws. */
  cut: boolean;
  /** `size` may be the rest of a division by 2^32: an archive beyond 4 GiB without ZIP64. */
  wraps?: boolean;
  modifiedAt?: number;
  /** Bytes charged to the budget so far: reading twice costs once. */
  charged: number;
}

/** What reading a member needs beside it. */
export interface ReadEnv {
  budget: Budget;
  signal: AbortSignal;
}

/** Compressed bytes read at a time. */
const PACKED_PIECE = 64 * 1024;
/** Stored bytes read at a time. */
const STORED_PIECE = 512 * 1024;

/** A window in pieces, each good until the next is asked for: they lie in one buffer, which costs no garbage. */
export async function* windowChunks(
  window: ByteWindow,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const buffer = new Uint8Array(Math.min(size, window.size));
  for (let at = 0; at < window.size; at += size) {
    signal.throwIfAborted();
    const piece = await window.read(at, Math.min(window.size, at + size), buffer);
    if (piece.length > 0) yield piece;
    if (piece.length < Math.min(size, window.size - at)) return; // The file became shorter: the checks say so.
  }
}

/**
 * The member's bytes. What is there comes out first; then, at the end, its size and checksum are compared.
 *
 * @throws {InputError} when it is not what its archive says, or beyond a limit
 */
export async function* entryBytes(
  window: ByteWindow,
  entry: ZipEntry,
  env: ReadEnv,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const name = quote(entry.name);
  const packed = subWindow(window, entry.start, entry.end);
  const pieces = entry.method === 0
    ? windowChunks(packed, STORED_PIECE, env.signal)
    : inflateRaw(windowChunks(packed, PACKED_PIECE, env.signal), name);
  let size = 0;
  let crc = 0;
  for await (const piece of pieces) {
    env.signal.throwIfAborted();
    size += piece.length;
    checkSize(entry, size, env, name);
    crc = crc32(piece, crc);
    yield piece;
  }
  if (entry.cut) throw new InputError("cut", `Cannot read all of ${name}: the archive ends inside it, at byte ${size}`);
  if (size !== entry.size && !(entry.wraps && size % 2 ** 32 === entry.size)) {
    throw new InputError("size", `Cannot read all of ${name}: it holds ${size} bytes, its archive says ${entry.size}`);
  }
  if (entry.crc !== undefined && crc !== entry.crc) {
    throw new InputError("checksum", `Cannot trust ${name}: its bytes do not have the checksum its archive gives`);
  }
}

/** Counts what really comes out: what an archive declares is only a claim. */
function checkSize(entry: ZipEntry, size: number, { budget }: ReadEnv, name: string): void {
  const { maxEntryBytes, maxRatio, ratioFromBytes } = budget.limits;
  if (entry.crc !== undefined && size > entry.size && !entry.wraps) {
    const message = `Cannot read ${name}: it holds more than the ${entry.size} bytes its archive says`;
    throw new InputError("size", message);
  }
  if (size > maxEntryBytes) {
    const message =
      `Cannot inflate ${name}: it holds more than ${maxEntryBytes} bytes, raise maxEntryBytes if that is right`;
    throw new InputError("limit", message);
  }
  if (size > ratioFromBytes && size > maxRatio * (entry.end - entry.start)) {
    const message = `Cannot inflate ${name}: it grows more than ${maxRatio} times, raise maxRatio if that is right`;
    throw new InputError("limit", message);
  }
  if (size <= entry.charged) return;
  const more = size - entry.charged;
  entry.charged = size;
  budget.takeBytes(more, name);
}
