/** Addresses of language models and collections: what of them is used, and what of them may be told. */
import assert from "node:assert/strict";
import { ask } from "../../search/ask/ask.ts";
import { weaviateSearch } from "../../search/weaviate.ts";
import { searching, TALKS } from "./support.ts";

const QUESTION = "How long does the sleeper train take?";

Deno.test("what a server takes in the query of its address goes along, and into no error", () =>
  searching(TALKS, async (store) => {
    const asked: string[] = [];
    const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      const { pathname, search } = new URL(request.url);
      asked.push(pathname + search);
      return Response.json({ choices: [{ message: { content: "By train [1]." }, finish_reason: "stop" }] });
    });
    const address = `http://127.0.0.1:${server.addr.port}/v1/?api-version=7&code=CanaryInQuery`;
    try {
      assert.equal((await ask(store, QUESTION, { baseUrl: address })).answer, "By train [1].");
    } finally {
      await server.shutdown();
    }
    assert.deepEqual(asked, ["/v1/chat/completions?api-version=7&code=CanaryInQuery"]);
    await assert.rejects(ask(store, QUESTION, { baseUrl: address, attempts: 1 }), (error: Error) => {
      assert.match(error.message, /^Cannot ask "http:\/\/127\.0\.0\.1:\d+\/v1\/?": /);
      return !Deno.inspect(error).includes("CanaryInQuery");
    });
  }));

Deno.test("an address of a collection that cannot be used is told in a sentence, without its password", () => {
  assert.throws(
    () => weaviateSearch({ url: "http://me:Canary@127.0.0.1:1", collection: "small" }),
    (error: Error) => {
      assert.match(error.message, /^Cannot read a collection of Weaviate: url: expected an address .*; collection: /);
      return !Deno.inspect(error).includes("Canary");
    },
  );
});
