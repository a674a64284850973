/**
 * A job of the service: what is kept of it, and what is said of it.
 *
 * @module
 */
import type { Statistics } from "../../plugins/finetune/mod.ts";

/** Where a job is. A cancelled one has `FAILED` and says so: clients of the reference know these four. */
export type JobStatus = "QUEUED" | "RUNNING" | "COMPLETED" | "FAILED";

/** What a job does: make data of its body, or run a pipeline of the config. */
export type JobWork =
  | { kind: "finetune"; settings: readonly Setting[] }
  | { kind: "pipeline"; name: string; full: boolean };

/** A setting that holds for one job: its name, and the words of `threadloom finetune` that say it. */
export interface Setting {
  name: string;
  words: readonly string[];
}

/** What `job.json` keeps. Times are epoch milliseconds. */
export interface Job {
  format: 1;
  runId: string;
  /** Jobs are done in the order of it. */
  sequence: number;
  work: JobWork;
  status: JobStatus;
  createdAt: number;
  startedAt?: number;
  endedAt?: number;
  updatedAt: number;
  /** Times it was begun. */
  attempts: number;
  /** Times its worker was killed by somebody else. */
  kills: number;
  cancelled?: boolean;
  error?: string;
  warnings: string[];
  stats?: Statistics;
  /** Report of a pipeline's run. */
  report?: unknown;
}

/** How far a running job is; see `RunEvent`. */
export interface JobProgress {
  stage: string;
  units: number;
  totalUnits?: number;
  bytes: number;
  totalBytes?: number;
}

/** What the service says of a job. Times are ISO 8601 in UTC. */
export interface JobInfo {
  run_id: string;
  status: JobStatus;
  /** Jobs that are done before it; null once it is not waiting any more. */
  position_in_queue: number | null;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  updated_at: string;
  error: string | null;
  /** The same, under the name that some clients read. */
  error_message: string | null;
  stats: Statistics | null;
  cancelled: boolean;
  warnings: readonly string[];
  attempts: number;
  /** Name of the pipeline, null for fine-tuning data. */
  pipeline: string | null;
  /** Settings that were sent with it. */
  settings: readonly string[];
  report: unknown;
  progress: JobProgress | null;
}

/** An id of a job as clients write it, 32 hexadecimal digits, with dashes or without. Undefined: it is none. */
export function readRunId(text: string): string | undefined {
  const id = text.toLowerCase();
  if (/^[0-9a-f]{32}$/.test(id)) return id;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id.replaceAll("-", "") : undefined;
}

/** Whether nothing happens to it any more. */
export function hasEnded({ status }: Pick<Job, "status">): boolean {
  return status === "COMPLETED" || status === "FAILED";
}

/** What is said of a job. */
export function jobInfo(job: Job, position: number | undefined, progress: JobProgress | undefined): JobInfo {
  const { work } = job;
  return {
    run_id: job.runId,
    status: job.status,
    position_in_queue: position ?? null,
    created_at: isoTime(job.createdAt)!,
    started_at: isoTime(job.startedAt),
    completed_at: isoTime(job.endedAt),
    updated_at: isoTime(job.updatedAt)!,
    error: job.error ?? null,
    error_message: job.error ?? null,
    stats: job.stats ?? null,
    cancelled: job.cancelled ?? false,
    warnings: job.warnings,
    attempts: job.attempts,
    pipeline: work.kind === "pipeline" ? work.name : null,
    settings: work.kind === "finetune" ? work.settings.map(({ name }) => name) : [],
    report: job.report ?? null,
    progress: progress ?? null,
  };
}

function isoTime(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
