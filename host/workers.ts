/**
 * Workers that read pieces of a source.
 *
 * @module
 */
import type { Context } from "../core/context.ts";
import { type PieceResult, type Visitor, visitShard } from "../core/engine/side_by_side.ts";
import type { Helper, Shard, ShardModule } from "../core/source.ts";
import { denoHost } from "./deno.ts";
import { boundsAmong, heapKeeper, type HeapsOfThreads } from "./garbage.ts";
import { newWorker } from "./new_worker.ts";

/** How a shard is read. */
export interface Visit {
  /** URL of a module whose default export makes a visitor. */
  visitor: string;
  /** Those that read pieces at the same time. */
  threads: HeapsOfThreads;
}

/** What a worker is told. */
export interface Order {
  shard: Shard;
  /** Absent: the shard's `help` is called. */
  visit?: Visit;
}

/** What a worker answers, in the order in which it was told. */
export type Answer = { result: unknown } | { error: string };

/** A context for work outside of a run: counts are summed, nothing is logged; whoever tells how far it is has its heap kept small. */
export function plainContext(signal: AbortSignal, counts: Map<string, number>): Context {
  const { clock, random, files, locks, effect } = denoHost();
  const keep = heapKeeper();
  return {
    signal,
    clock,
    random,
    files,
    locks,
    effect,
    log: { debug() {}, info() {}, warn() {} },
    count: (name, n = 1) => void counts.set(name, (counts.get(name) ?? 0) + n),
    progress: () => keep(),
  };
}

/** Reads a piece in this thread, one of those that do so. */
export async function readPiece<R>(
  shard: Shard,
  { visitor, threads }: Visit,
  signal: AbortSignal,
): Promise<PieceResult<R>> {
  const loaded: ShardModule<unknown> = await import(shard.module);
  const made: { default(): Visitor<unknown, R> } = await import(visitor);
  return await visitShard(
    shard,
    loaded,
    made.default(),
    plainContext(signal, new Map()),
    heapKeeper(boundsAmong(threads)),
  );
}

/** Carries out an order in this thread. */
export async function carryOut({ shard, visit }: Order, signal: AbortSignal): Promise<unknown> {
  if (visit) return await readPiece(shard, visit, signal);
  const loaded: ShardModule<unknown> = await import(shard.module);
  return await loaded.help?.(shard.part, plainContext(signal, new Map()));
}

/** A worker that loads its modules before it is told what to do. Its promises reject with the signal's reason, and when it fails. */
export interface StartedWorker extends Helper {
  readPiece<R>(shard: Shard, visit: Visit): Promise<PieceResult<R>>;
  stop(): void;
}

/** Starts a worker, which does one thing after the other; it has to be stopped, whatever happened. */
export function startWorker(signal: AbortSignal): StartedWorker {
  const worker = newWorker("./worker_main.ts");
  const asked: { resolve(result: unknown): void; reject(reason: unknown): void }[] = [];
  let failure: { reason: unknown } | undefined;
  const fail = (reason: unknown) => {
    failure ??= { reason };
    for (const { reject } of asked.splice(0)) reject(reason);
  };
  const abort = () => fail(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  worker.on("message", (answer: Answer) => {
    const waiting = asked.shift();
    if ("result" in answer) waiting?.resolve(answer.result);
    else waiting?.reject(new Error(answer.error));
  });
  worker.on("error", (cause: Error) => {
    fail(new Error(`Cannot read a piece in a worker: ${cause.message}`, { cause }));
  });
  const tell = (order: Order): Promise<unknown> => {
    // What fails before there is an order is told to whoever gives it.
    if (failure) return Promise.reject(failure.reason);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    asked.push({ resolve, reject });
    worker.postMessage(order);
    return promise;
  };
  return {
    help: (shard) => tell({ shard }),
    readPiece: async <R>(shard: Shard, visit: Visit) => await tell({ shard, visit }) as PieceResult<R>,
    stop() {
      signal.removeEventListener("abort", abort);
      void worker.terminate();
    },
  };
}
