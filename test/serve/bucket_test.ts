/** Results in S3, and what health says of it. */
import assert from "node:assert/strict";
import { faultServer } from "../support/http_faults.ts";
import { serviceTest } from "../support/services.ts";
import { freshBucket } from "../plugins/s3/support.ts";
import { chats, ended, get, post, result, serve } from "./support.ts";

const SUBMIT = "/data-prep/process?target_name=user7&min_tokens=20&max_tokens=200";

serviceTest("results go to the bucket before a job is COMPLETED, and health asks the bucket", "s3", async (server) => {
  const folder = await Deno.makeTempDir({ prefix: "threadloom-serve-s3-" });
  let gone = false;
  const proxy = await faultServer(server.url, () => gone ? "refused" : undefined);
  const s3 = await freshBucket(server, proxy.url);
  const service = await serve(`${folder}/data`, ["--s3", `s3://${s3.bucket}/jobs/`], s3.environment);
  try {
    assert.deepEqual(await get(service, "/data-prep/system/health"), { status: "healthy", s3: "connected" });
    assert.deepEqual(await get(service, "/system/health"), {
      api: "up",
      s3_bucket: s3.bucket,
      s3_status: "connected",
    });
    const { run_id } = await (await post(`${service.url}${SUBMIT}`, chats(100))).json();
    assert.equal((await ended(service, run_id)).status, "COMPLETED");
    const there = `s3://${s3.bucket}/jobs/${run_id}/data`;
    assert.deepEqual((await s3.files.list(there)).map(({ name }) => name), [
      "processed.json",
      "statistics.json",
      "train.jsonl",
    ]);
    const train = new TextDecoder().decode(await s3.files.read(`${there}/train.jsonl`));
    assert.equal(train, await result(service, run_id, "train.jsonl"));
    const written = proxy.seen.filter(({ method, url }) => method === "PUT" && url.includes(run_id));
    assert.match(written.at(-1)!.url, /statistics\.json$/);

    gone = true;
    const second = await (await post(`${service.url}${SUBMIT}`, chats(100))).json();
    const failed = await ended(service, second.run_id);
    assert.equal(failed.status, "FAILED");
    assert.match(failed.error ?? "", /^Cannot look at "s3:\/\/test-.*\/data\/\w+\.json": the connection broke/);
    assert.ok(!service.said().includes(s3.environment.AWS_SECRET_ACCESS_KEY));
  } finally {
    await service.stop();
    await proxy.close();
    await Deno.remove(folder, { recursive: true });
  }
});

serviceTest("health says missing where the bucket is not there or refuses the keys", "s3", async (server) => {
  const s3 = await freshBucket(server);
  for (
    const [place, change] of [
      ["s3://no-such-bucket-for-jobs/x", {}],
      [`s3://${s3.bucket}/x`, { AWS_SECRET_ACCESS_KEY: "wrong" }],
    ] as const
  ) {
    const folder = await Deno.makeTempDir({ prefix: "threadloom-serve-s3-" });
    const service = await serve(`${folder}/data`, ["--s3", place], { ...s3.environment, ...change });
    try {
      assert.deepEqual(await get(service, "/data-prep/system/health"), { status: "healthy", s3: "missing" });
      assert.match(service.said(), /does not answer: jobs whose results cannot be put there will be FAILED/);
    } finally {
      await service.stop();
      await Deno.remove(folder, { recursive: true });
    }
  }
});
