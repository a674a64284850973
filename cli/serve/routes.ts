/**
 * Addresses of the service. Three generations of them lie side by side; the answers are the same.
 *
 * @module
 */
import { eventStream } from "./events.ts";
import { type Job, readRunId } from "./job.ts";
import { openApi } from "./openapi.ts";
import { answer, Refusal } from "./refusal.ts";
import { listResults, sendResult } from "./results.ts";
import { type Intake, submitChats, submitRun } from "./submit.ts";

/** What a handler is given. */
interface Asked {
  request: Request;
  url: URL;
  /** Parts of the path that stand for something, in order. */
  parts: readonly string[];
  intake: Intake;
}

type Handler = (asked: Asked) => Response | Promise<Response>;

/** A route: its method, its path (`*` stands for one part), who answers. The first that fits counts. */
type Route = readonly [method: "GET" | "POST" | "DELETE", path: string, handler: Handler];

const submit: Handler = ({ intake, request, url }) => submitChats(intake, request, url);
const submitPipeline: Handler = ({ intake, request, url, parts }) => submitRun(intake, request, url, parts[0]);

const allJobs: Handler = (asked) => {
  const { intake: { jobs, queue }, url } = asked;
  const wanted = url.searchParams.get("run_id");
  if (wanted !== null) return oneJob({ ...asked, parts: [wanted] });
  return answer(Object.fromEntries(jobs.list().map((job) => [job.runId, queue.info(job)])));
};
const oneJob: Handler = (asked) => answer(asked.intake.queue.info(jobOf(asked)));
const events: Handler = (asked) => eventStream(asked.intake.queue, jobOf(asked));
const files: Handler = (asked) => listResults(asked.intake.jobs, jobOf(asked));
const file: Handler = (asked) => sendResult(asked.intake.jobs, jobOf(asked), asked.parts[1]);

const queueState: Handler = ({ intake: { queue } }) => {
  const running = queue.running();
  const waiting = queue.waiting();
  return answer({
    running: running.length > 0,
    queue_size: waiting.length,
    jobs: Object.fromEntries([...running, ...waiting].map((job) => [job.runId, queue.info(job)])),
  });
};

const remove: Handler = async (asked) => {
  const { intake: { jobs, queue }, url } = asked;
  const job = jobOf(asked);
  const ended = job.status === "COMPLETED" || job.status === "FAILED";
  const purge = url.searchParams.get("purge");
  if (purge !== null && purge !== "true") throw new Refusal(422, 'Cannot use "purge": expected true');
  if (ended && purge === null) {
    throw new Refusal(409, `Job ${job.runId} is ${job.status} already: ?purge=true removes it with its results`);
  }
  if (!ended) await queue.cancel(job);
  if (purge === null) return answer(queue.info(job));
  await jobs.remove(job.runId);
  return answer({ run_id: job.runId, status: "removed" });
};

/** Whether there is a bucket for results that answers. Without one the service is well all the same. */
async function s3Of({ intake: { bucket } }: Asked): Promise<"connected" | "missing"> {
  return await bucket?.connected() ? "connected" : "missing";
}
const health: Handler = async (asked) => answer({ status: "healthy", s3: await s3Of(asked) });
const healthInWords: Handler = async (asked) => {
  const s3 = await s3Of(asked);
  return answer({ status: "healthy", s3, message: "The service is up", s3_connection: s3 });
};
const state: Handler = async (asked) =>
  answer({ api: "up", s3_bucket: asked.intake.bucket?.name ?? null, s3_status: await s3Of(asked) });
const root: Handler = () => answer({ message: "Welcome to threadloom!", status: "API is running" });
const document: Handler = () => answer(openApi());
const pipelines: Handler = ({ intake }) => answer({ pipelines: intake.pipelines });

/** Addresses of one job, below a path. */
function jobRoutes(base: string): Route[] {
  return [
    ["GET", `${base}/*`, oneJob],
    ["DELETE", `${base}/*`, remove],
    ["GET", `${base}/*/events`, events],
    ["GET", `${base}/*/files`, files],
    ["GET", `${base}/*/files/*`, file],
  ];
}

/** All addresses. */
export const ROUTES: readonly Route[] = [
  ["GET", "/", root],
  ["GET", "/openapi.json", document],
  ["GET", "/pipelines", pipelines],
  ["POST", "/pipelines/*/runs", submitPipeline],
  ["POST", "/data-prep/process", submit],
  ["GET", "/data-prep/jobs", allJobs],
  ...jobRoutes("/data-prep/jobs"),
  ["GET", "/data-prep/system/queue", queueState],
  ["GET", "/data-prep/system/health", health],
  ["POST", "/process", submit],
  ["POST", "/jobs/submit", submit],
  ["GET", "/jobs/queue", queueState],
  ["GET", "/jobs", allJobs],
  ...jobRoutes("/jobs"),
  ["GET", "/queue", queueState],
  ["GET", "/health", healthInWords],
  ["GET", "/system/health", state],
];

const TABLE = ROUTES.map(([method, path, handler]) => ({ method, parts: path.slice(1).split("/"), handler }));

/**
 * Answers a request that the guard has let in.
 *
 * @throws {Refusal} 404 when nothing is there, 405 when it takes another method, and what handlers refuse
 */
export async function route(request: Request, intake: Intake): Promise<Response> {
  const url = new URL(request.url);
  // With a slash at the end or without: clients write both.
  const path = url.pathname.slice(1).replace(/(?<=.)\/$/, "").split("/").map(decoded);
  const here = TABLE.filter(({ parts }) => fits(parts, path));
  const found = here.find(({ method }) => method === request.method);
  if (found) {
    const parts = path.filter((_, i) => found.parts[i] === "*");
    return await found.handler({ request, url, parts, intake });
  }
  if (here.length === 0) throw new Refusal(404, "Nothing is here: /openapi.json lists what is");
  const methods = [...new Set(here.map(({ method }) => method))].join(", ");
  throw new Refusal(405, `This takes ${methods}`, { allow: methods });
}

function fits(parts: readonly string[], path: readonly string[]): boolean {
  return parts.length === path.length && parts.every((part, i) => part === "*" ? path[i] !== "" : part === path[i]);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new Refusal(400, "Cannot read the address: a percent sign in it begins no character", {}, error);
  }
}

/** The job that a path or parameter names. */
function jobOf({ intake: { jobs }, url, parts }: Asked): Job {
  const runId = readRunId(parts[0]);
  const job = runId === undefined ? undefined : jobs.get(runId);
  if (job !== undefined) return job;
  if (url.pathname.startsWith("/data-prep/")) throw new Refusal(404, "Job not found");
  if (runId !== undefined) throw new Refusal(404, `Job ${runId} not found`);
  const msg = 'Cannot use "run_id": expected 32 hexadecimal digits';
  throw new Refusal(422, [{
    loc: [url.searchParams.has("run_id") ? "query" : "path", "run_id"],
    msg,
    type: "value_error",
  }]);
}
