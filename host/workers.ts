/**
 * Workers that read pieces of a source.
 *
 * @module
 */
import type { Context } from "../core/context.ts";
import { type PieceResult, type Visitor, visitShard } from "../core/engine/side_by_side.ts";
import type { Shard, ShardModule } from "../core/source.ts";
import { denoHost } from "./deno.ts";
import { newWorker } from "./new_worker.ts";

/** What a worker is told. */
export interface Order {
  shard: Shard;
  /** URL of a module whose default export makes a visitor. */
  visitor: string;
}

/** What a worker answers. */
export type Answer<R> = { result: PieceResult<R> } | { error: string };

/** A context for work outside of a run: counts are summed, nothing is logged. */
export function plainContext(signal: AbortSignal, counts: Map<string, number>): Context {
  const { clock, random, files, locks, effect } = denoHost();
  return {
    signal,
    clock,
    random,
    files,
    locks,
    effect,
    log: { debug() {}, info() {}, warn() {} },
    count: (name, n = 1) => void counts.set(name, (counts.get(name) ?? 0) + n),
    progress() {},
  };
}

/** Carries out an order in this thread. */
export async function carryOut<R>({ shard, visitor }: Order, signal: AbortSignal): Promise<PieceResult<R>> {
  const loaded: ShardModule<unknown> = await import(shard.module);
  const made: { default(): Visitor<unknown, R> } = await import(visitor);
  return await visitShard(shard, loaded, made.default(), plainContext(signal, new Map()));
}

/** A worker that loads its modules before it is told what to do. */
export interface StartedWorker<R> {
  /** Called once. Rejects with the signal's reason, and when the worker fails. */
  carryOut(order: Order): Promise<PieceResult<R>>;
  stop(): void;
}

/** Starts a worker for one order; it has to be stopped, whatever happened. */
export function startWorker<R>(signal: AbortSignal): StartedWorker<R> {
  const worker = newWorker("./worker_main.ts");
  const { promise, resolve, reject } = Promise.withResolvers<PieceResult<R>>();
  // What fails before there is an order is told to whoever gives it.
  promise.catch(() => {});
  const abort = () => reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  worker.on("message", (answer: Answer<R>) => {
    if ("result" in answer) resolve(answer.result);
    else reject(new Error(answer.error));
  });
  worker.on("error", (cause: Error) => {
    reject(new Error(`Cannot read a piece in a worker: ${cause.message}`, { cause }));
  });
  return {
    carryOut(order) {
      worker.postMessage(order);
      return promise;
    },
    stop() {
      signal.removeEventListener("abort", abort);
      void worker.terminate();
    },
  };
}
