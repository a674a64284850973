/** gRPC on a bad day, by a server of our own; what a message is on the wire. */
import assert from "node:assert/strict";
import { deadLetters, from, run } from "../../../mod.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { Status } from "../../../plugins/weaviate/grpc/call.ts";
import { fieldsOf, floatOf, Message, textOf } from "../../../plugins/weaviate/grpc/wire.ts";
import { temporaryCollection, weaviateStore } from "../../../plugins/weaviate/mod.ts";
import { grpcCaller, type GrpcDeed, GrpcError, serveGrpc } from "../../support/grpc_server.ts";
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
      if (!(error instanceof GrpcError)) throw error;
      return { do: "refuse", status: error.status, said: error.message };
    }
  });
  await use(server.port);
}

const BATCH = "/weaviate.v1.Weaviate/BatchObjects";
const failing = (status: number, said = "no"): Error => new GrpcError(status, said);

const weaviate = service("weaviate");

/** A server between: some calls fail, the others go through. */
async function through(
  real: { url: string; grpcPort: number },
  fails: (asked: number, request: Uint8Array) => unknown,
) {
  await using made = temporaryCollection({ url: real.url });
  const { collection } = made;
  const conversations = firstOf(3);
  using upstream = grpcCaller(real.grpcPort);
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
    await through(real, (asked) => asked % 3 === 1 ? failing(Status.UNAVAILABLE) : undefined);
    await through(real, (_, request) => request.length > 4_000 ? failing(Status.RESOURCE_EXHAUSTED) : undefined);
    await through(
      real,
      (asked) => asked < 3 ? failing(Status.UNKNOWN, "store is read-only due to: pressure") : undefined,
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
  await serving(() => Promise.reject(failing(Status.UNAUTHENTICATED, `bad key ${apiKey}`)), async (port) => {
    const words = await said(port);
    assert.match(words, /expected an apiKey that the server knows/);
    assert.ok(!words.includes(apiKey), words);
  });
});

serviceTest("weaviateStore() by gRPC understands refusals however they are told", "weaviate", async ({ url }) => {
  const refused = async (deed: GrpcDeed): Promise<{ error: string; tries: number }> => {
    await using made = temporaryCollection({ url });
    let tries = 0;
    await using server = await serveGrpc(() => Promise.resolve((tries++, deed)));
    const store = weaviateStore({ url, grpcPort: server.port, collection: made.collection, timeoutMs: 2_000 });
    const state = { ledger: memory(), name: "in" };
    const source = memorySource({ units: firstOf(1).slice(0, 1).map((value) => ({ key: value.id, value })) });
    await run(from(source).to(store), { ...state, host: hastyHost(), retry: { attempts: 1 } });
    const [letter] = await deadLetters(state);
    return { error: letter.error, tries };
  };
  const words = await refused({ do: "refuse", status: Status.UNKNOWN, said: "naïve 京都 100 %" });
  assert.match(words.error, /naïve 京都 100 % \(gRPC BatchObjects\)/);
  for (const status of [Status.UNAVAILABLE, Status.INTERNAL]) {
    const late = await refused({ do: "refuse late", status, said: "later" });
    assert.match(late.error, /the answer is cut short/);
    assert.ok(late.tries > 1, "what is not told is tried again");
  }
  const proxy = await refused({ do: "refuse as HTTP", status: 503, said: "" });
  assert.match(proxy.error, /by gRPC: the server says: HTTP 503/);
  assert.ok(proxy.tries > 1);
  const key = await refused({ do: "refuse as HTTP", status: 401, said: "" });
  assert.match(key.error, /HTTP 401 \(gRPC BatchObjects\); expected an apiKey/);
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
