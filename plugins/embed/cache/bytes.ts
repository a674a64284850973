/**
 * Keys and vectors as bytes.
 *
 * @module
 */
import { Buffer } from "node:buffer";

/** The bytes of hexadecimal digits. */
export function toBytes(digits: string): Uint8Array {
  return Buffer.from(digits, "hex");
}

/** A vector of little-endian 32-bit floats; undefined where they are none. */
export function fromBytes(bytes: Uint8Array): Float32Array | undefined {
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  // A copy: a float must begin at a multiple of four.
  const vector = new Float32Array(bytes.slice().buffer);
  return vector.every(Number.isFinite) ? vector : undefined;
}
