import assert from "node:assert/strict";
import { chats, ended, finetuned, get, type Info, post, result, serve, submit, withService } from "./support.ts";

const QUERY = "?me=user7&min_tokens=20&max_tokens=300";
const FLAGS = ["--me", "user7", "--min-tokens", "20", "--max-tokens", "300"];

/** Process ids of the workers of a service. */
async function workersOf(pid: number): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const parent = /\) \w (\d+) /.exec(await Deno.readTextFile(`/proc/${name}/stat`))?.[1];
      if (parent === String(pid)) found.push(Number(name));
    } catch (error) {
      // It has ended meanwhile.
      if (!(error instanceof Deno.errors.NotFound) && !/No such process/.test(String(error))) throw error;
    }
  }
  return found;
}

async function running(url: string, runId: string): Promise<void> {
  const response = await fetch(`${url}/data-prep/jobs/${runId}/events`);
  for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
    if (text.includes("event: progress")) return;
  }
  throw new Error("The job has ended before it was seen running");
}

Deno.test({
  name: "jobs survive kill -9 of the service: what ran runs again, and all end with the same bytes",
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      let service = await serve(`${folder}/data`);
      const bodies = [chats(20_000), chats(300, 1), chats(300, 2)];
      const ids: string[] = [];
      for (const body of bodies) ids.push(await submit(service, body, QUERY));
      await running(service.url, ids[0]);
      const workers = await workersOf(service.pid);
      assert.ok(Deno.build.os !== "linux" || workers.length === 1);
      await service.kill();
      await Deno.mkdir(`${folder}/data/incoming/half`, { recursive: true });

      service = await serve(`${folder}/data`);
      for (const [i, runId] of ids.entries()) {
        const info = await ended(service, runId);
        assert.equal(info.status, "COMPLETED", JSON.stringify(info));
        assert.equal(info.attempts, i === 0 ? 2 : 1);
        assert.equal(await result(service, runId, "train.jsonl"), await finetuned(bodies[i], folder, FLAGS));
      }
      assert.deepEqual([...Deno.readDirSync(`${folder}/data/incoming`)], []);
      if (Deno.build.os === "linux") {
        for (const pid of workers) assert.throws(() => Deno.statSync(`/proc/${pid}/fd`), "an orphan ends");
      }
      await service.stop();
      const again = await serve(`${folder}/data`);
      const jobs = await get<Record<string, Info>>(again, "/data-prep/jobs");
      assert.deepEqual(Object.keys(jobs), ids, "they are known after an orderly end, too");
      await assert.rejects(serve(`${folder}/data`), /Cannot use .*: process \d+ serves it/);
      await again.stop();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test({
  name: "a worker that is killed is replaced, and a job whose workers are always killed is FAILED",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await withService(async (service, folder) => {
      const body = chats(20_000);
      const runId = await submit(service, body, QUERY);
      await running(service.url, runId);
      for (const pid of await workersOf(service.pid)) Deno.kill(pid, "SIGKILL");
      const info = await ended(service, runId);
      assert.deepEqual([info.status, info.attempts], ["COMPLETED", 2], JSON.stringify(info));
      assert.equal(await result(service, runId, "train.jsonl"), await finetuned(body, folder, FLAGS));

      const doomed = await submit(service, body, QUERY);
      for (let kills = 0; kills < 3; kills++) {
        await running(service.url, doomed);
        for (const pid of await workersOf(service.pid)) Deno.kill(pid, "SIGKILL");
      }
      const failed = await ended(service, doomed);
      assert.equal(failed.status, "FAILED");
      assert.match(failed.error!, /worker was killed 3 times \(SIGKILL\)/);
    });
  },
});

Deno.test({
  name: "a worker may write the folder of its job alone, and does not know the token",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const token = "a-token-of-some-length";
    const headers = { authorization: `Bearer ${token}` };
    await withService(
      async (service, folder) => {
        const response = await post(`${service.url}/process?me=user7`, chats(20_000), headers);
        const { run_id } = await response.json();
        const [worker] = await workersOf(service.pid);
        const words = (await Deno.readTextFile(`/proc/${worker}/cmdline`)).split("\0");
        const environment = await Deno.readTextFile(`/proc/${worker}/environ`);
        assert.ok(
          words.includes(`--allow-write=${await Deno.realPath(`${folder}/data/jobs/${run_id}`)}`),
          words.join(" "),
        );
        assert.ok(!words.some((word) => /^--allow-(all|run|ffi)|^-A$/.test(word)));
        assert.ok(!environment.includes(token) && environment.includes("NO_COLOR=1"));
        const removed = await fetch(`${service.url}/jobs/${run_id}?purge=true`, { method: "DELETE", headers });
        assert.equal((await removed.json()).status, "removed");
        assert.deepEqual([...Deno.readDirSync(`${folder}/data/jobs`)], []);
        assert.deepEqual([...Deno.readDirSync(`${folder}/data/incoming`)], []);
      },
      ["--token-env", "SOME_TOKEN"],
      { SOME_TOKEN: token },
    );
  },
});

Deno.test("submissions in parallel with kills of workers and service in the middle all end COMPLETED", async () => {
  const { storm } = await import("./storm.ts");
  const { jobs, restarts } = await storm({ jobs: 20, bytes: 200_000, workers: 2, kills: 2 });
  assert.equal(jobs, 20);
  assert.equal(restarts, 2);
});
