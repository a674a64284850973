/** gRPC on a bad day, by a server of our own; what a message is on the wire. */
import assert from "node:assert/strict";
import { from, run } from "../../../mod.ts";
import { type GrpcJs, loadGrpcJs } from "../../../deps/grpc_js.ts";
import { memory } from "../../../plugins/ledger/mod.ts";
import { memorySource } from "../../../plugins/memory/mod.ts";
import { fieldsOf, floatOf, Message, textOf } from "../../../plugins/weaviate/grpc/wire.ts";
import { temporaryCollection, weaviateStore } from "../../../plugins/weaviate/mod.ts";
import { service, serviceTest } from "../../support/services.ts";
import { hastyHost } from "../../support/hasty_host.ts";
import { firstOf } from "../../support/talks.ts";
import { expectedRows, rowsOf } from "./support.ts";

type Answer = (request: Uint8Array, asked: number) => Promise<Uint8Array> | Uint8Array;

/** A server that answers `BatchObjects`; a throw is an error with its code. */
async function serving(answer: Answer, use: (port: number, asked: () => number) => Promise<void>): Promise<void> {
  const { Server, ServerCredentials } = await loadGrpcJs() as unknown as {
    Server: new () => {
      addService(service: object, methods: object): void;
      bindAsync(address: string, credentials: object, done: (error: Error | null, port: number) => void): void;
      forceShutdown(): void;
    };
    ServerCredentials: { createInsecure(): object };
  };
  const server = new Server();
  const plain = {
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
  const path = "/weaviate.v1.Weaviate/BatchObjects";
  let asked = 0;
  server.addService({ BatchObjects: { path, requestStream: false, responseStream: false, ...plain } }, {
    BatchObjects(call: { request: Uint8Array }, done: (error: unknown, answer?: Uint8Array) => void) {
      Promise.try(answer, call.request, ++asked).then((one) => done(null, one), done);
    },
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync(
    "127.0.0.1:0",
    ServerCredentials.createInsecure(),
    (error, port) => error ? reject(error) : resolve(port),
  );
  try {
    await use(await promise, () => asked);
  } finally {
    server.forceShutdown();
  }
}

const bytes = (message: Uint8Array): Uint8Array => message;
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
  const { Client, Metadata, credentials } = await loadGrpcJs() as GrpcJs;
  const client = new Client(`127.0.0.1:${real.grpcPort}`, credentials.createInsecure(), {});
  const forward: Answer = (request, asked) => {
    const failure = fails(asked, request);
    if (failure) throw failure;
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const path = "/weaviate.v1.Weaviate/BatchObjects";
    const same = (message: Uint8Array) => message as never;
    client.makeUnaryRequest(
      path,
      same,
      same,
      request,
      new Metadata(),
      { deadline: Date.now() + 20_000 },
      (error, answer) => error ? reject(error) : resolve(answer!),
    );
    return promise;
  };
  await serving(forward, async (grpcPort) => {
    const store = weaviateStore({ url: real.url, grpcPort, collection, batchSize: 7 });
    const source = memorySource({ units: conversations.map((value) => ({ key: value.id, value })) });
    const report = await run(from(source).to(store), { ledger: memory(), host: hastyHost(), name: "in" });
    assert.equal(report.status, "ok", JSON.stringify(report));
    assert.deepEqual(await rowsOf(made), expectedRows(conversations));
  });
  client.close();
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
