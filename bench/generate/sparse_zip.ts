/**
 * Zip archives with stretches of zeros that take no room on a disk, written as the privacy portal writes its large ones:
 * members stored, sizes in descriptors behind them, offsets and sizes modulo 2^32 and no ZIP64.
 *
 * @module
 */
import { crc32 } from "node:zlib";

/** A member: bytes, or so many zeros. */
export interface SparseMember {
  name: string;
  data: Uint8Array | { zeros: number };
  /** Written in the directory in the place of the true offset. */
  offset?: number;
}

/** A piece of an archive. */
export type Piece = Uint8Array | { zeros: number };

const encoder = new TextEncoder();
/** 2026-06-01 in the form of DOS. */
const DAY = ((2026 - 1980) << 25 | 6 << 21 | 1 << 16) >>> 0;

/** The archive, piece by piece. */
export function* zipPieces(members: Iterable<SparseMember>): Generator<Piece> {
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const { name, data, offset } of members) {
    const path = encoder.encode(name);
    const size = data instanceof Uint8Array ? data.length : data.zeros;
    const crc = data instanceof Uint8Array ? crc32(data) : crcOfZeros(size);
    const shared = [[2, 0x808], [2, 0], [4, DAY]] as [number, number][];
    const local = record([[4, 0x04034b50], [2, 20], ...shared, [4, 0], [4, 0], [4, 0], [2, path.length], [2, 0]]);
    directory.push(
      record([
        [4, 0x02014b50],
        [2, 20],
        [2, 20],
        ...shared,
        [4, crc],
        [4, size],
        [4, size],
        [2, path.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, offset ?? at],
      ]),
      path,
    );
    yield local;
    yield path;
    yield data;
    yield record([[4, 0x08074b50], [4, crc], [4, size], [4, size]]);
    at += local.length + path.length + size + 16;
  }
  yield* directory;
  const length = directory.reduce((sum, piece) => sum + piece.length, 0);
  const count = directory.length / 2;
  yield record([[4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, length], [4, at], [2, 0]]);
}

/** The archive in memory. */
export function zipBytes(members: Iterable<SparseMember>): Uint8Array<ArrayBuffer> {
  const pieces = [...zipPieces(members)].map((piece) =>
    piece instanceof Uint8Array ? piece : new Uint8Array(piece.zeros)
  );
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  pieces.reduce((at, piece) => (whole.set(piece, at), at + piece.length), 0);
  return whole;
}

/** Writes pieces into a file; zeros become holes where the disk has such. Resolves with the file's size. */
export async function writeSparse(path: string, pieces: Iterable<Piece>): Promise<number> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  let at = 0;
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      for (let done = 0; done < piece.length;) done += await file.write(piece.subarray(done));
      at += piece.length;
    } else {
      at += piece.zeros;
      await file.seek(at, Deno.SeekMode.Start);
    }
  }
  await file.truncate(at);
  return at;
}

/** Little-endian fields: width in bytes, value modulo that width. */
function record(fields: [width: number, value: number][]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  let at = 0;
  for (const [width, value] of fields) {
    for (let i = 0; i < width; i++) bytes[at++] = Math.floor(value / 2 ** (8 * i)) % 256;
  }
  return bytes;
}

/** CRC-32 of so many zero bytes, by squaring what one of them does to the register: no byte is looked at. */
export function crcOfZeros(count: number): number {
  let step: Matrix = Array.from({ length: 32 }, (_, bit) => zeroByte((1 << bit) >>> 0));
  let register = 0xffffffff;
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) register = times(step, register);
    step = step.map((column) => times(step, column));
  }
  return (register ^ 0xffffffff) >>> 0;
}

/** What each bit of the register becomes. */
type Matrix = number[];

function times(matrix: Matrix, register: number): number {
  let product = 0;
  for (let bit = 0; bit < 32; bit++) if (register >>> bit & 1) product ^= matrix[bit];
  return product >>> 0;
}

function zeroByte(register: number): number {
  let value = register;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
}
