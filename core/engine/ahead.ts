/**
 * Reading ahead in another thread: it parses and hashes while this one compares, writes and commits.
 *
 * @module
 */
import { describe } from "../errors.ts";
import type { Thread, Threads } from "../host.ts";
import type { Helper, Shard, Unit } from "../source.ts";
import { AheadUnit } from "./ahead_unit.ts";
import { breathe } from "./breath.ts";
import { isCopy } from "./copies.ts";
import type { Selection } from "./decide.ts";
import { BYTES_IN_FLIGHT } from "./options.ts";
import type { Answer, Order, Request } from "./read_ahead.ts";
import { count, type RunState } from "./state.ts";

/**
 * Most bytes that are read ahead where nothing else is said: half of it is one batch, and a store that commits half as
 * often writes less.
 */
const BYTES_AHEAD = 2 * BYTES_IN_FLIGHT;

/** Units that were read ahead. */
interface AheadBatch {
  units: Unit<unknown>[];
  /** To be called when they have been handled: the thread may then read on. */
  done(): void;
}

/** Reading ahead, for one run. */
export interface Ahead {
  /** Lets the thread, if it runs already, do its part of the scan that comes first. */
  share(): Promise<void>;
  /**
   * The wanted units as another thread reads them, where one may be had and there is enough to read. It may end early:
   * what it has not handed over is to be read here.
   */
  units(selection: Selection): AsyncGenerator<AheadBatch>;
  stop(): void;
}

/** Reading ahead where nothing needs the records in this thread. Where all will be wanted, the thread starts at once. */
export function readAhead(state: RunState): Ahead | undefined {
  const { settings: { host: { threads } }, source, sinks } = state;
  const stores = modulesOf(state);
  if (!threads || !stores || !source.shards || !stores.every((store) => threads.mayLoad(store))) return undefined;
  let thread: Thread | undefined;
  let helping: Promise<unknown> | undefined;
  const all = !state.selection && sinks.every((sink) => sink.kind === "store" && sink.fresh);
  if (all && (source.bytes ?? 0) >= threads.leastBytes) {
    thread = threads.start();
    thread?.send({ modules: stores } satisfies Request);
  }
  return {
    async share() {
      if (!thread) return;
      const mine = helper(thread);
      await source.share?.([{ help: (shard) => helping = mine.help(shard) }]);
    },
    async *units(selection) {
      // A scan that could not use its part has not waited for it.
      await helping?.catch(() => {});
      const shard = await shardOf(state, selection, threads);
      thread ??= shard && threads.start();
      if (!thread || !shard) return;
      try {
        yield* receive(state, thread, shard, stores);
      } catch (error) {
        state.signal.throwIfAborted();
        const { sourceName } = state;
        state.contextFor(sourceName).log.warn(`Cannot read ahead: ${describe(error)}; reading on without`);
      }
    },
    stop: () => thread?.stop(),
  };
}

/** The thread as one that helps with the scan, before it is told to read. */
function helper(thread: Thread): Helper {
  return {
    async help(shard) {
      thread.send({ help: shard } satisfies Request);
      const { helped, error } = await thread.next() as Answer;
      if (error !== undefined) throw new Error(error);
      return helped;
    },
  };
}

/** All that is wanted as one piece; undefined where it is not worth a thread, or cannot be read in one. */
async function shardOf(state: RunState, selection: Selection, threads: Threads): Promise<Shard | undefined> {
  if (selection.totalBytes < threads.leastBytes) return undefined;
  // Partial copies are put together by the source, from their records.
  if (selection.wanted.values().some(({ copies }) => copies.length > 1)) return undefined;
  const [shard] = await state.source.shards!(1, choose(selection));
  return shard && threads.mayLoad(shard.module) ? shard : undefined;
}

/** URLs of the modules that work out the stores' entries; undefined where something else needs the records. */
function modulesOf({ mode, root, sinks }: RunState): string[] | undefined {
  if (mode === "plan" || root.links.length > 0 || root.forks.length > 0) return undefined;
  const modules: string[] = [];
  for (const { kind, leaf } of sinks) {
    if (kind === "file" || leaf.derivations.length > 0) return undefined;
    const { sink: { entries, entriesModule } } = leaf;
    if (entriesModule === undefined || entriesModule.standsFor !== entries) return undefined;
    modules.push(entriesModule.url);
  }
  return modules;
}

/** Chooses each wanted unit once: a copy that is the same to the byte may come again. */
function choose({ wanted }: Selection): (unit: Unit<unknown>) => boolean {
  const chosen = new Set<string | undefined>();
  return (unit) => {
    const found = wanted.get(unit.key ?? "");
    if (!found || chosen.has(unit.key) || !isCopy(found.copies[0], unit)) return false;
    chosen.add(unit.key);
    return true;
  };
}

async function* receive(
  state: RunState,
  thread: Thread,
  shard: Shard,
  stores: string[],
): AsyncGenerator<AheadBatch> {
  const { settings: { maxBytesInFlight = BYTES_AHEAD, stateFolder }, signal } = state;
  const stop = () => thread.stop();
  signal.addEventListener("abort", stop, { once: true });
  const tell = (request: Request) => thread.send(request);
  const { log } = state.contextFor(state.sourceName);
  try {
    tell({ order: { shard, stores, scratchFolder: stateFolder, bytesAhead: maxBytesInFlight } satisfies Order });
    while (true) {
      signal.throwIfAborted();
      const answer = await thread.next() as Answer;
      await breathe(state);
      for (const [name, n] of answer.counts ?? []) count(state, name, n);
      for (const { level, message } of answer.logs ?? []) log[level](message);
      if (answer.error !== undefined) throw new Error(answer.error);
      if (answer.units === undefined) return;
      const { units, memory = [] } = answer;
      const handled = units.reduce((sum, unit) => sum + unit.bytes, 0);
      const done = () => {
        // Nobody needs it any more, and to wait for the garbage collector costs a hundred megabytes.
        for (const one of memory) one.transfer(0);
        tell({ handled });
      };
      yield { units: units.map((unit) => new AheadUnit(unit)), done };
    }
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
