import assert from "node:assert/strict";
import { chats, ended, get, post, result, type Serving, submit, withService } from "./support.ts";

/** Status and detail of an answer. */
async function answerOf(response: Response): Promise<[number, string]> {
  const { detail } = await response.json() as { detail: unknown };
  return [response.status, typeof detail === "string" ? detail : JSON.stringify(detail)];
}

async function assertRefused(response: Promise<Response>, status: number, detail: RegExp): Promise<void> {
  const [got, said] = await answerOf(await response);
  assert.equal(got, status, said);
  assert.match(said, detail);
}

async function assertEmpty(service: Serving, folder: string): Promise<void> {
  assert.deepEqual(await get(service, "/data-prep/jobs"), {});
  assert.deepEqual([...Deno.readDirSync(`${folder}/data/incoming`)], []);
  assert.deepEqual([...Deno.readDirSync(`${folder}/data/jobs`)], []);
}

Deno.test("bodies that are too large, of another type or no JSON are refused, and leave nothing behind", async () => {
  await withService(async (service, folder) => {
    const url = `${service.url}/data-prep/process`;
    await assertRefused(post(url, "[" + " ".repeat(5000) + "]"), 413, /larger than 4000 bytes/);
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode("[".padEnd(1000))),
    }, { highWaterMark: 0 });
    await assertRefused(post(url, endless), 413, /larger than 4000 bytes/).catch((error) => {
      // The connection may go while the client still sends.
      if (!(error instanceof TypeError)) throw error;
    });
    for (const type of ["text/plain", "application/json; charset=utf-16", "application/x-www-form-urlencoded", ""]) {
      await assertRefused(post(url, "[]", { "content-type": type }), 415, /must be application\/json/);
    }
    await assertRefused(post(url, "[]", { "content-encoding": "gzip" }), 415, /Content-Encoding "gzip"/);
    const malformed = [
      "",
      " ",
      "[",
      "{",
      '{"a"',
      '{"a":1,}',
      "[1,]",
      "[1 2]",
      "nul",
      "[tru]",
      '["a\nb"]',
      "[1]]",
      "[01]",
    ];
    malformed.push('["\\q"]', '["\\u12g4"]', "[-]", "[1.]", "[1e]", "{1:2}", "[1}", "[NaN]", '"a', "[".repeat(600));
    for (const body of malformed) await assertRefused(post(url, body), 400, /Malformed JSON: Cannot parse JSON/);
    await assertRefused(post(url, Uint8Array.of(0x5b, 0x22, 0xff, 0x22, 0x5d)), 400, /not UTF-8/);
    for (const body of ["1", '"a"', "null", "-1.5e+3"]) await assertRefused(post(url, body), 400, /list of chats/);
    await assertRefused(post(url, '{"name": "Ada"}'), 400, /"messages"/);
    await assertRefused(post(url, '{"chats": 5}'), 400, /must be a list or an object/);
    await assertRefused(post(url, '{"chats": [], "chats": []}'), 400, /comes twice/);
    await assertRefused(post(url, '{"chats": [], "overrides": 1}'), 400, /must be an object/);
    await assertEmpty(service, folder);
  }, ["--max-body-bytes", "4000"]);
});

Deno.test("settings are checked before a job is made, and all mistakes are named", async () => {
  await withService(async (service, folder) => {
    const url = `${service.url}/data-prep/process`;
    await assertRefused(post(`${url}?min_tokns=5`, "[]"), 422, /"query","min_tokns".*did you mean \\"min_tokens\\"/);
    const wrong =
      '{"chats": [], "overrides": {"max_tokens": -1, "redact": "all", "compat": 5, "me": ["x"], "raw": "no"}}';
    await assertRefused(post(url, wrong), 422, /max_tokens.*redact.*mask.*compat.*"me\\".*"raw\\"/);
    for (const path of ["/etc/passwd", "../x", "a/../../b", "./tokenizer.json", "a/tokenizer.json"]) {
      await assertRefused(post(`${url}?tokenizer=${encodeURIComponent(path)}`, "[]"), 422, /id of a model/);
    }
    await assertRefused(
      post(`${url}?min_tokens=9&max_tokens=8`, "[]"),
      422,
      /expected at most max_tokens_per_block, 8/,
    );
    for (const limit of ["soon", "5 March 2024", "2024-13-01", "2024-02-30"]) {
      await assertRefused(post(`${url}?date_limit=${limit}`, "[]"), 422, /ISO 8601/);
    }
    await assertRefused(post(url, '{"chats": {"messages": []}, "min_tokns": 5}'), 422, /"body","min_tokns"/);
    await assertRefused(post(url, '{"chats": {"list": []}, "min_tokens": "x"}'), 422, /a whole number/);
    await assertRefused(post(url, '{"chats": [], "__proto__": {"compat": true}}'), 422, /__proto__/);
    await assertRefused(post(`${url}?run_id=1`, "[]"), 422, /32 hexadecimal digits/);
    await assertEmpty(service, folder);

    const id = "0123456789abcdef0123456789abcdef";
    // A form sends what was left blank, too.
    await submit(service, chats(3), `?me=user7&run_id=${id}&date_limit=&system_prompt=&message_delimiter=&model_id=`);
    await assertRefused(post(`${url}?run_id=${id.toUpperCase()}`, "[]"), 409, /There is a job/);
    assert.equal((await ended(service, id)).status, "COMPLETED");
    await assertRefused(fetch(`${service.url}/jobs/xyz`), 422, /32 hexadecimal digits/);
    await assertRefused(fetch(`${service.url}/data-prep/jobs/xyz`), 404, /^Job not found$/);
    await assertRefused(fetch(`${service.url}/jobs/${"a".repeat(32)}`), 404, /^Job a{32} not found$/);
    await assertRefused(fetch(`${service.url}/nothing`), 404, /openapi/);
    await assertRefused(fetch(url), 405, /POST/);
    await assertRefused(post(`${service.url}/pipelines/x/runs`, "{}"), 404, /no config/);
    for (const name of ["..%2fjob.json", "%2e%2e%2fjob.json", "..%5cjob.json", "%00", "job.json", "%2fetc%2fpasswd"]) {
      await assertRefused(fetch(`${service.url}/jobs/${id}/files/${name}`), 404, /there are processed.json/);
    }
  });
});

Deno.test("what Telegram Desktop writes wrongly is taken, and an export with settings beside it is cut out", async () => {
  await withService(async (service) => {
    const broken = chats(60).replace("line 3 of", "line\\x0B3 of").replace(
      '"text_entities"',
      '"document_id": video_files/sticker (2).webm\n,"text_entities"',
    );
    const plain = await submit(service, "\ufeff" + broken, "?me=user7&min_tokens=1");
    const wrapped = await submit(service, `{"overrides":{"me":"user7","min_tokens":1},"chats":${broken} }`);
    for (const runId of [plain, wrapped]) {
      const info = await ended(service, runId);
      assert.equal(info.status, "COMPLETED", JSON.stringify(info));
    }
    assert.match(await result(service, plain, "train.jsonl"), /line\\u000b3 of|line 3 of/);
    assert.equal(await result(service, wrapped, "train.jsonl"), await result(service, plain, "train.jsonl"));
  });
});

Deno.test("other sites, other names and requests without the token are refused", async () => {
  const token = "correct-horse-battery";
  const env = { THREADLOOM_TOKEN: token };
  await withService(
    async (service, folder) => {
      const url = `${service.url.replace("0.0.0.0", "127.0.0.1")}/data-prep/jobs`;
      const ask = (headers: Record<string, string>): Promise<Response> => fetch(url, { headers });
      const right = { authorization: `Bearer ${token}` };
      await assertRefused(ask({}), 401, /token/);
      await assertRefused(ask({ authorization: `Bearer ${token}x` }), 401, /token/);
      await assertRefused(ask({ authorization: `Basic ${btoa(`x:${token}`)}` }), 401, /token/);
      await assertRefused(fetch(`${url}?token=${token}`), 401, /token/);
      assert.deepEqual(await (await ask(right)).json(), {});
      await assertRefused(ask({ ...right, origin: "https://evil.example" }), 403, /other sites/);
      await assertRefused(ask({ ...right, origin: "null" }), 403, /other sites/);
      await assertRefused(ask({ ...right, "sec-fetch-site": "cross-site" }), 403, /other sites/);
      const own = await ask({ ...right, origin: new URL(url).origin, "sec-fetch-site": "same-origin" });
      assert.equal(own.status, 200);
      assert.equal(own.headers.get("access-control-allow-origin"), null);
      assert.equal(own.headers.get("x-content-type-options"), "nosniff");
      await own.body?.cancel();
      await assertRefused(ask({ ...right, "x-long": "x".repeat(17_000) }), 431, /16384/);
      await assertRefused(fetch(`${url}?${"x".repeat(9000)}`, { headers: right }), 414, /8192/);
      assert.deepEqual([...Deno.readDirSync(`${folder}/data/jobs`)], []);
      assert.ok(!service.said().includes(token));
    },
    ["--host", "0.0.0.0"],
    env,
  );
});

Deno.test("without a token it listens on this machine alone", async () => {
  await assert.rejects(withService(() => Promise.resolve(), ["--host", "0.0.0.0"]), /other machines could reach it/);
  const short = { SOME_TOKEN: "short" };
  await assert.rejects(
    withService(() => Promise.resolve(), ["--token-env", "SOME_TOKEN"], short),
    /expected 16 characters or more/,
  );
  await assert.rejects(
    withService(() => Promise.resolve(), ["--token-env", "NO_TOKEN"]),
    /environment has no NO_TOKEN/,
  );
});
