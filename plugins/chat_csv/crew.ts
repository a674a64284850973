/**
 * The threads that make lines: one beside this one where it may be had, and this one itself.
 *
 * @module
 */
import { setImmediate } from "node:timers";
import type { Context } from "../../core/context.ts";
import { describe } from "../../core/errors.ts";
import type { Thread } from "../../core/host.ts";
import type { PackedRows, RowMemory } from "./packed_rows.ts";
import { linesOf, type PieceLines } from "./piece.ts";
import type { Answered, Asked } from "./thread.ts";

/** Pieces a thread is given before it has answered: one that it works on, and those for when it is done. */
const MOST_ASKED = 3;
/** Pieces whose lines wait for those of an earlier one. */
const MOST_WAITING = 4;

/** Bytes of lines that may wait: of hostile rows a piece can become many times its size. */
const MOST_WAITING_BYTES = 16 * 1024 * 1024;
/** Memory of more bytes is not kept to be used again. */
const MOST_KEPT = 2 * 1024 * 1024;

const MODULE = new URL("./thread.ts", import.meta.url).href;

/** A piece on its way. */
interface Job {
  /** Kept while another thread has them, too: it may fail. Absent once there are lines. */
  rows?: PackedRows;
  /** Absent while another thread makes them. */
  lines?: PieceLines;
  /** Resolves when the other thread has answered, or has failed. */
  answered?: Promise<void>;
  /** Resolves when its lines were handed out, or could not be; begun once the lines of those before it were. */
  out?: Promise<void>;
}

/** Makes the lines of pieces and hands them out in the order of the pieces, whoever made them. */
export class Crew {
  readonly #context: Pick<Context, "threads" | "log">;
  readonly #safe: boolean;
  readonly #out: (lines: PieceLines) => Promise<void>;
  readonly #jobs: Job[] = [];
  readonly #rowMemory: RowMemory;
  #memory: ArrayBuffer[][] = [];
  #thread: Thread | undefined;
  #started = false;
  #asked = 0;
  #failure: { reason: unknown } | undefined;
  #last: Promise<void> = Promise.resolve();

  /**
   * `out` is called for one piece after the other; `safe`: whether the files of `SAFE_FILES` are wanted. Memory of rows
   * goes back to `rowMemory`.
   */
  constructor(
    context: Pick<Context, "threads" | "log">,
    safe: boolean,
    rowMemory: RowMemory,
    out: (lines: PieceLines) => Promise<void>,
  ) {
    this.#context = context;
    this.#safe = safe;
    this.#rowMemory = rowMemory;
    this.#out = out;
  }

  /** So many bytes are to come: starts a thread where they are worth it. */
  expect(bytes: number): void {
    const { threads } = this.#context;
    if (this.#started || !threads || bytes < threads.leastBytes || !threads.mayLoad(MODULE)) return;
    this.#started = true;
    this.#thread = threads.start();
  }

  /** Takes a piece: another thread makes its lines, or this one where the other has enough to do. */
  async take(rows: PackedRows): Promise<void> {
    const job: Job = { rows };
    this.#jobs.push(job);
    if (this.#thread && this.#asked < MOST_ASKED) this.#ask(this.#thread, job);
    else this.#make(job);
    // Answers come in, and lines go out, in between.
    if (this.#thread) await new Promise<void>((resolve) => void setImmediate(resolve));
    const waiting = this.#jobs.reduce((sum, { lines }) => sum + (lines ? sizeOf(lines) : 0), 0);
    await this.#until(waiting > MOST_WAITING_BYTES ? 0 : MOST_WAITING);
  }

  /** Resolves when the lines of all pieces were handed out. */
  async drain(): Promise<void> {
    await this.#until(0);
  }

  /** Ends the thread; resolves when nothing is being handed out any more. */
  async stop(): Promise<void> {
    this.#failure ??= { reason: new Error("Cannot make tables: the thread was stopped") };
    this.#thread?.stop();
    this.#thread = undefined;
    this.#memory = [];
    await this.#jobs[0]?.out;
  }

  /** Resolves when no more than so many pieces are on their way. */
  async #until(most: number): Promise<void> {
    const jobs = this.#jobs;
    while (jobs.length > most || this.#failure) {
      if (this.#failure) throw this.#failure.reason;
      await (jobs[0].out ??= this.#handOut(jobs[0]));
    }
    // While this thread goes on.
    if (jobs[0]?.lines) jobs[0].out ??= this.#handOut(jobs[0]);
  }

  /** Hands out the lines of the first piece, and of those behind it that are ready. What fails is told to whoever comes next. */
  async #handOut(job: Job): Promise<void> {
    try {
      if (!job.lines) await job.answered;
      if (this.#failure) return;
      const lines = job.lines ?? this.#make(job);
      await this.#out(lines);
      if (sizeOf(lines) < MOST_KEPT) this.#memory.push(lines.transfer);
    } catch (reason) {
      this.#failure ??= { reason };
    }
    this.#jobs.shift();
    const [next] = this.#jobs;
    if (next?.lines && !this.#failure) next.out ??= this.#handOut(next);
  }

  /** Makes a piece's lines here. */
  #make(job: Job): PieceLines {
    const lines = linesOf(job.rows!, this.#safe, this.#memory.pop() ?? []);
    this.#have(job, lines);
    return lines;
  }

  #have(job: Job, lines: PieceLines): void {
    job.lines = lines;
    this.#rowMemory.give(job.rows!);
    job.rows = undefined;
  }

  #ask(thread: Thread, job: Job): void {
    this.#asked++;
    const memory = this.#memory.pop() ?? [];
    const rows = this.#rowMemory.copy(job.rows!);
    const part: Asked = { rows, safe: this.#safe, memory };
    thread.send({ help: { module: MODULE, part } }, [...memory, rows.bytes, rows.numbers]);
    // One answer is waited for at a time.
    job.answered = this.#last = this.#last.then(async () => {
      try {
        const { helped, error } = await thread.next() as { helped?: Answered; error?: string };
        if (helped === undefined) throw new Error(error);
        const [bytes, numbers] = helped.transfer.splice(-2);
        this.#rowMemory.give({ bytes, numbers });
        this.#have(job, helped);
      } catch (error) {
        this.#lose(thread, error);
      }
      this.#asked--;
    });
  }

  /** What the thread was given and did not answer is made here, and all that comes. */
  #lose(thread: Thread, error: unknown): void {
    if (this.#thread !== thread) return;
    thread.stop();
    this.#thread = undefined;
    this.#context.log.warn(`Cannot make tables in another thread: ${describe(error)}; going on without`);
  }
}

function sizeOf({ transfer }: PieceLines): number {
  return transfer.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
