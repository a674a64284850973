import assert from "node:assert/strict";
import { categorize } from "../../../plugins/analytics/mod.ts";
import { type Asked, faultServer } from "../../support/fault_server.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { completion, say, setup, talk } from "./support.ts";

const ANSWER = { topic: "delivery", intent: "asking", sentiment: "neutral", confidence: "high", proposed_label: null };

interface Line {
  custom_id: string;
  url: string;
  body: { messages: { content: string }[] };
}

/** A batch interface: files in memory, batches that are done when they were asked about `polls` times. */
function batchServer(polls: number, ended: { status?: string; answered?: (text: string) => boolean } = {}) {
  const { status = "completed", answered = () => true } = ended;
  const files: Line[][] = [];
  const asked: number[] = [];
  const answer = ({ path, body }: Asked): Response => {
    if (path === "/v1/files") {
      const lines = body.split(/\r?\n/).filter((line) => line.startsWith("{")).map((line): Line => JSON.parse(line));
      return Response.json({ id: `file-${files.push(lines) - 1}` });
    }
    if (path === "/v1/batches") {
      return Response.json({ id: `batch_${Number(/file-(\d+)/.exec(body)![1])}`, status: "validating" });
    }
    const batch = /^\/v1\/batches\/batch_(\d+)$/.exec(path);
    if (batch) {
      const n = Number(batch[1]);
      asked[n] = (asked[n] ?? 0) + 1;
      return Response.json(asked[n] > polls ? { status, output_file_id: `out-${n}` } : { status: "in_progress" });
    }
    const lines = files[Number(/out-(\d+)/.exec(path)![1])];
    // In any order.
    const made = lines.filter(({ body }) => answered(JSON.parse(body.messages[1].content).message)).reverse();
    return new Response(
      made.map(({ custom_id }) =>
        JSON.stringify({ custom_id, response: { status_code: 200, body: completion(ANSWER) } })
      ).join("\n"),
    );
  };
  return { files, asked, answer };
}

const options = (url: string) => ({
  engine: "llm" as const,
  baseUrl: `${url}/v1`,
  model: "tiny",
  batch: true,
  pollSeconds: 30,
});

Deno.test("a batch goes out as one file and is waited for; answers are found by their names", () =>
  inFolder(async (folder) => {
    const batches = batchServer(2);
    await using server = faultServer(batches.answer);
    const made = setup(folder, categorize(options(server.url)), talk("c", [say("user", "one"), say("user", "two")]));
    await made.run();
    assert.equal(batches.files.length, 1);
    assert.deepEqual(batches.files[0].map(({ url }) => url), ["/v1/chat/completions", "/v1/chat/completions"]);
    assert.equal(made.host.slept.filter((ms) => ms === 30_000).length, 2);
    assert.deepEqual(["a", "b"].map((key) => made.categories("c", key)!.topic), ["delivery", "delivery"]);
  }));

Deno.test("a run that was stopped while it waited goes on with the same batch", () =>
  inFolder(async (folder) => {
    const batches = batchServer(1);
    await using server = faultServer(batches.answer);
    const record = talk("c", [say("user", "one")]);
    const first = setup(folder, categorize(options(server.url)), record);
    const stop = new AbortController();
    const clock = {
      ...first.host.clock,
      sleep: (ms: number, signal?: AbortSignal) => {
        if (ms !== 30_000) return Promise.resolve();
        stop.abort(new Error("stopped"));
        return Promise.reject(signal?.reason ?? stop.signal.reason);
      },
    };
    const { run } = await import("../../../mod.ts");
    await run(first.pipeline(), { ...first.settings(), host: { ...first.host, clock }, signal: stop.signal }).catch(
      () => {},
    );
    const second = setup(folder, categorize(options(server.url)), record);
    await second.run();
    assert.equal(batches.files.length, 1, "nothing was sent a second time");
    assert.equal(second.categories("c", "a")!.topic, "delivery");
  }));

Deno.test("what an expired batch left out goes into another", () =>
  inFolder(async (folder) => {
    let tries = 0;
    const batches = batchServer(0, { status: "expired", answered: (text) => text === "one" || tries++ > 0 });
    await using server = faultServer(batches.answer);
    const made = setup(folder, categorize(options(server.url)), talk("c", [say("user", "one"), say("user", "two")]));
    await made.run();
    assert.deepEqual(batches.files.map((lines) => lines.length), [2, 1]);
    assert.equal(made.categories("c", "b")!.topic, "delivery");
  }));
