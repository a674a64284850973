/** Servers that go wrong: every text gets its own vector in the end, nothing is sent without need, no secret is said. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { deadLetters } from "../../../mod.ts";
import { embeddingServer, type EmbeddingServerOptions, type Oddity } from "../../support/embedding_server.ts";
import type { Fault } from "../../support/fault_server.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { conversation, setup } from "./support.ts";

const CHATS = Array.from(
  { length: 6 },
  (_, i) => conversation(`c${i}`, ...Array.from({ length: 5 }, (_, n) => `text ${n} of ${i}`)),
);

/** Runs over a server with faults; checks that what is stored is right. */
async function runWith(
  options: EmbeddingServerOptions,
  check: (found: {
    server: ReturnType<typeof embeddingServer>;
    test: ReturnType<typeof setup>;
    report: Awaited<ReturnType<ReturnType<typeof setup>["run"]>>;
  }) => Promise<void> | void,
  more: { [option: string]: unknown } = {},
): Promise<void> {
  await inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8, ...options });
    const test = setup(
      folder,
      { baseUrl: server.baseUrl, model: "m", maxBatchSize: 8, timeoutMs: 300, ...more },
      ...CHATS,
    );
    const report = await test.run();
    for (const { id, messages } of CHATS) {
      for (const message of messages) {
        const held = test.embedding(id, message.id);
        const [part] = message.parts;
        if (held) assert.deepEqual(held.vector, server.vectorOf(part.type === "text" ? part.text : ""));
      }
    }
    await check({ server, test, report });
  });
}

const first = <F>(fault: F, times = 1) => (n: number): F | undefined => n < times ? fault : undefined;

Deno.test("a refusal for the rate is waited for as long as the server asks, by all requests", async () => {
  const cases: [Record<string, string>, number][] = [
    [{ "retry-after": "7" }, 7000],
    [{ "retry-after-ms": "1500" }, 1500],
    [{ "retry-after": "Mon, 01 Jan 2024 00:00:09 GMT", date: "Mon, 01 Jan 2024 00:00:00 GMT" }, 9000],
    [{ "x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0s" }, 360_000],
    [{}, 0],
  ];
  for (const [headers, least] of cases) {
    await runWith({ fault: first({ kind: "answer", status: 429, headers } as Fault) }, ({ report, test }) => {
      assert.equal(report.status, "ok");
      const waited = test.host.time - Date.UTC(2024, 0, 1);
      assert.ok(waited >= least && waited < least + 10_000, `${JSON.stringify(headers)}: ${waited}`);
      assert.equal(report.metrics["embedding.retries"], 1);
    });
  }
});

Deno.test("what is left of a rate is heeded before it is exceeded", async () => {
  const headers = { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "4s" };
  await runWith({ headers }, ({ report, test, server }) => {
    assert.equal(report.status, "ok");
    assert.equal(report.metrics["embedding.retries"], undefined);
    assert.equal(server.asked.length, 4);
    assert.ok(test.host.time - Date.UTC(2024, 0, 1) >= 12_000);
  }, { concurrency: 1 });
});

const MENDED: (Fault | Oddity)[] = [
  { kind: "answer", status: 500 },
  { kind: "answer", status: 503, headers: { "retry-after": "1" } },
  { kind: "500 after" },
  { kind: "cut" },
  { kind: "lost" },
  { kind: "hang" },
  "partial",
  "not a number",
  "html",
  "wrong order",
  "no index",
  "base64",
];
for (const fault of MENDED) {
  const name = typeof fault === "string" ? fault : `${fault.kind} ${"status" in fault ? fault.status : ""}`;
  Deno.test(`every text has its vector after: ${name}`, async () => {
    await runWith({ fault: first(fault, 2) }, ({ report, test }) => {
      assert.deepEqual([report.status, report.source.passed], ["ok", 6]);
      assert.ok(test.embedding("c5", "m4"));
    });
  });
}

Deno.test("vectors of another width are refused at once, and nothing more is asked", async () => {
  for (const more of [{ dimensions: 8 }, { model: "text-embedding-3-small" }]) {
    await runWith({ width: more.dimensions ?? 1536, fault: () => "wrong width" }, async ({ report, server, test }) => {
      assert.deepEqual([report.source.dead, server.asked.length], [6, 1]);
      const [letter] = await deadLetters(test.settings());
      assert.match(letter.error, /a vector has \d+ numbers, \d+ were expected/);
    }, { concurrency: 1, ...more });
  }
});

Deno.test("a wrong key, a wrong address and no credit end the asking after one answer each", async () => {
  const cases: [number, unknown][] = [
    [401, { error: { message: "no", code: "invalid_api_key" } }],
    [404, { error: { message: "no such model", code: "model_not_found" } }],
    [429, { error: { message: "You exceeded your current quota", code: "insufficient_quota" } }],
    [302, ""],
  ];
  for (const [status, body] of cases) {
    const headers: Record<string, string> = status === 302 ? { location: "http://127.0.0.1:1/v1" } : {};
    await runWith({ fault: () => ({ kind: "answer", status, body, headers }) }, async ({ report, server, test }) => {
      assert.deepEqual([report.source.dead, server.asked.length], [6, 1], String(status));
      assert.match((await deadLetters(test.settings()))[0].error, new RegExp(`answers ${status}`));
    }, { concurrency: 1 });
  }
});

Deno.test("a server that refuses everything is asked a bounded number of times", async () => {
  await runWith({ fault: () => ({ kind: "answer", status: 400 }) }, ({ report, server }) => {
    assert.equal(report.source.dead, 6);
    assert.ok(server.asked.length < 60, `${server.asked.length} requests`);
  });
});

Deno.test("a server that is down ends in dead letters soon, and the next run mends all", async () => {
  let down = true;
  await runWith(
    { fault: () => down ? { kind: "answer", status: 503 } : undefined },
    async ({ report, server, test }) => {
      assert.equal(report.source.dead, 6);
      assert.ok(server.asked.length <= 40, `${server.asked.length} requests`);
      down = false;
      test.host.time += 3_600_000;
      assert.equal((await test.run()).status, "ok");
      assert.equal((await deadLetters(test.settings())).length, 0);
    },
  );
});

Deno.test("a batch too large for the server is halved until it fits", async () => {
  const body = {
    error: { message: "Requested 400000 tokens, max 300000 tokens per request", type: "max_tokens_per_request" },
  };
  const fault = (_: number, { body: sent }: { body: string }): Fault | undefined =>
    JSON.parse(sent).input.length > 3 ? { kind: "answer", status: 400, body } : undefined;
  await runWith({ fault }, ({ report, server }) => {
    assert.equal(report.status, "ok");
    assert.equal(server.paid.length, 30);
  });
});

Deno.test("a seeded storm of faults: 25 seeds, nothing lost, invented or doubled", async () => {
  const kinds: (Fault | Oddity | undefined)[] = [...MENDED, { kind: "answer", status: 429 }, "wrong order"];
  for (let seed = 1; seed <= 25; seed++) {
    let state = seed;
    const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const fault = () =>
      next() < 0.35
        ? kinds.filter((one) => typeof one === "string" || one?.kind !== "hang")[Math.floor(next() * 13)]
        : undefined;
    await runWith({ fault }, async ({ report, test, server }) => {
      const again = report.source.dead === 0 ? report : await test.run();
      assert.deepEqual([seed, again.source.dead], [seed, 0]);
      assert.equal(test.store.state.size, 6);
      const calls = server.asked.length;
      await test.run();
      assert.equal(server.asked.length, calls, "a third run asks nothing");
      assert.deepEqual(server.vectorOf("text 1 of 2"), test.embedding("c2", "m1")?.vector);
    }, { attempts: 12 });
  }
});

Deno.test("a key that the server repeats appears nowhere, in no form", async () => {
  const key = "sk-Canary+7/9-tea";
  const base64 = Buffer.from(key).toString("base64");
  const forms = [
    key,
    encodeURIComponent(key),
    base64,
    Buffer.from(key).toString("base64url"),
    JSON.stringify(key).slice(1, -1),
  ];
  const message = `Incorrect API key provided: ${forms.join(" ")}`;
  const answers: Fault[] = [
    { kind: "answer", status: 401, body: { error: { message, code: "invalid_api_key" } } },
    { kind: "answer", status: 400, body: { error: message } },
    { kind: "answer", status: 500, body: message },
    { kind: "hang" },
  ];
  for (const fault of answers) {
    await inFolder(async (folder) => {
      await using server = embeddingServer({ width: 8, fault: () => fault });
      const events: string[] = [];
      const options = {
        baseUrl: `${server.baseUrl}?token=${encodeURIComponent(key)}`,
        model: "m",
        apiKey: key,
        attempts: 2,
        timeoutMs: 50,
      };
      const test = setup(folder, options, CHATS[0]);
      const report = await test.run({ onEvent: (event) => events.push(JSON.stringify(event)) });
      assert.equal(report.source.dead, 1);
      const letters = await deadLetters(test.settings());
      let all = JSON.stringify([report, letters, events]);
      for await (const { name, isFile } of Deno.readDir(`${folder}/state`)) {
        if (isFile) all += new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/state/${name}`));
      }
      for (const form of [...forms, base64.slice(4, 16)]) {
        assert.ok(!all.includes(form), `${form} in ${letters[0].error}`);
      }
    });
  }
});
