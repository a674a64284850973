/**
 * What another thread does for the sink.
 *
 * @module
 */
import { linesOf, type PackedRows, type PieceLines, unpack } from "./piece.ts";

/** A piece, and memory that was used and may be used again. */
export interface Asked {
  rows: PackedRows;
  memory: ArrayBuffer[];
}

/** Makes the lines of a piece. */
export function help({ rows, memory }: Asked): Promise<PieceLines> {
  return Promise.resolve(linesOf(unpack(rows), rows.safe, memory));
}
