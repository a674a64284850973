/** The API key: sent with every request, told to nobody. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { weaviateStore } from "../../../plugins/weaviate/mod.ts";
import { hastyHost } from "../../support/hasty_host.ts";

const KEY = "c4nary/S3cret+key=with%odd\\chars";

const FORMS = [
  KEY,
  encodeURIComponent(KEY),
  btoa(KEY),
  btoa(KEY).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  JSON.stringify(KEY).slice(1, -1),
  Array.from(new TextEncoder().encode(KEY), (byte) => byte.toString(16).padStart(2, "0")).join(""),
];

async function said(url: string): Promise<string> {
  const store = weaviateStore({ url, apiKey: KEY, timeoutMs: 2_000 });
  const pipeline = from(memorySource({ units: [] })).to(store as never);
  const lines: string[] = [];
  const options = { ledger: memory(), name: "t", host: hastyHost(), retry: { attempts: 1 } };
  try {
    lines.push(
      JSON.stringify(await run(pipeline, { ...options, onEvent: (event) => void lines.push(Deno.inspect(event)) })),
    );
  } catch (error) {
    lines.push(Deno.inspect(error, { depth: 9 }));
  }
  return lines.join("\n");
}

Deno.test("the key of a Weaviate goes with every request and is in no error and no report", async () => {
  const seen = new Set<string | null>();
  for (const status of [200, 401, 403, 422, 429, 500]) {
    const answer = status === 401 ? { error: [{ message: "invalid api key" }] } : { error: [{ message: "no" }] };
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
      seen.add(request.headers.get("authorization"));
      return Response.json(answer, { status });
    });
    const words = await said(`http://127.0.0.1:${server.addr.port}`);
    if (status === 401) {
      assert.match(words, /HTTP 401 \(\/schema\/ChatMessage\): invalid api key; expected an apiKey that/);
    }
    for (const form of FORMS) assert.ok(!words.includes(form), `status ${status}: ${form}`);
  }
  assert.deepEqual([...seen], [`Bearer ${KEY}`]);
  const gone = await said("http://127.0.0.1:1");
  assert.match(gone, /Cannot reach Weaviate at http:\/\/127.0.0.1:1: the connection failed/);
  for (const form of FORMS) assert.ok(!gone.includes(form));
});

Deno.test("what cannot be an address, a collection or a tenant is refused before anything is asked", () => {
  assert.throws(
    () => weaviateStore({ url: "http://me:pass-canary@host", collection: "low", tenant: "a b" }),
    (error) => {
      const { message } = error as Error;
      assert.match(message, /url: expected an address .*collection: expected letters, .*tenant: expected up to 64/);
      return !message.includes("pass-canary");
    },
  );
});
