import assert from "node:assert/strict";
import { ended, get, type Info, post, serve } from "./support.ts";

Deno.test("a configured pipeline is a job, and two runs of one wait for each other", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/in.jsonl`, '{"id":1,"say":"hello"}\n{"id":2,"say":"good bye"}\n');
    await Deno.writeTextFile(
      `${folder}/threadloom.yaml`,
      `pipelines:\n  lines:\n    source: { use: jsonl, path: ${folder}/in.jsonl }\n` +
        `    to: { use: jsonl, path: ${folder}/out.jsonl }\n` +
        `  broken:\n    source: { use: jsonl, path: ${folder}/none.jsonl }\n` +
        `    to: { use: jsonl, path: ${folder}/none.out.jsonl }\n`,
    );
    await Deno.writeTextFile(`${folder}/settings.yaml`, "target_name: user7\nmin_tokens_per_block: 1\n");
    const args = ["--workers", "2", "--config", `${folder}/threadloom.yaml`, "--config", `${folder}/settings.yaml`];
    const service = await serve(`${folder}/data`, args);
    try {
      assert.deepEqual(await get(service, "/pipelines"), { pipelines: ["lines", "broken"] });
      const first = await (await fetch(`${service.url}/pipelines/lines/runs`, { method: "POST" })).json();
      const second = await (await post(`${service.url}/pipelines/lines/runs`, '{"full": true}')).json();
      const broken = await (await post(`${service.url}/pipelines/broken/runs`, "{}")).json();
      for (const { run_id } of [first, second]) {
        const info = await ended(service, run_id);
        assert.equal(info.status, "COMPLETED", JSON.stringify(info));
        assert.equal(info.report!.status, "ok");
      }
      const [one, two] = await Promise.all([first, second].map(({ run_id }) => get<Info>(service, `/jobs/${run_id}`)));
      assert.ok(two.started_at! >= one.completed_at!, "the second began when the first had ended");
      const out = await Deno.readTextFile(`${folder}/out.jsonl`);
      assert.equal(out, await Deno.readTextFile(`${folder}/in.jsonl`));
      const failed = await ended(service, broken.run_id);
      assert.equal(failed.status, "FAILED");
      assert.match(failed.error!, /none\.jsonl/);
      const unknown = await post(`${service.url}/pipelines/line/runs`, "{}");
      assert.match((await unknown.json()).detail, /did you mean "lines"\? there are lines, broken/);
      assert.equal((await post(`${service.url}/pipelines/lines/runs`, '{"limit": 1}')).status, 422);

      const chat = [{ name: "Ada", type: "private_group", id: 5, messages: [] }];
      const body = JSON.stringify({ chats: chat, overrides: { chat_type: ["private_group"], warmup_steps: 5 } });
      const { run_id } = await (await post(`${service.url}/process`, body)).json();
      const info = await ended(service, run_id);
      assert.equal(info.status, "COMPLETED", JSON.stringify(info));
      assert.match(info.warnings.join(), /"warmup_steps" is of the trainer/);
    } finally {
      await service.stop();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
