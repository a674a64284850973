/**
 * The queue: jobs in the order they came, a few at once, each by a process of its own.
 *
 * @module
 */
import { join } from "node:path";
import type { Host } from "../../core/host.ts";
import { plainText } from "../plain_text.ts";
import type { ResultBucket } from "./bucket.ts";
import { hasEnded, type Job, type JobInfo, jobInfo, type JobProgress } from "./job.ts";
import { type Jobs, removeAll } from "./jobs.ts";
import { orderOf, type WorkKinds } from "./order.ts";
import { concluded } from "./outcome.ts";
import { startWorker, type Worker } from "./worker.ts";

/** What the queue is told. */
export interface QueueOptions {
  host: Host;
  jobs: Jobs;
  /** Jobs done at once. */
  workers: number;
  work: WorkKinds;
  /** Where results go, too. */
  bucket?: ResultBucket;
  /** Says what happens, one sentence at a time. */
  log: (message: string) => void;
}

/** Something happened to a job. */
export type JobListener = (event: "status" | "progress", info: JobInfo) => void;

interface Running {
  worker: Worker;
  done: Promise<void>;
  cancelled: boolean;
}

/** Does jobs until it is stopped. */
export class Queue {
  readonly #options: QueueOptions;
  readonly #running = new Map<string, Running>();
  readonly #progress = new Map<string, JobProgress>();
  readonly #listeners = new Map<string, Set<JobListener>>();
  #stopped = false;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  /** Begins as many waiting jobs as there are workers for. */
  fill(): void {
    while (!this.#stopped && this.#running.size < this.#options.workers) {
      const next = this.waiting().find((job) => !this.#isHeld(job));
      if (next === undefined) return;
      this.#begin(next);
    }
  }

  /** Jobs that wait, in their order. */
  waiting(): Job[] {
    return this.#options.jobs.list().filter(({ runId, status }) => status === "QUEUED" && !this.#running.has(runId));
  }

  running(): Job[] {
    return this.#options.jobs.list().filter(({ runId }) => this.#running.has(runId));
  }

  /** What is said of a job. */
  info(job: Job): JobInfo {
    const at = job.status === "QUEUED" ? this.waiting().indexOf(job) : -1;
    // As the reference counts: those before it, and one more where something is being done.
    const position = at < 0 ? undefined : at + (this.#running.size > 0 ? 1 : 0);
    return jobInfo(job, position, this.#progress.get(job.runId));
  }

  /** Ends a job that has not ended. */
  async cancel(job: Job): Promise<void> {
    const running = this.#running.get(job.runId);
    if (running) {
      running.cancelled = true;
      running.worker.kill();
      await running.done;
    } else await this.#end(job, { status: "FAILED", error: "The job was cancelled", cancelled: true });
  }

  /** Calls a listener at each event of a job, until what it returns is called. */
  listen(runId: string, listener: JobListener): () => void {
    const listeners = this.#listeners.get(runId) ?? new Set();
    this.#listeners.set(runId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#listeners.delete(runId);
    };
  }

  /** Listeners of all jobs. */
  listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Ends all workers; what they did is done again at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const running = [...this.#running.values()];
    for (const { worker } of running) worker.kill();
    await Promise.all(running.map(({ done }) => done));
  }

  /** Two runs of one pipeline would meet at its lock. */
  #isHeld({ work }: Job): boolean {
    return work.kind === "pipeline" &&
      this.running().some((other) => other.work.kind === "pipeline" && other.work.name === work.name);
  }

  #begin(job: Job): void {
    const { jobs, work } = this.#options;
    const { order, rights } = orderOf(job, jobs.folder(job.runId), work);
    Object.assign(job, { status: "RUNNING", startedAt: this.#options.host.clock.now(), attempts: job.attempts + 1 });
    const worker = startWorker(order, rights, (progress) => {
      const { stage, units, totalUnits, bytes, totalBytes } = progress;
      this.#progress.set(job.runId, { stage, units, totalUnits, bytes, totalBytes });
      this.#tell("progress", job);
    });
    const running: Running = { worker, cancelled: false, done: Promise.resolve() };
    this.#running.set(job.runId, running);
    running.done = this.#attend(job, running).catch((cause: unknown) => {
      this.#options.log(`Cannot keep the state of job ${job.runId}: ${cause instanceof Error ? cause.message : cause}`);
      const error = "The service could not write its state";
      Object.assign(job, { status: "FAILED", error, endedAt: this.#options.host.clock.now() });
    }).finally(() => {
      this.#running.delete(job.runId);
      this.#progress.delete(job.runId);
      this.#tell("status", job);
      this.fill();
      // Others have moved up.
      for (const waiting of this.waiting()) this.#tell("status", waiting);
    });
  }

  /** Sees a job through. */
  async #attend(job: Job, running: Running): Promise<void> {
    const { jobs, log } = this.#options;
    // A job that cannot be written down is not begun in truth: its worker ends with it.
    await jobs.save(job).catch((error) => {
      running.worker.kill();
      throw error;
    });
    this.#tell("status", job);
    log(`Job ${job.runId} is running (attempt ${job.attempts})`);
    const ended = await running.worker.end;
    if (running.cancelled) {
      return await this.#end(job, { status: "FAILED", error: "The job was cancelled", cancelled: true });
    }
    if (this.#stopped) return await jobs.save(Object.assign(job, { status: "QUEUED" }));
    let outcome = concluded(job, ended);
    if (outcome.status === "COMPLETED" && job.work.kind === "finetune") outcome = await this.#keep(job, outcome);
    await this.#end(job, outcome);
  }

  /** Results go to the bucket first: a job that is COMPLETED has them wherever it should. */
  async #keep({ runId }: Job, outcome: Partial<Job>): Promise<Partial<Job>> {
    const { jobs, host, bucket } = this.#options;
    const folder = jobs.folder(runId);
    try {
      await bucket?.put(runId, join(folder, "work"));
    } catch (error) {
      return { status: "FAILED", error: plainText(error instanceof Error ? error.message : String(error)) };
    }
    await removeAll(join(folder, "out"));
    await host.files.rename(join(folder, "work"), join(folder, "out"));
    return outcome;
  }

  async #end(job: Job, outcome: Partial<Job>): Promise<void> {
    const { jobs, host, log } = this.#options;
    Object.assign(job, outcome);
    if (hasEnded(job)) job.endedAt = host.clock.now();
    await jobs.save(job);
    if (hasEnded(job)) await jobs.dropBody(job.runId);
    log(`Job ${job.runId} is ${job.status}${job.error ? `: ${job.error}` : ""}`);
    this.#tell("status", job);
  }

  #tell(event: "status" | "progress", job: Job): void {
    const listeners = this.#listeners.get(job.runId);
    if (!listeners) return;
    const info = this.info(job);
    for (const listener of listeners) listener(event, info);
  }
}
