/**
 * The safetensors format: an 8-byte length (little-endian), a JSON header of that length, the tensors' bytes.
 *
 * The form is that of the format's own README (https://github.com/huggingface/safetensors#format).
 *
 * @module
 */
import { isObject } from "../raw.ts";

/** Longest header that is read, bytes: the format's own limit. */
export const MOST_HEADER = 100_000_000;

/** Where a tensor lies in the file. */
export interface Tensor {
  readonly type: string;
  readonly shape: readonly number[];
  /** First byte in the file. */
  readonly start: number;
  /** Bytes. */
  readonly length: number;
}

/** Numbers of a tensor, in the form in which they are stored. */
export type Numbers = Float32Array | Float16Array | Float64Array | Int8Array | Int32Array | BigInt64Array;

const TYPES: { readonly [type: string]: { bytes: number; of(buffer: ArrayBuffer): Numbers } } = {
  F64: { bytes: 8, of: (buffer) => new Float64Array(buffer) },
  F32: { bytes: 4, of: (buffer) => new Float32Array(buffer) },
  F16: { bytes: 2, of: (buffer) => new Float16Array(buffer) },
  I8: { bytes: 1, of: (buffer) => new Int8Array(buffer) },
  I32: { bytes: 4, of: (buffer) => new Int32Array(buffer) },
  I64: { bytes: 8, of: (buffer) => new BigInt64Array(buffer) },
};

/**
 * The tensors that a header names.
 *
 * @param header the header's bytes, without the length before them
 * @param size bytes of the whole file
 * @throws {SyntaxError} when the header is none, or a tensor of a known type does not lie in the file
 */
export function readTensors(header: Uint8Array, size: number): Map<string, Tensor> {
  const said = parse(header);
  const begin = 8 + header.length;
  const tensors = new Map<string, Tensor>();
  for (const [name, value] of Object.entries(said)) {
    if (name === "__metadata__") continue;
    const { dtype: type, shape, data_offsets: offsets } = isObject(value) ? value : {};
    if (typeof type !== "string" || !isCounts(shape) || !isCounts(offsets) || offsets.length !== 2) {
      throw new SyntaxError(`Cannot read tensor "${name}": expected dtype, shape and data_offsets`);
    }
    const [from, to] = offsets;
    const expected = Object.hasOwn(TYPES, type) ? shape.reduce((a, b) => a * b, TYPES[type].bytes) : to - from;
    if (to - from !== expected || begin + to > size) {
      throw new SyntaxError(
        `Cannot read tensor "${name}": bytes ${from} to ${to} are not its ${
          shape.join(" × ")
        } numbers of ${type} in the file`,
      );
    }
    tensors.set(name, { type, shape, start: begin + from, length: to - from });
  }
  return tensors;
}

/**
 * A tensor's bytes as numbers.
 *
 * @throws {RangeError} when its type is none that is read
 */
export function numbersOf(name: string, { type }: Tensor, bytes: ArrayBuffer): Numbers {
  if (Object.hasOwn(TYPES, type)) return TYPES[type].of(bytes);
  throw new RangeError(
    `Cannot read tensor "${name}": it is of type ${type}, expected one of ${Object.keys(TYPES).join(", ")}`,
  );
}

function parse(header: Uint8Array): { readonly [name: string]: unknown } {
  let said: unknown;
  try {
    said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(header));
  } catch (cause) {
    throw new SyntaxError("Cannot read safetensors: its header is no JSON", { cause });
  }
  if (!isObject(said)) throw new SyntaxError("Cannot read safetensors: its header is no object");
  return said;
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);
}
