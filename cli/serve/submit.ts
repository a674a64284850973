/**
 * Taking jobs in.
 *
 * @module
 */
import type { Load } from "../modules.ts";
import { suggest } from "../suggest.ts";
import type { ResultBucket } from "./bucket.ts";
import { type Job, readRunId } from "./job.ts";
import type { Jobs } from "./jobs.ts";
import type { Queue } from "./queue.ts";
import { type BodyLimits, bodyPath, checkBodyHeaders, cutOut, receiveBody } from "./receive.ts";
import { answer, Refusal } from "./refusal.ts";
import { readSubmission, RUN_ID_PARAMETER } from "./submission.ts";

/** What submissions need of the service. */
export interface Intake {
  load: Load;
  jobs: Jobs;
  queue: Queue;
  limits: BodyLimits;
  /** Jobs that may wait. */
  maxQueue: number;
  /** Names of the pipelines of the config. */
  pipelines: readonly string[];
  /** Where results go, too. */
  bucket?: ResultBucket;
}

const ACCEPTED = { status: "queued", message: "Job accepted and enqueued" };
/** Bodies of these runs hold a few words at most. */
const RUN_BODY_BYTES = 64 << 10;

/** Chats in, a job out. */
export async function submitChats(intake: Intake, request: Request, url: URL): Promise<Response> {
  const { load, jobs, limits } = intake;
  checkBodyHeaders(request.headers, limits.maxBytes);
  const runId = wantedId(intake, url);
  checkRoom(intake);
  const folder = await jobs.incoming();
  try {
    const shape = await receiveBody(load, request, bodyPath(folder), limits);
    const { settings, cut } = readSubmission(shape, url.searchParams);
    if (cut !== undefined) {
      const whole = `${bodyPath(folder)}.whole`;
      await Deno.rename(bodyPath(folder), whole);
      await cutOut(load, whole, cut.start, cut.end, bodyPath(folder));
      await Deno.remove(whole);
    }
    return await enqueue(intake, runId, { kind: "finetune", settings }, folder);
  } finally {
    await jobs.discard(folder);
  }
}

/** A run of a configured pipeline. */
export async function submitRun(intake: Intake, request: Request, url: URL, name: string): Promise<Response> {
  const { load, jobs, limits, pipelines } = intake;
  if (!pipelines.includes(name)) {
    const meant = suggest(name, pipelines);
    const there = pipelines.length > 0 ? `there are ${pipelines.join(", ")}` : "the service has no config with any";
    throw new Refusal(404, `Cannot find that pipeline: ${meant ? `did you mean "${meant}"? ` : ""}${there}`);
  }
  const runId = wantedId(intake, url);
  checkRoom(intake);
  const folder = await jobs.incoming();
  try {
    let full = false;
    const { headers } = request;
    if (headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0) {
      checkBodyHeaders(request.headers, RUN_BODY_BYTES);
      const shape = await receiveBody(load, request, bodyPath(folder), { ...limits, maxBytes: RUN_BODY_BYTES });
      full = readFull(await Deno.readTextFile(bodyPath(folder)), shape.root);
      await Deno.remove(bodyPath(folder));
    }
    return await enqueue(intake, runId, { kind: "pipeline", name, full }, folder);
  } finally {
    await jobs.discard(folder);
  }
}

function readFull(text: string, root: string): boolean {
  if (root !== "object") throw new Refusal(400, "The body must be an object, or absent");
  const { full = false, ...rest } = JSON.parse(text) as { full?: unknown };
  const mistakes = Object.keys(rest).map((name) => `Cannot find setting "${name.slice(0, 100)}": there is full`);
  if (typeof full !== "boolean") mistakes.push('Cannot use "full": expected true or false');
  if (mistakes.length === 0) return full === true;
  throw new Refusal(422, mistakes.slice(0, 50).map((msg) => ({ loc: ["body"], msg, type: "value_error" })));
}

async function enqueue({ jobs, queue }: Intake, runId: string, work: Job["work"], folder: string): Promise<Response> {
  const job = await jobs.add(runId, work, folder);
  if (job === undefined) throw taken(runId);
  // As it stands before anything is begun.
  const { position_in_queue } = queue.info(job);
  queue.fill();
  return answer({ ...ACCEPTED, run_id: runId, position_in_queue });
}

/** The id that the client wants, so that it may send again what it has no answer to; else a new one. */
function wantedId({ jobs }: Intake, url: URL): string {
  const wanted = url.searchParams.get(RUN_ID_PARAMETER);
  if (wanted === null) return crypto.randomUUID().replaceAll("-", "");
  const runId = readRunId(wanted);
  if (runId === undefined) {
    const msg = 'Cannot use "run_id": expected 32 hexadecimal digits';
    throw new Refusal(422, [{ loc: ["query", RUN_ID_PARAMETER], msg, type: "value_error" }]);
  }
  if (jobs.get(runId)) throw taken(runId);
  return runId;
}

function taken(runId: string): Refusal {
  return new Refusal(409, `There is a job ${runId} already`);
}

function checkRoom({ queue, maxQueue }: Intake): void {
  if (queue.waiting().length < maxQueue) return;
  throw new Refusal(503, `${maxQueue} jobs are waiting, no more are taken`, { "retry-after": "30" });
}
