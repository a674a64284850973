/**
 * Results of a job as files.
 *
 * @module
 */
import { join } from "node:path";
import type { Job } from "./job.ts";
import type { Jobs } from "./jobs.ts";
import { answer, Refusal, SAFE_HEADERS } from "./refusal.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".jsonl": "application/jsonl",
  ".html": "text/html; charset=utf-8",
};

/** Names and sizes of a job's results. */
export async function listResults(jobs: Jobs, { runId }: Job): Promise<Response> {
  const files: { name: string; bytes: number }[] = [];
  for (const name of await jobs.results(runId)) {
    files.push({ name, bytes: (await Deno.stat(join(jobs.folder(runId), "out", name))).size });
  }
  return answer({ run_id: runId, files });
}

/**
 * One result, to be saved rather than shown: it holds what strangers wrote.
 *
 * @throws {Refusal} 409 when the job has made none yet, 404 when it has none of that name
 */
export async function sendResult(jobs: Jobs, { runId, status }: Job, name: string): Promise<Response> {
  if (status !== "COMPLETED") throw new Refusal(409, `Job ${runId} is ${status}: it has results once it is COMPLETED`);
  // By name out of those that are there, so that no name leads anywhere else.
  const names = await jobs.results(runId);
  if (!names.includes(name)) {
    throw new Refusal(404, `Job ${runId} has no such file: there are ${names.join(", ") || "none"}`);
  }
  const file = await Deno.open(join(jobs.folder(runId), "out", name), { read: true });
  const type = TYPES[/\.\w+$/.exec(name)?.[0] ?? ""] ?? "application/octet-stream";
  const { size } = await file.stat();
  return new Response(file.readable, {
    headers: {
      ...SAFE_HEADERS,
      "content-type": type,
      "content-length": String(size),
      "content-disposition": `attachment; filename="${name.replaceAll(/[^\w.-]/g, "_")}"`,
    },
  });
}
