/**
 * Many small pieces of bytes in a few stretches of memory: each by itself would cost more than it holds.
 *
 * @module
 */

/** Bytes of a stretch. */
const STRETCH = 128 * 1024;

/** Larger pieces have memory of their own. */
const SMALL = STRETCH / 8;

const encoder = new TextEncoder();

let stretch = new Uint8Array(STRETCH);
let at = 0;
/** Where this thread hands what it keeps to another: the memory of all that was kept since it last did. */
let kept: ArrayBuffer[] | undefined;

/** A copy of bytes. */
export function keepBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length > SMALL) return noted(new Uint8Array(bytes));
  if (at + bytes.length > STRETCH) renew();
  const copy = stretch.subarray(at, at += bytes.length);
  copy.set(bytes);
  return copy;
}

/** A text's UTF-8 bytes; lone surrogates become U+FFFD. */
export function keepText(text: string): Uint8Array<ArrayBuffer> {
  if (text.length * 3 > SMALL) return noted(encoder.encode(text));
  if (at + text.length * 3 > STRETCH) renew();
  const { written } = encoder.encodeInto(text, stretch.subarray(at));
  return stretch.subarray(at, at += written);
}

/**
 * All memory in which something was kept since the last call (the first gives what is kept from then on), to be
 * transferred to another thread: nothing of it may be used in this one any more.
 */
export function takeKept(): ArrayBuffer[] {
  const taken = kept ?? [];
  kept = [];
  renew();
  return taken;
}

function renew(): void {
  stretch = noted(new Uint8Array(STRETCH));
  at = 0;
}

function noted(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  kept?.push(bytes.buffer);
  return bytes;
}
