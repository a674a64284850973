/**
 * Many submissions at once, with kills in the middle. By itself (`deno task test:service`) it is 200 of 5 MB.
 *
 * @module
 */
import assert from "node:assert/strict";
import { chats, ended, finetuned, get, type Info, post, result, serve, type Serving } from "./support.ts";

/** How much of it. */
export interface StormOptions {
  jobs: number;
  /** Size of a body. */
  bytes: number;
  workers: number;
  /** Times the service is killed; before each, its workers are. */
  kills: number;
}

const QUERY = "me=user7&min_tokens=20&max_tokens=300";
const FLAGS = ["--me", "user7", "--min-tokens", "20", "--max-tokens", "300"];
/** Different bodies there are: what each becomes is made once by the command itself. */
const KINDS = 4;

/** Sends, kills, sends again what got no answer, and compares what came of it. */
export async function storm(
  { jobs, bytes, workers, kills }: StormOptions,
): Promise<{ jobs: number; restarts: number }> {
  const folder = await Deno.makeTempDir();
  try {
    const one = chats(1000).length / 1000;
    const bodies = Array.from({ length: KINDS }, (_, seed) => chats(Math.ceil(bytes / one), seed));
    const args = ["--workers", String(workers)];
    const current = { service: serve(`${folder}/data`, args) };
    const ids = Array.from({ length: jobs }, () => crypto.randomUUID().replaceAll("-", ""));
    const sending = Promise.all(ids.map((runId, i) => send(current, runId, bodies[i % KINDS])));
    for (let kill = 0; kill < kills; kill++) {
      const service = await current.service;
      await someCompleted(service, Math.floor(jobs * (kill + 1) / (kills + 2)));
      await killWorkers(service.pid);
      const next = Promise.withResolvers<Serving>();
      current.service = next.promise;
      await service.kill();
      next.resolve(await serve(`${folder}/data`, args));
    }
    await sending;
    const service = await current.service;
    for (const runId of ids) {
      const info = await ended(service, runId);
      assert.equal(info.status, "COMPLETED", JSON.stringify(info));
    }
    const expected = await Promise.all(bodies.map((body) => finetuned(body, folder, FLAGS)));
    for (const [i, runId] of ids.entries()) {
      assert.ok(await result(service, runId, "train.jsonl") === expected[i % KINDS], `${runId} has other bytes`);
    }
    assert.equal(Object.keys(await get<object>(service, "/data-prep/jobs")).length, jobs, "none is there twice");
    await service.stop();
    return { jobs, restarts: kills };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Sends until the service says that it has it. */
async function send(current: { service: Promise<Serving> }, runId: string, body: string): Promise<void> {
  for (;;) {
    const service = await current.service;
    try {
      const response = await post(`${service.url}/data-prep/process?${QUERY}&run_id=${runId}`, body);
      await response.body?.cancel();
      // It has it already: the answer was lost.
      if (response.status === 200 || response.status === 409) return;
      throw new Error(`The service answers ${response.status}`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
}

/** Waits until so many have completed: by the events of one after the other. */
async function someCompleted(service: Serving, count: number): Promise<void> {
  for (;;) {
    const infos = Object.values(await get<Record<string, Info>>(service, "/data-prep/jobs"));
    const open = infos.find(({ status }) => status === "RUNNING" || status === "QUEUED");
    if (infos.filter(({ status }) => status === "COMPLETED").length >= count) return;
    if (open) await ended(service, open.run_id);
  }
}

/** Kills all workers that there are now; only Linux says which they are. */
async function killWorkers(pid: number): Promise<void> {
  if (Deno.build.os !== "linux") return;
  for await (const { name } of Deno.readDir("/proc")) {
    const stat = /^\d+$/.test(name) ? await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "") : "";
    if (/\) \w (\d+) /.exec(stat)?.[1] === String(pid)) Deno.kill(Number(name), "SIGKILL");
  }
}

if (import.meta.main) {
  const start = performance.now();
  const { jobs } = await storm({ jobs: 200, bytes: 5e6, workers: 2, kills: 2 });
  const seconds = Math.round((performance.now() - start) / 1000);
  Deno.stdout.writeSync(
    new TextEncoder().encode(`${jobs} jobs of 5 MB in ${seconds} s, killed twice: all COMPLETED\n`),
  );
}
