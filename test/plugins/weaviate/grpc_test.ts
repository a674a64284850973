/** gRPC on a bad day, by a server of our own; what a message is on the wire. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { loadGrpcJs } from "../../../deps/grpc_js.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { fieldsOf, floatOf, Message, textOf } from "../../../plugins/weaviate/grpc/wire.ts";
import { temporaryCollection, weaviateStore } from "../../../plugins/weaviate/mod.ts";
import { grpcCaller, serveGrpc } from "../../support/grpc_server.ts";
import { service, serviceTest } from "../../support/services.ts";
import { hastyHost } from "../../support/hasty_host.ts";
import { firstOf } from "../../support/talks.ts";
import { expectedRows, rowsOf } from "./support.ts";

type Answer = (request: Uint8Array, asked: number) => Promise<Uint8Array>;

/** A server that answers `BatchObjects`; an error with a code is answered with that. */
async function serving(answer: Answer, use: (port: number) => Promise<void>): Promise<void> {
  let asked = 0;
  await using server = await serveGrpc(async (path, request) => {
    assert.equal(path, BATCH);
    try {
      return { do: "answer", message: await answer(request, ++asked) };
    } catch (error) {
      const { code, details } = error as { code?: number; details?: string };
      if (code === undefined || details === undefined) throw error;
      return { do: "refuse", status: code, said: details };
    }
  });
  await use(server.port);
}

const BATCH = "/weaviate.v1.Weaviate/BatchObjects";
const failing = (code: number, details = "no"): Error => Object.assign(new Error(details), { code, details });

const weaviate = service("weaviate");

/** A server between: some calls fail, the others go through. */
async function through(
  real: { url: string; grpcPort: number },
  fails: (asked: number, request: Uint8Array) => unknown,
) {
  await using made = temporaryCollection({ url: real.url });
  const { collection } = made;
  const conversations = firstOf(3);
  using upstream = await grpcCaller(real.grpcPort);
  const forward: Answer = async (request, asked) => {
    const failure = fails(asked, request);
    if (failure) throw failure;
    return await upstream.call(BATCH, request);
  };
  await serving(forward, async (grpcPort) => {
    const store = weaviateStore({ url: real.url, grpcPort, collection, batchSize: 7 });
    const source = memorySource({ units: conversations.map((value) => ({ key: value.id, value })) });
    const report = await run(from(source).to(store), { ledger: memory(), host: hastyHost(), name: "in" });
    assert.equal(report.status, "ok", JSON.stringify(report));
    assert.deepEqual(await rowsOf(made), expectedRows(conversations));
  });
}

serviceTest(
  "weaviateStore() by gRPC tries again what passes, and cuts what is too much at once",
  "weaviate",
  async () => {
    const real = { url: String(weaviate?.url), grpcPort: Number(weaviate?.grpcPort) };
    const { status } = await loadGrpcJs();
    await through(real, (asked) => asked % 3 === 1 ? failing(status.UNAVAILABLE) : undefined);
    await through(real, (_, request) => request.length > 4_000 ? failing(status.RESOURCE_EXHAUSTED) : undefined);
    await through(
      real,
      (asked) => asked < 3 ? failing(status.UNKNOWN, "store is read-only due to: pressure") : undefined,
    );
  },
);

serviceTest("weaviateStore() by gRPC says what is wrong, and no key", "weaviate", async ({ url }) => {
  const apiKey = "canary-4711-key";
  const said = async (grpcPort: number): Promise<string> => {
    await using made = temporaryCollection({ url });
    const store = weaviateStore({ url, grpcPort, apiKey, collection: made.collection });
    const source = memorySource({ units: firstOf(1).map((value) => ({ key: value.id, value })) });
    const lines: string[] = [];
    const log = (message: string) => void lines.push(message);
    const options = { ledger: memory(), host: hastyHost(), name: "in", log: { debug: log, info: log, warn: log } };
    const outcome = await run(from(source).to(store), options).then(JSON.stringify, (error) => String(error));
    return `${outcome}${lines.join("\n")}`;
  };
  const { status } = await loadGrpcJs();
  await serving(() => Promise.reject(failing(status.UNAUTHENTICATED, `bad key ${apiKey}`)), async (port) => {
    const words = await said(port);
    assert.match(words, /expected an apiKey that the server knows/);
    assert.ok(!words.includes(apiKey), words);
  });
});

Deno.test("a message reads back as it was written, whatever its numbers", () => {
  const inner = new Message().text(1, "naïve 京都").double(2, -0.25);
  const written = new Message().number(1, 2 ** 40).number(2, -3).number(3, false).number(4, true).number(5, 0, true)
    .message(300, inner).done();
  const fields = [...fieldsOf(written)];
  assert.deepEqual(fields.map(({ number }) => number), [1, 2, 4, 5, 300]);
  assert.deepEqual(fields.slice(0, 4).map(({ whole }) => whole), [2 ** 40, -3, 1, 0]);
  const [text, float] = [...fieldsOf(fields[4].bytes)];
  assert.deepEqual([textOf(text), floatOf(float)], ["naïve 京都", -0.25]);
});

Deno.test("a message that is cut short or none is refused, at every place", () => {
  const whole = new Message().text(1, "abc").double(2, 1).number(3, 300).done();
  const ends = new Set([0, 5, 14, whole.length]);
  for (let length = 0; length <= whole.length; length++) {
    const read = () => [...fieldsOf(whole.subarray(0, length))];
    if (ends.has(length)) read();
    else assert.throws(read, SyntaxError, `${length}`);
  }
  assert.throws(() => [...fieldsOf(new Uint8Array([0x0b]))], /of a kind that nobody knows/);
  assert.throws(() => [...fieldsOf(new Uint8Array(12).fill(0xff))], /too long/);
});
