/**
 * Cuts a file into blocks of whole lines, with bounded memory.
 *
 * @module
 */
import type { RandomAccessFile } from "../../core/host.ts";

/** Some whole lines, without the last one's line feed. */
export interface Block {
  bytes: Uint8Array;
  /** One line that is longer than allowed: `bytes` is only its start. */
  tooLong?: true;
}

/** What is read at a time: large enough to make the calls cheap, small enough to keep many batches in flight. */
const BLOCK_BYTES = 256 * 1024;

/** How much of a line that is too long is kept for people to recognise it. */
const START_BYTES = 2_000;

const LINE_FEED = 0x0a;

/**
 * The lines of a file from the first to the last, blank ones included; a byte order mark at its start is left out.
 * Only a line feed ends a line. A line of more than `maxLineBytes` is read over and never held as a whole. The bytes
 * of a block stay valid after the next one is asked for.
 */
export async function* readBlocks(
  file: RandomAccessFile,
  { maxLineBytes, signal }: { maxLineBytes: number; signal: AbortSignal },
): AsyncGenerator<Block> {
  let rest: Uint8Array = new Uint8Array(0);
  let skipping = false;
  for (let at = 0;;) {
    signal.throwIfAborted();
    // A line that spans blocks doubles what is read, so that it is copied a few times and not once a block.
    const buffer = new Uint8Array(rest.length + Math.max(BLOCK_BYTES, rest.length));
    buffer.set(rest);
    const read = await file.read(buffer.subarray(rest.length), at);
    let held = buffer.subarray(0, rest.length + read);
    if (at === 0 && startsWithMark(held)) held = held.subarray(3);
    at += read;
    if (skipping) {
      const end = held.indexOf(LINE_FEED);
      held = held.subarray(end < 0 ? held.length : end + 1);
      skipping = end < 0;
    }
    if (read === 0) {
      if (held.length > 0) yield* cutLong(held, maxLineBytes);
      return;
    }
    const end = held.lastIndexOf(LINE_FEED);
    if (end >= 0) yield* cutLong(held.subarray(0, end), maxLineBytes);
    rest = held.subarray(end + 1);
    if (rest.length > maxLineBytes) {
      yield { bytes: rest.slice(0, START_BYTES), tooLong: true };
      rest = new Uint8Array(0);
      skipping = true;
    }
  }
}

/** Puts each line that is too long by itself. */
function* cutLong(bytes: Uint8Array, maxLineBytes: number): Generator<Block> {
  if (bytes.length <= maxLineBytes) return yield { bytes };
  let start = 0;
  for (let at = 0; at <= bytes.length;) {
    const found = bytes.indexOf(LINE_FEED, at);
    const end = found < 0 ? bytes.length : found;
    if (end - at > maxLineBytes) {
      if (at > start) yield { bytes: bytes.subarray(start, at - 1) };
      yield { bytes: bytes.slice(at, Math.min(end, at + START_BYTES)), tooLong: true };
      start = end + 1;
    }
    at = end + 1;
  }
  if (start <= bytes.length) yield { bytes: bytes.subarray(start) };
}

function startsWithMark(bytes: Uint8Array): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
}
