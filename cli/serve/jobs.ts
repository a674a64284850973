/**
 * The folders of jobs: `DIR/jobs/<run id>/` with `job.json` (where it is), `body.json` (what was sent, until the job has
 * ended) and `out/` (its results). What is being received lies in `DIR/incoming/`.
 *
 * @module
 */
import { join } from "node:path";
import { CannotRunError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { Job } from "./job.ts";

const RUN_ID = /^[0-9a-f]{32}$/;

/** All jobs of a service, in the order they came. */
export class Jobs {
  readonly #host: Host;
  readonly #root: string;
  readonly #jobs = new Map<string, Job>();
  #sequence = 0;
  /** Ids of jobs that are being added. */
  readonly #taken = new Set<string>();
  #adding: Promise<unknown> = Promise.resolve();

  private constructor(host: Host, folder: string) {
    this.#host = host;
    this.#root = folder;
  }

  /**
   * Reads what a folder holds; what was running waits again, and what was half received goes.
   *
   * @throws {CannotRunError} when a job's state cannot be read
   */
  static async open(host: Host, folder: string): Promise<Jobs> {
    const jobs = new Jobs(host, folder);
    await host.files.makeFolder(join(folder, "jobs"), true);
    await removeAll(join(folder, "incoming"));
    await host.files.makeFolder(join(folder, "incoming"), true);
    const found: Job[] = [];
    for (const { name, kind } of await host.files.list(join(folder, "jobs"))) {
      if (kind === "folder" && RUN_ID.test(name)) found.push(await readJob(host, join(folder, "jobs", name), name));
    }
    for (const job of found.sort((a, b) => a.sequence - b.sequence)) {
      jobs.#jobs.set(job.runId, job);
      jobs.#sequence = Math.max(jobs.#sequence, job.sequence);
      if (job.status === "RUNNING") await jobs.save(Object.assign(job, { status: "QUEUED" }));
      else if (job.status === "COMPLETED" || job.status === "FAILED") await jobs.dropBody(job.runId);
    }
    return jobs;
  }

  /** Folder of a job. */
  folder(runId: string): string {
    return join(this.#root, "jobs", runId);
  }

  get(runId: string): Job | undefined {
    return this.#jobs.get(runId);
  }

  list(): Job[] {
    return [...this.#jobs.values()];
  }

  /** A new folder for what a request brings. */
  async incoming(): Promise<string> {
    const folder = join(this.#root, "incoming", crypto.randomUUID());
    await this.#host.files.makeFolder(folder, true);
    return folder;
  }

  /** Forgets what a request brought. */
  async discard(incoming: string): Promise<void> {
    await removeAll(incoming);
  }

  /**
   * Makes a job of what was received; it is durable when this resolves. Undefined: there is a job of that id.
   *
   * @param incoming the folder with its body
   */
  async add(runId: string, work: Job["work"], incoming: string): Promise<Job | undefined> {
    if (this.#jobs.has(runId) || this.#taken.has(runId)) return undefined;
    this.#taken.add(runId);
    // One after the other, so that their order in memory is that of their numbers.
    const added = this.#adding.then(() => this.#put(runId, work, incoming));
    this.#adding = added.catch(() => undefined);
    try {
      return await added;
    } finally {
      this.#taken.delete(runId);
    }
  }

  async #put(runId: string, work: Job["work"], incoming: string): Promise<Job> {
    const now = this.#host.clock.now();
    const sequence = ++this.#sequence;
    const started = { status: "QUEUED", createdAt: now, updatedAt: now, attempts: 0, kills: 0 } as const;
    const job: Job = { format: 1, runId, sequence, work, ...started, warnings: [] };
    await writeJob(this.#host, incoming, job);
    await this.#host.files.rename(incoming, this.folder(runId));
    await syncFolder(join(this.#root, "jobs"));
    this.#jobs.set(runId, job);
    return job;
  }

  /** Writes a job's state; resolves when it is durable. */
  async save(job: Job): Promise<void> {
    job.updatedAt = this.#host.clock.now();
    await writeJob(this.#host, this.folder(job.runId), job);
  }

  /** Removes what was sent: a chat is kept no longer than it is needed. */
  async dropBody(runId: string): Promise<void> {
    for (const name of ["body.json", "work", "worker.lock"]) await removeAll(join(this.folder(runId), name));
  }

  /** Removes a job with all it has made. */
  async remove(runId: string): Promise<void> {
    const job = this.#jobs.get(runId);
    if (job === undefined || !this.#jobs.delete(runId)) return;
    const gone = join(this.#root, "incoming", `gone-${crypto.randomUUID()}`);
    try {
      await this.#host.files.rename(this.folder(runId), gone);
    } catch (error) {
      this.#jobs.set(runId, job);
      throw error;
    }
    await removeAll(gone);
  }

  /** Names of a job's results, in order. */
  async results(runId: string): Promise<string[]> {
    const found = await this.#host.files.list(join(this.folder(runId), "out"));
    return found.filter(({ kind }) => kind === "file").map(({ name }) => name);
  }
}

/** Removes a file or a folder with all that is in it; nothing there is fine. */
export async function removeAll(path: string): Promise<void> {
  try {
    await Deno.remove(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

async function writeJob(host: Host, folder: string, job: Job): Promise<void> {
  await host.files.write(join(folder, "job.json"), JSON.stringify(job, undefined, 2) + "\n", true);
}

async function readJob(host: Host, folder: string, name: string): Promise<Job> {
  const path = join(folder, "job.json");
  const bytes = await host.files.read(path);
  let job: Job;
  try {
    job = JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array()));
  } catch (cause) {
    throw new CannotRunError(`Cannot read "${path}": it is not the state of a job, move ${folder} away`, { cause });
  }
  if (job.format === 1 && job.runId === name) return job;
  throw new CannotRunError(`Cannot read "${path}": it has format ${job.format}, expected 1, as this version writes it`);
}

/** Makes a name in a folder durable; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using file = await Deno.open(folder, { read: true });
  await file.sync();
}
