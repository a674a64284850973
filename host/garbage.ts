/**
 * Memory that stays flat however long work goes on.
 *
 * @module
 */
import process from "node:process";
import { AT_ONCE_BYTES, press } from "../core/garbage.ts";
import type { ShardModule, UnitBatch } from "../core/source.ts";

/** How much of a program's memory is let be. */
export interface HeapBounds {
  /**
   * Heap and buffers in bytes at which all garbage is collected, at once. That takes a tenth of a second and more: V8
   * gives up room for new objects and compiled code too, and has to make them again.
   */
  limitBytes: number;
  /** Threads that keep the bound together: their sum has a peak that hardly depends on chance. @default this one alone */
  threads?: HeapsOfThreads;
}

/** Heaps of threads that work side by side. */
export interface HeapsOfThreads {
  /** KiB, one number a thread, in memory that all of them see. */
  sizes: Int32Array;
  /** Which of them is this thread's. */
  own: number;
}

/**
 * What a thread may take that works alone. Room for the largest conversations of most exports, so that these, and not
 * the garbage that happens to lie about, are the peak.
 */
const ALONE: HeapBounds = { limitBytes: 96e6 };
/** What several threads may take, each on the average. */
const SIDE_BY_SIDE_BYTES = 60e6;

/** The bounds of one of several threads that do the same work. */
export function boundsAmong(threads: HeapsOfThreads): HeapBounds {
  const { length } = threads.sizes;
  return length > 1 ? { limitBytes: length * SIDE_BY_SIDE_BYTES, threads } : ALONE;
}

/** What a thread may add to what is alive before it collects again, where more than the limit is alive. */
const LEAST_GROWTH = 24e6;
/** Bytes of heap that a byte of a conversation takes while it is parsed: its text, and what is made of it. */
const PER_BYTE = 3;
/**
 * A thread that has less than this part of the average, and than it might have alone, leaves it to others to collect:
 * they gain more. With more than that it collects by itself, as the others may have ended.
 */
const LEAST_SHARE = 0.9;

/**
 * For work that leaves much behind: to be called between its parts with the bytes of what comes next, it keeps the heap
 * within a bound. Left to itself, V8 lets garbage grow to several times of what is alive, and the longer it runs the
 * more: what parsing leaves behind (names of keys, shapes of objects) outlives its quick collections.
 */
export function heapKeeper({ limitBytes, threads = alone() }: HeapBounds = ALONE): (bytesAhead?: number) => void {
  const { sizes, own } = threads;
  let least = 0;
  return (bytesAhead = 0) => {
    const now = size() + bytesAhead * PER_BYTE;
    Atomics.store(sizes, own, now / 1024);
    const all = sizes.reduce((sum, _, i) => sum + Atomics.load(sizes, i), 0) * 1024;
    const share = Math.min(all / sizes.length * LEAST_SHARE, ALONE.limitBytes);
    if (all < limitBytes || now < Math.max(least, share)) return;
    collect();
    const left = size();
    Atomics.store(sizes, own, left / 1024);
    // Where much is alive, collecting for each small part of it would take all the time.
    least = Math.max(left * 1.5, left + LEAST_GROWTH);
  };
}

function alone(): HeapsOfThreads {
  return { sizes: new Int32Array(1), own: 0 };
}

/** Bytes of this thread's heap, and of the buffers that hang on it. */
function size(): number {
  // Most programs never ask: they need not wait for it.
  const { total_heap_size: heap, external_memory: outside } = process.getBuiltinModule("node:v8").getHeapStatistics();
  // What V8 was pressed with, and has not let go yet, is no memory.
  return heap + outside % AT_ONCE_BYTES;
}

/** The batches; the heap is kept within a bound (that of `heapKeeper`) between them. */
export async function* collecting<T>(
  batches: AsyncIterable<UnitBatch<T>>,
  bounds?: HeapBounds,
): AsyncGenerator<UnitBatch<T>> {
  const keep = heapKeeper(bounds);
  for await (const batch of batches) {
    keep(batch.units.reduce((sum, { bytes }) => sum + bytes, 0));
    yield batch;
  }
}

/** A shard's module whose batches come that way. */
export function withCollecting<T>(loaded: ShardModule<T>, bounds?: HeapBounds): ShardModule<T> {
  return { ...loaded, openShard: (part, context) => collecting(loaded.openShard(part, context), bounds) };
}

let known: (() => void) | undefined;

/** Collects garbage, all of it and now; milliseconds. Where the runtime does not let it, V8 is made to begin with it. */
function collect(): void {
  known ??= collectorOfV8() ?? (() => press());
  known();
}

/** Flags belong to the process: another thread may take this one away while it is needed here. */
const TRIES = 8;

/** What `--expose-gc` gives, without that flag: contexts made while it is set have it. */
function collectorOfV8(): (() => void) | undefined {
  const { setFlagsFromString } = process.getBuiltinModule("node:v8");
  const { runInNewContext } = process.getBuiltinModule("node:vm");
  for (let i = 0; i < TRIES; i++) {
    setFlagsFromString("--expose-gc");
    const found: unknown = runInNewContext("globalThis.gc");
    // Flags are part of what compiled code is kept by: it is not to be lost.
    setFlagsFromString("--no-expose-gc");
    if (typeof found === "function") return () => void found();
  }
  return undefined;
}
