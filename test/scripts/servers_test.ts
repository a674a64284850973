/** Each server is what its name says, and nobody else can reach it. */
import assert from "node:assert/strict";
import { type Running, type ServiceName, serviceTest } from "../support/services.ts";
import { SERVERS } from "../../scripts/services/servers.ts";

for (const { name } of SERVERS) {
  serviceTest(`${name} listens on loopback alone`, name as ServiceName, async (server) => {
    const ports = Object.entries(server).filter(([fact]) => /port$/i.test(fact)).map(([, port]) => Number(port));
    const others = Deno.networkInterfaces().map(({ address }) => address)
      .filter((address) => !address.startsWith("127.") && !/^(::1|fe80:)/.test(address));
    for (const hostname of others) {
      for (const port of ports) {
        await assert.rejects(Deno.connect({ hostname, port }), Error, `${hostname}:${port} answers`);
      }
    }
  });
}

for (const name of ["dynamodb", "dynoxide"] as const) {
  serviceTest(`${name} answers as DynamoDB does`, name, async ({ url, region, accessKeyId }) => {
    const scope = `${accessKeyId}/20260101/${region}/dynamodb/aws4_request`;
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.ListTables",
        "x-amz-date": "20260101T000000Z",
        // Neither looks at it.
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
      body: "{}",
    });
    assert.ok(Array.isArray((await response.json()).TableNames));
  });
}

serviceTest("weaviate answers in its version", "weaviate", async ({ url, version, grpcPort }) => {
  assert.equal((await (await fetch(`${url}/v1/meta`)).json()).version, version);
  (await Deno.connect({ hostname: "127.0.0.1", port: Number(grpcPort) })).close();
});

serviceTest("nocodb lets its owner in", "nocodb", async ({ url, email, password }) => {
  const signIn = (password: unknown) =>
    fetch(`${url}/api/v1/auth/user/signin`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    });
  assert.match((await (await signIn(password)).json()).token, /^ey/);
  const wrong = await signIn("wrong");
  await wrong.body?.cancel();
  assert.ok(wrong.status >= 400);
});

serviceTest("mongodb says hello", "mongodb", async ({ port }) => {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  // OP_MSG with { hello: 1, $db: "admin" }.
  const text = (value: string) => new TextEncoder().encode(value + "\0");
  const fields = [0x10, ...text("hello"), 1, 0, 0, 0, 0x02, ...text("$db"), 6, 0, 0, 0, ...text("admin"), 0];
  const message = [fields.length + 4, 0, 0, 0, ...fields];
  const body = [0, 0, 0, 0, 0, ...message];
  const header = [body.length + 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7, 0, 0];
  await connection.write(Uint8Array.from([...header, ...body]));
  const answer = new Uint8Array(4096);
  const length = await connection.read(answer);
  assert.match(new TextDecoder("latin1").decode(answer.subarray(0, length ?? 0)), /maxWireVersion/);
});

serviceTest("lambda hands a call to the process that asks for it, and back its answer", "lambda", async (server) => {
  const { url, runtimeApi }: Running = server;
  const names = String(server.functions).split(" ").reverse();
  for (const name of names) {
    const runtime = `http://${runtimeApi}/${name}/2018-06-01/runtime/invocation`;
    const signal = AbortSignal.timeout(5000);
    const work = async (): Promise<void> => {
      const next = await fetch(`${runtime}/next`, { signal });
      const { n } = await next.json();
      const id = next.headers.get("lambda-runtime-aws-request-id");
      const body = JSON.stringify({ twice: n * 2 });
      const done = await fetch(`${runtime}/${id}/response`, { method: "POST", body, signal });
      await done.body?.cancel();
    };
    // The process asks first: a call that waits for one may be handed to the next.
    const worked = work();
    const call = fetch(`${url}/2015-03-31/functions/${name}/invocations`, {
      method: "POST",
      body: '{"n": 21}',
      signal,
    });
    const [answer, done] = await Promise.allSettled([call.then((response) => response.json()), worked]);
    // A process that was killed while it asked still has the next call of its function: then another function is asked.
    if (signal.aborted && name !== names.at(-1)) continue;
    if (done.status === "rejected") throw done.reason;
    assert.deepEqual(answer, { status: "fulfilled", value: { twice: 42 } });
    return;
  }
});
