/**
 * What another thread does for the sink.
 *
 * @module
 */
import type { PackedRows } from "./packed_rows.ts";
import { linesOf, type PieceLines } from "./piece.ts";

/** A piece, and memory that was used and may be used again. */
export interface Asked {
  rows: PackedRows;
  /** Whether the files of `SAFE_FILES` are wanted. */
  safe: boolean;
  memory: ArrayBuffer[];
}

/** Its lines, and behind their memory that of its rows: bytes and numbers. */
export type Answered = PieceLines;

/** Makes the lines of a piece. */
export function help({ rows, safe, memory }: Asked): Promise<Answered> {
  const { transfer, ...lines } = linesOf(rows, safe, memory);
  return Promise.resolve({ ...lines, transfer: [...transfer, rows.bytes, rows.numbers] });
}
