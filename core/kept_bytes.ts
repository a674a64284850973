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

/** A copy of bytes. */
export function keepBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  if (bytes.length > SMALL) return new Uint8Array(bytes);
  if (at + bytes.length > STRETCH) renew();
  const kept = stretch.subarray(at, at += bytes.length);
  kept.set(bytes);
  return kept;
}

/** A text's UTF-8 bytes; lone surrogates become U+FFFD. */
export function keepText(text: string): Uint8Array<ArrayBuffer> {
  if (text.length * 3 > SMALL) return encoder.encode(text);
  if (at + text.length * 3 > STRETCH) renew();
  const { written } = encoder.encodeInto(text, stretch.subarray(at));
  return stretch.subarray(at, at += written);
}

function renew(): void {
  stretch = new Uint8Array(STRETCH);
  at = 0;
}
