import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { Searchable } from "../../core/search.ts";
import { ask, type AskOptions } from "../../search/mod.ts";
import { chatServer, type ChatServerOptions } from "../support/chat_server.ts";
import { searching, TALKS } from "./support.ts";

const QUESTION = "How long does the sleeper train take?";
const KEY = "sk-canary+Zx/81?pear&quince";

/** Asks a server that goes wrong; what is thrown is given back as its message. */
async function asked(
  store: Searchable,
  server: ChatServerOptions,
  options: AskOptions = {},
): Promise<{ said: string; requests: number; heard: string; error?: Error }> {
  await using running = chatServer(server);
  let heard = "";
  try {
    const { answer } = await ask(store, QUESTION, {
      baseUrl: running.baseUrl,
      apiKey: KEY,
      onText: (piece) => void (heard += piece),
      ...options,
    });
    return { said: answer, requests: running.asked.length, heard };
  } catch (error) {
    assert.ok(error instanceof Error);
    return { said: error.message, requests: running.asked.length, heard, error };
  }
}

/** A secret in every form in which a server may repeat it; `whole`: as it would, else what must not be seen of it. */
function forms(secret: string, whole = false): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map((n) => Buffer.concat([Buffer.alloc(n), bytes]).toString("base64"));
  const seen = whole ? base64 : base64.map((text) => text.slice(4, -6));
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...seen,
    ...seen.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  ];
}

Deno.test("ask() asks again after what passes, and gives the whole answer once", () =>
  searching(TALKS, async (store) => {
    for (
      const fault of [
        { kind: "answer" as const, status: 429, headers: { "retry-after-ms": "5" } },
        { kind: "answer" as const, status: 503, headers: { "retry-after-ms": "5" } },
      ]
    ) {
      const { said, requests } = await asked(store, { fault: (n) => n < 2 ? fault : undefined });
      assert.deepEqual([said, requests], ["It was the night train [1].", 3]);
    }
  }));

Deno.test("ask() gives up in words that say what to do", () =>
  searching(TALKS, async (store) => {
    const answering = (status: number, body?: unknown, headers: Record<string, string> = {}): ChatServerOptions => ({
      fault: () => ({ kind: "answer", status, body, headers: { "retry-after-ms": "1", ...headers } }),
    });
    const error = (message: string, code = "x") => ({ error: { message, code } });
    const cases: [ChatServerOptions, RegExp, requests: number][] = [
      [{ apiKey: "another" }, /it refused the key \(401\).*set OPENAI_API_KEY/, 1],
      [answering(403, error("no access")), /does not allow this \(403\): no access/, 1],
      [answering(404, error("no such model")), /knows no model "gpt-4o-mini".*no such model/, 1],
      [answering(429, error("slow down")), /takes no more requests now \(429\): slow down; try again later/, 3],
      [answering(429, error("You exceeded", "insufficient_quota")), /no credit left \(429\)/, 1],
      [answering(429, error("slow down"), { "retry-after-ms": "9000000" }), /takes no more requests now/, 1],
      [answering(500, "<html>oops</html>"), /it failed \(500\); try again later/, 3],
      [answering(400, error("context length exceeded")), /refused the request \(400\): context length exceeded/, 1],
      [answering(302, "", { location: "http://127.0.0.1:9/elsewhere" }), /it redirects \(302\) to .* not followed/, 1],
      [{ fault: () => "html" }, /its answer broke off/, 3],
      [{ fault: () => "empty" }, /its answer is empty/, 1],
    ];
    for (const [server, expected, requests] of cases) {
      const given = await asked(store, server);
      assert.match(given.said, /^Cannot ask "http:\/\/127\.0\.0\.1:\d+\/v1": /);
      assert.match(given.said, expected);
      assert.equal(given.requests, requests, given.said);
    }
  }));

Deno.test("ask() never asks again once a part of an answer was shown", () =>
  searching(TALKS, async (store) => {
    for (const fault of ["no end", "error inside"] as const) {
      const { said, heard, requests } = await asked(store, { fault: () => fault });
      assert.match(said, /the answer is not whole, /);
      assert.ok(heard.length > 0);
      assert.equal(requests, 1);
    }
  }));

Deno.test("ask() waits no longer than it was told, before an answer and in the midst of one", () =>
  searching(TALKS, async (store) => {
    const hang = await asked(store, { fault: () => ({ kind: "hang" }) }, { timeoutMs: 40, attempts: 1 });
    assert.match(hang.said, /it was silent for 0\.04 s/);
    const stall = await asked(store, { fault: () => "stall" }, { timeoutMs: 40 });
    assert.match(stall.said, /the answer is not whole, it was silent for 0\.04 s/);
    const stop = AbortSignal.timeout(30);
    const stopped = await asked(store, { fault: () => ({ kind: "hang" }) }, { signal: stop });
    assert.equal(stopped.error?.name, "TimeoutError");
  }));

Deno.test("ask() takes an answer that does not stream, and says when the model ran out of room", () =>
  searching(TALKS, async (store) => {
    assert.equal((await asked(store, { fault: () => "whole" })).said, "It was the night train [1].");
    await using server = chatServer({ fault: () => "length" });
    assert.equal((await ask(store, QUESTION, { baseUrl: server.baseUrl })).cut, true);
  }));

Deno.test("the key is in no error, however the server repeats it", () =>
  searching(TALKS, async (store) => {
    const body = { error: { message: `wrong key: ${forms(KEY, true).join(" ")}` } };
    for (const status of [400, 401, 403, 404, 429, 500]) {
      const fault = () => ({ kind: "answer" as const, status, body, headers: { "retry-after-ms": "1" } });
      const { error } = await asked(store, { fault }, { attempts: 2 });
      const told = `${error?.message} ${error?.stack} ${Deno.inspect(error)} ${JSON.stringify(error)}`;
      for (const form of forms(KEY)) assert.ok(!told.includes(form), `${status}: ${form}`);
    }
    const { said } = await asked(store, { fault: () => "error inside" });
    assert.ok(!said.includes(KEY));
    await assert.rejects(ask(store, QUESTION, { baseUrl: "http://me:secret-pass@127.0.0.1/v1" }), (error: Error) => {
      assert.match(error.message, /its address holds a password/);
      return !error.message.includes("secret-pass");
    });
    await assert.rejects(
      ask(store, QUESTION, { baseUrl: "http://127.0.0.1:9/v1", apiKey: "two words" }),
      (error: Error) => {
        assert.match(error.message, /holds blanks/);
        return !error.message.includes("two words");
      },
    );
    await assert.rejects(ask(store, QUESTION, { baseUrl: "ftp://example.org" }), /it is no address/);
  }));
