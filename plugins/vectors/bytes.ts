/**
 * Numbers as the store keeps them: little-endian, as they lie in memory.
 *
 * @module
 */
import type { SQLOutputValue } from "node:sqlite";

/** The bytes of numbers, not copied. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** 32-bit floats of a blob; copied only where they do not lie on a border of four bytes. */
export function floatsOf(blob: SQLOutputValue | Uint8Array | undefined): Float32Array<ArrayBuffer> {
  const bytes = blob as Uint8Array<ArrayBuffer>;
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(buffer, byteOffset, byteLength >> 2);
}
