/**
 * The threads of `finetune`: chats are read and made into text there, the thread of the run writes.
 *
 * @module
 */
import type { Context } from "../../core/context.ts";
import { ByteBudget } from "../../core/engine/gate.ts";
import { describe } from "../../core/errors.ts";
import type { Thread, Threads } from "../../core/host.ts";
import type { Shard } from "../../core/source.ts";
import type { FinetuneSettings, OpenedElsewhere } from "../../plugins/finetune/mod.ts";
import type { Asked, MadePiece, Opened } from "./thread.ts";

/** What a thread runs. */
const MODULE = new URL("./thread.ts", import.meta.url).href;
/** For each thread, most bytes of chats that are being made or wait for those before them; a chat alone may have more. */
const BYTES_AHEAD = 24e6;

/** Bounds of a thread's heap, megabytes: close ones, so that garbage is collected while it is small. */
const YOUNG_MEGABYTES = 8;
const OLD_MEGABYTES = 640;
/** Bytes of heap that a byte of a chat may take; mostly it is 4. */
const PER_BYTE = 32;

/** Threads that make the pieces of one source. */
export class Crew implements OpenedElsewhere {
  readonly #settings: FinetuneSettings;
  readonly #begin: (oldMegabytes: number) => Thread | undefined;
  readonly #contexts = new Map<string, Context>();
  #threads: Thread[] = [];
  /** Memory in which texts lay that were written: the next piece is made in it. */
  #spare: ArrayBuffer[] = [];
  #opened: Promise<Opened> | undefined;

  /** Starts up to `count` threads and lets them open the transforms; undefined where none may be had. */
  static start(threads: Threads | undefined, count: number, settings: FinetuneSettings): Crew | undefined {
    if (!threads?.mayLoad(MODULE)) return undefined;
    const crew = new Crew(settings, (old) => threads.start({ heap: { young: YOUNG_MEGABYTES, old }, anywhere: true }));
    return crew.#start(count, OLD_MEGABYTES) > 0 ? crew : undefined;
  }

  private constructor(settings: FinetuneSettings, begin: (oldMegabytes: number) => Thread | undefined) {
    this.#settings = settings;
    this.#begin = begin;
  }

  /** Starts threads; gives how many there are. */
  #start(count: number, oldMegabytes: number): number {
    const openings: Promise<Opened>[] = [];
    for (let i = 0; i < count; i++) {
      const thread = this.#begin(oldMegabytes);
      if (!thread) break;
      this.#threads.push(thread);
      openings.push(ask<Opened>(thread, { open: this.#settings }));
    }
    // All have opened the same: one of them is heard.
    this.#opened = Promise.all(openings).then(([first]) => first);
    // Whoever waits for it is told.
    this.#opened.catch(() => {});
    return this.#threads.length;
  }

  async opened(transform: string, context: Context): Promise<void> {
    this.#contexts.set(transform, context);
    const { logs, failed } = await this.#opened!;
    for (const { plugin, level, message } of logs) if (plugin === transform) context.log[level](message);
    if (failed?.by === transform) throw new RangeError(failed.error);
  }

  /**
   * Lets the threads make pieces; gives what they made in the order of the pieces.
   *
   * @param largestBytes of the largest chat
   * @throws {Error} when a thread fails: what it worked on cannot be told from what comes after it
   */
  async *make(
    shards: readonly Shard[],
    largestBytes: number,
    source: string,
    context: Context,
  ): AsyncGenerator<MadePiece> {
    await this.#makeRoom(largestBytes);
    const { signal, stateFolder: scratchFolder } = context;
    const made = new Map(shards.keys().map((index) => [index, Promise.withResolvers<MadePiece>()]));
    // Whoever waits for it is told.
    for (const { promise } of made.values()) promise.catch(() => {});
    const budget = new ByteBudget(BYTES_AHEAD * this.#threads.length);
    let next = 0;
    let turn: Promise<unknown> = Promise.resolve();
    // One thread after the other is given a piece: a later one may not take the room of an earlier one.
    const take = (): Promise<number> => {
      const mine = turn.then(async () => {
        const index = next++;
        if (index < shards.length) await budget.take(shards[index].bytes ?? 0);
        return index;
      });
      turn = mine;
      return mine;
    };
    const work = async (thread: Thread): Promise<void> => {
      for (let index = await take(); index < shards.length; index = await take()) {
        try {
          const asked: Asked = {
            shard: shards[index],
            source,
            spare: this.#spare,
            ...(scratchFolder === undefined ? {} : { scratchFolder }),
          };
          this.#spare = [];
          made.get(index)!.resolve(await ask<MadePiece>(thread, asked, asked.spare));
        } catch (cause) {
          made.get(index)!.reject(new Error(`a thread that makes blocks failed: ${describe(cause)}`, { cause }));
          return;
        }
      }
    };
    const stop = () => this.stop();
    signal.addEventListener("abort", stop, { once: true });
    try {
      for (const thread of this.#threads) void work(thread);
      for (const index of shards.keys()) {
        const piece = await made.get(index)!.promise;
        // What was handed on is held by nobody here.
        made.delete(index);
        signal.throwIfAborted();
        this.#tell(piece, context);
        yield piece;
        budget.give(shards[index].bytes ?? 0);
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  /** Takes memory that is needed no more. */
  giveBack(spare: readonly ArrayBuffer[]): void {
    this.#spare.push(...spare);
  }

  /** Ends the threads; may be called again. */
  stop(): void {
    for (const thread of this.#threads) thread.stop();
  }

  /** Threads are started again where a chat needs more room than they have. */
  async #makeRoom(largestBytes: number): Promise<void> {
    const megabytes = Math.ceil(largestBytes / 1e6 * PER_BYTE);
    if (megabytes <= OLD_MEGABYTES) return;
    this.stop();
    const count = this.#threads.length;
    this.#threads = [];
    this.#start(count, megabytes);
    await this.#opened;
  }

  #tell({ counts, logs }: MadePiece, context: Context): void {
    for (const [name, n] of counts) context.count(name, n);
    for (const { plugin, level, message } of logs) {
      (this.#contexts.get(plugin) ?? context).log[level](message);
    }
  }
}

async function ask<A>(thread: Thread, part: Asked, transfer: ArrayBuffer[] = []): Promise<A> {
  thread.send({ help: { module: MODULE, part } }, transfer);
  const { helped, error } = await thread.next() as { helped?: A; error?: string };
  if (helped === undefined) throw new Error(error);
  return helped;
}
