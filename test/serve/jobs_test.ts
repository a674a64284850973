import assert from "node:assert/strict";
import { chats, ended, eventsOf, finetuned, get, type Info, post, result, submit, withService } from "./support.ts";

const SETTINGS = "?target_name=user7&min_tokens=20&max_tokens=200";
const FLAGS = ["--me", "user7", "--min-tokens", "20", "--max-tokens", "200"];

Deno.test("a submission becomes the files that threadloom finetune makes of it", async () => {
  await withService(async (service, folder) => {
    const body = chats(200);
    const response = await post(`${service.url}/data-prep/process${SETTINGS}`, body);
    const accepted = await response.json();
    assert.equal(response.status, 200);
    assert.equal(accepted.status, "queued");
    assert.equal(accepted.message, "Job accepted and enqueued");
    assert.match(accepted.run_id, /^[0-9a-f]{32}$/);
    const events = await eventsOf(service, accepted.run_id);
    const info = events.at(-1)!.data;
    assert.equal(info.status, "COMPLETED", JSON.stringify(info));
    assert.ok(events.some(({ event }) => event === "progress"));
    assert.ok(info.stats!.num_blocks > 3);
    assert.equal(info.position_in_queue, null);
    assert.ok(info.started_at && info.completed_at);
    assert.equal(await result(service, info.run_id, "train.jsonl"), await finetuned(body, folder, FLAGS));

    const { files } = await get<{ files: { name: string; bytes: number }[] }>(
      service,
      `/data-prep/jobs/${info.run_id}/files`,
    );
    assert.deepEqual(files.map(({ name }) => name), ["processed.json", "statistics.json", "train.jsonl"]);
    const kept = [...Deno.readDirSync(`${folder}/data/jobs/${info.run_id}`)].map(({ name }) => name).sort();
    assert.deepEqual(kept, ["job.json", "out"], "what was sent is gone");

    // The same under the other generations of addresses, and with dashes.
    const id = info.run_id;
    const dashed = [id.slice(0, 8), id.slice(8, 12), id.slice(12, 16), id.slice(16, 20), id.slice(20)].join("-");
    for (const path of [`/jobs/${id}`, `/jobs?run_id=${id}`, `/jobs/?run_id=${id}`, `/data-prep/jobs/${dashed}`]) {
      assert.equal((await get<Info>(service, path)).status, "COMPLETED", path);
    }
    for (const path of ["/data-prep/jobs", "/data-prep/jobs/", "/jobs", "/jobs/"]) {
      assert.deepEqual(Object.keys(await get<object>(service, path)), [id]);
    }
    for (const path of ["/data-prep/system/queue", "/queue", "/jobs/queue"]) {
      assert.deepEqual(await get(service, path), { running: false, queue_size: 0, jobs: {} });
    }
    assert.deepEqual(await get(service, "/data-prep/system/health"), {
      status: "healthy",
      s3: "missing",
    });
    assert.equal((await get<{ api: string }>(service, "/system/health")).api, "up");
    const { paths } = await get<{ paths: Record<string, unknown> }>(service, "/openapi.json");
    assert.ok(paths["/data-prep/process"] && paths["/data-prep/jobs/{run_id}/files/{name}"]);

    const other = await Promise.all([
      post(`${service.url}/process`, `{"chats": ${body}, "overrides": {"me": "user7", "min_tokens": 20}}`),
      post(`${service.url}/jobs/submit`, `{"target_name": "user7", "max_steps": 60, "chats": ${body}, "name": null}`),
      post(`${service.url}/data-prep/process?me=user7`, body.slice(1, -1)),
      post(`${service.url}/process`, `{"chats": {"list": ${body}}, "overrides": {"target_name": "user7"}}`),
      post(`${service.url}/process`, `{"chats": {"list": ${body}}, "stories": [], "target_name": "user7"}`),
      post(`${service.url}/process`, `{"target_name": "user7", "chats": ${body.slice(1, -1)}}`),
      post(`${service.url}/process`, `{"chats": ${body}, "overrides": {"target_name": "user7"}, "min_tokens": 20}`),
    ]);
    for (const response of other) {
      const { run_id, detail } = await response.json();
      assert.equal(detail, undefined);
      const done = await ended(service, run_id);
      assert.equal(done.status, "COMPLETED", JSON.stringify(done));
      assert.ok(done.stats!.num_chats === 1);
      assert.ok(done.settings.includes("target_name"), "settings are heard wherever they stand");
    }
  });
});

Deno.test("a job that cannot be done is FAILED and says why", async () => {
  await withService(async (service) => {
    const group = chats(6).replace("personal_chat", "private_group");
    const info = await ended(service, await submit(service, group, "?chat_type=private_group"));
    assert.equal(info.status, "FAILED");
    assert.match(info.error!, /target_name.*user5 \(Ada, 4 messages\), user7 \(Bo, 2 messages\)/);
    assert.ok(info.completed_at, "a failed job has an end, too");
    const file = await fetch(`${service.url}/jobs/${info.run_id}/files/train.jsonl`);
    assert.equal(file.status, 409);
    await file.body?.cancel();

    const none = await ended(service, await submit(service, "[]", "?me=user7"));
    assert.equal(none.status, "FAILED");
    assert.match(none.error!, /^Cannot read the body: it holds no valid chat/);
    const short = await ended(service, await submit(service, chats(2), "?me=user7&min_tokens=700"));
    assert.ok(short.status === "COMPLETED" && short.stats!.num_blocks === 0, JSON.stringify(short));
    assert.deepEqual(short.warnings, [
      "No block was made: left out: chat: no block (1), block: short (1), message: in a short block (2)",
    ]);
  });
});

Deno.test("jobs wait in the order they came, and can be cancelled while they wait and while they run", async () => {
  await withService(async (service) => {
    const body = chats(20_000);
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) ids.push(await submit(service, body, "?me=user7"));
    const queue = await get<{ running: boolean; queue_size: number; jobs: Record<string, Info> }>(service, "/queue");
    assert.equal(queue.running, true);
    assert.equal(queue.queue_size, 3);
    assert.deepEqual(Object.values(queue.jobs).map(({ position_in_queue }) => position_in_queue), [null, 1, 2, 3]);
    assert.deepEqual(Object.keys(queue.jobs), ids);
    const full = await post(`${service.url}/process`, "[]");
    assert.deepEqual([full.status, full.headers.get("retry-after")], [503, "30"]);
    await full.body?.cancel();
    const watched = eventsOf(service, ids[3]);
    for (const i of [2, 0]) {
      const response = await fetch(`${service.url}/data-prep/jobs/${ids[i]}`, { method: "DELETE" });
      const info = await response.json() as Info;
      assert.deepEqual([response.status, info.status, info.cancelled], [200, "FAILED", true]);
    }
    const again = await fetch(`${service.url}/data-prep/jobs/${ids[0]}`, { method: "DELETE" });
    assert.equal(again.status, 409);
    await again.body?.cancel();
    assert.equal((await ended(service, ids[1])).status, "COMPLETED");
    const removed = await fetch(`${service.url}/data-prep/jobs/${ids[1]}?purge=true`, { method: "DELETE" });
    assert.deepEqual(await removed.json(), { run_id: ids[1], status: "removed" });
    assert.deepEqual(await get(service, `/data-prep/jobs/${ids[1]}`), { detail: "Job not found" });
    const events = await watched;
    assert.equal(events.at(-1)!.data.status, "COMPLETED");
    const positions = events.map(({ data }) => data.position_in_queue).filter((position) => position !== null);
    assert.ok(positions.includes(1), `they move up: ${positions}`);
  }, ["--max-queue", "3"]);
});
