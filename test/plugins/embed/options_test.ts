/** What `embed` is told: mistakes at once, secrets nowhere, permissions as small as they can be. */
import assert from "node:assert/strict";
import { permissionsOf } from "../../../core/permissions.ts";
import { embed, type EmbedOptions } from "../../../plugins/embed/mod.ts";

Deno.test("wrong options are refused before anything is asked, with what to do", () => {
  const cases: [EmbedOptions, RegExp][] = [
    [{}, /apiKey: needed for https:\/\/api\.openai\.com/],
    [{ baseUrl: "ftp://x" }, /baseUrl: expected an http or https address/],
    [{ baseUrl: "http://169.254.169.254/v1" }, /baseUrl: it is an address of the machine's own services/],
    [{ engine: "static" }, /model: the static engine needs the model's folder/],
    [{ engine: "hashed", model: "m" }, /model: the hashed engine has no model/],
    [{ engine: "hashed", apiKey: "k" }, /apiKey: the hashed engine asks no server/],
    [{ engine: "transformers", model: "m", dimensions: 3 }, /dimensions: the transformers engine gives the width/],
    [{ baseUrl: "http://x", maxInputTokens: 100, overlapTokens: 60 }, /overlapTokens: expected at most half/],
    [{ baseUrl: "http://x", concurrency: 0, attempts: 0 }, /concurrency: .*; attempts: /],
    [{ baseUrl: "http://x", name: "no name" }, /name: expected letters/],
  ];
  for (const [options, said] of cases) assert.throws(() => embed(options), said, JSON.stringify(options));
});

Deno.test("a secret in a wrong place is not repeated", () => {
  for (const options of [{ baseUrl: "http://user:canary@host/v1" }, { baseUrl: "http://x", apiKey: "canary key" }]) {
    assert.throws(() => embed(options), (error: Error) => !error.message.includes("canary"));
  }
});

Deno.test("each engine asks for what it needs, and no more", () => {
  const cases: [EmbedOptions, unknown][] = [
    [{ apiKey: "k" }, { read: [], write: [], net: ["api.openai.com:443"] }],
    [{ baseUrl: "http://localhost:8080/v1", cache: "data/v.db" }, {
      read: ["data"],
      write: ["data"],
      net: ["localhost:8080"],
    }],
    [{ engine: "static", model: "./models/m" }, { read: ["./models/m"], net: [] }],
    [{ engine: "static", model: "org/model" }, {
      read: ["org/model"],
      net: ["huggingface.co:443", "cdn-lfs.huggingface.co:443", "cas-bridge.xethub.hf.co:443"],
    }],
    [{ engine: "hashed" }, {}],
  ];
  for (const [options, needs] of cases) assert.deepEqual(permissionsOf(embed(options)), needs);
});

Deno.test("the version says engine, model and width, and nothing of where, how fast or by which key", () => {
  const base: EmbedOptions = { baseUrl: "http://x", model: "m" };
  const { version } = embed(base);
  for (
    const more of [{ baseUrl: "http://y" }, { apiKey: "k" }, { concurrency: 1 }, { cache: "x.db" }, { maxBatchSize: 1 }]
  ) {
    assert.equal(embed({ ...base, ...more }).version, version);
  }
  for (const more of [{ model: "n" }, { dimensions: 3 }]) assert.notEqual(embed({ ...base, ...more }).version, version);
});
