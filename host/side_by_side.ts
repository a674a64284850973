/**
 * `visitRecords`: every record of a source, seen by several threads.
 *
 * @module
 */
import { cutSource, type PieceResult } from "../core/engine/side_by_side.ts";
import { describe } from "../core/errors.ts";
import type { Loss, Source } from "../core/source.ts";
import { plainContext, readPiece, startWorker } from "./workers.ts";

/** What came of all pieces. */
export interface VisitReport<R> {
  /** One result a piece, in the order of the reading. */
  results: R[];
  read: number;
  dropped: number;
  /** Copies left out because another one won. */
  merged: number;
  dead: PieceResult<R>["dead"];
}

/**
 * Lets visitors see every record of a source that can be cut into shards, in this thread and `threads - 1` workers.
 * `visitor` is the URL of a module whose default export makes a `Visitor`; each thread has its own, and its results
 * come back in order. Copies of a unit are merged before. For counts and statistics: records never change threads.
 */
export async function visitRecords<T, R>(
  source: Source<T>,
  visitor: string | URL,
  options: { threads?: number; signal?: AbortSignal } = {},
): Promise<VisitReport<R>> {
  const { threads = 1, signal = new AbortController().signal } = options;
  // They load while this thread looks what there is.
  const workers = Array.from({ length: threads - 1 }, () => startWorker(signal));
  try {
    const { shards, merged, losses } = await cutSource(source, workers, plainContext(signal, new Map()));
    const [own, ...others] = shards;
    const sizes = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * shards.length));
    const visit = (own: number) => ({ visitor: String(visitor), threads: { sizes, own } });
    // The workers first: they run while this thread does its own piece.
    const read = others.map((shard, i) => workers[i].readPiece<R>(shard, visit(i + 1)));
    if (own) read.unshift(readPiece<R>(own, visit(0), signal));
    const pieces = await Promise.all(read);
    return reportOf(pieces, merged, losses);
  } finally {
    for (const worker of workers) worker.stop();
  }
}

function reportOf<R>(pieces: PieceResult<R>[], merged: number, losses: Loss[]): VisitReport<R> {
  return {
    results: pieces.map((piece) => piece.result),
    read: pieces.reduce((sum, piece) => sum + piece.read, losses.length),
    dropped: pieces.reduce((sum, piece) => sum + piece.dropped, 0),
    merged,
    dead: [
      ...losses.map(({ error }) => ({ unit: "", error: describe(error) })),
      ...pieces.flatMap((piece) => piece.dead),
    ],
  };
}
