/** Who asks, where, and that nobody else learns it. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const CHILD = fileURLToPath(new URL("./credentials_child.ts", import.meta.url));

/** A request's parts that tell who asks, and where. */
interface Asked {
  credential: string;
  token: string | null;
}

/** A server that says how it goes; it listens on every address of this machine, so that it is not taken for a local one. */
function listen(answer: (nth: number) => { status: number; body: object }) {
  const asked: Asked[] = [];
  const server = Deno.serve({ port: 0, hostname: "0.0.0.0", onListen() {} }, async (request) => {
    await request.text();
    const credential = /Credential=(.*?),/.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
    asked.push({ credential, token: request.headers.get("x-amz-security-token") });
    const { status, body } = answer(asked.length);
    return Response.json(body, { status });
  });
  return { asked, port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

const GONE = { status: 400, body: { __type: "com.amazonaws#AccessDeniedException", message: "not yours" } };

async function child(env: { [name: string]: string }, options: object, permissions = ["-A"]) {
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "--no-check", ...permissions, CHILD, JSON.stringify(options)],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      NO_COLOR: "1",
      AWS_EC2_METADATA_DISABLED: "true",
      ...env,
    },
  }).output();
  const decoder = new TextDecoder();
  return decoder.decode(stdout) + decoder.decode(stderr);
}

Deno.test("the environment's credentials, session and region are taken", async () => {
  await using server = listen(() => GONE);
  const said = await child(
    { AWS_ACCESS_KEY_ID: "AKONE", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "T", AWS_REGION: "eu-central-1" },
    { endpoint: `http://127.0.0.1:${server.port}` },
  );
  assert.match(
    said,
    /Cannot read table "ChatConversations": AccessDeniedException \(HTTP 400\): not yours; expected a p/,
  );
  assert.match(server.asked[0].credential, /^AKONE\/\d{8}\/eu-central-1\/dynamodb\/aws4_request$/);
  assert.equal(server.asked[0].token, "T");
});

Deno.test("a profile's credentials and region are taken where the environment has none", async () => {
  await using server = listen(() => GONE);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/credentials`, "[work]\naws_access_key_id = AKTWO\naws_secret_access_key = s\n");
    await Deno.writeTextFile(`${folder}/config`, "[profile work]\nregion = ap-south-1\n");
    await child({
      AWS_SHARED_CREDENTIALS_FILE: `${folder}/credentials`,
      AWS_CONFIG_FILE: `${folder}/config`,
      AWS_PROFILE: "work",
    }, { endpoint: `http://0.0.0.0:${server.port}` });
    assert.match(server.asked[0].credential, /^AKTWO\/\d{8}\/ap-south-1\/dynamodb\/aws4_request$/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a container's credentials are taken, and asked for again when they are refused as expired", async () => {
  await using tokens = listen((nth) => ({
    status: 200,
    body: { AccessKeyId: `AKC${nth}`, SecretAccessKey: "s", Token: "t", Expiration: "2099-01-01T00:00:00Z" },
  }));
  await using server = listen((nth) =>
    nth === 1 ? { status: 400, body: { __type: "x#ExpiredTokenException", message: "too old" } } : GONE
  );
  await child({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${tokens.port}/who`, AWS_REGION: "us-east-1" }, {
    endpoint: `http://0.0.0.0:${server.port}`,
  });
  const names = server.asked.map(({ credential }) => credential.split("/")[0]);
  assert.equal(names[0], "AKC1");
  assert.ok(names.length >= 2 && names[1] !== "AKC1", names.join());
});

Deno.test("without credentials, or without a region, it says what to set", async () => {
  const nobody = await child({ AWS_REGION: "us-east-1" }, { endpoint: "http://0.0.0.0:9" });
  assert.match(nobody, /no AWS credentials were found, expected them in the environment \(AWS_ACCESS_KEY_ID/);
  const nowhere = await child({ AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" }, {});
  assert.match(nowhere, /no region is known, set the option "region" or the variable AWS_REGION/);
});

Deno.test("a secret is in no error and no report, in no form", async () => {
  const canary = "c4nary/S3cret+key=with%odd\\chars";
  const token = "t0ken/canary+of=session";
  const bytes = new TextEncoder();
  const forms = [canary, token].flatMap((one) => [
    one,
    encodeURIComponent(one),
    btoa(one),
    btoa(one).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
    JSON.stringify(one).slice(1, -1),
    Array.from(bytes.encode(one), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  ]);
  const env = {
    AWS_ACCESS_KEY_ID: "AKID",
    AWS_SECRET_ACCESS_KEY: canary,
    AWS_SESSION_TOKEN: token,
    AWS_REGION: "us-east-1",
  };
  for (const status of [400, 403, 500, 413, 200]) {
    await using server = listen(() => ({ status, body: { __type: "x#UnrecognizedClientException", message: "who?" } }));
    const said = await child(env, { endpoint: `http://127.0.0.1:${server.port}` });
    assert.ok(said.length > 20, said);
    for (const form of forms) assert.ok(!said.includes(form), `${form} is told with status ${status}`);
  }
  const gone = await child(env, { endpoint: "http://127.0.0.1:1", timeoutMs: 500 });
  assert.match(gone, /the connection failed during DescribeTable/);
  for (const form of forms) assert.ok(!gone.includes(form));
});

Deno.test("an address with a password is refused, and is not told", async () => {
  const said = await child({}, { endpoint: "http://user:pass-canary@127.0.0.1" });
  assert.match(said, /endpoint: expected an address/);
  assert.ok(!said.includes("pass-canary"), said);
});
