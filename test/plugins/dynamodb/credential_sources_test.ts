/** Credentials that come from the machine: instance metadata, web identities, single sign-on, processes, roles of profiles. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { permissionFlags } from "../../../conformance/mod.ts";
import { dynamodbStore } from "../../../plugins/dynamodb/mod.ts";
import { inFolder } from "../../support/plugin_context.ts";

const CHILD = fileURLToPath(new URL("./credentials_child.ts", import.meta.url));
const LATER = "2099-01-01T00:00:00Z";

/** What a stand-in was asked. */
interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: string;
}

type Answer = (asked: Asked) => Response;

/** A server of AWS's, as far as one question goes. */
function standIn(answer: Answer, hostname = "127.0.0.1") {
  const asked: Asked[] = [];
  const server = Deno.serve({ port: 0, hostname, onListen() {} }, async (request) => {
    const { pathname, search } = new URL(request.url);
    const one = {
      method: request.method,
      path: pathname + search,
      headers: request.headers,
      body: await request.text(),
    };
    asked.push(one);
    return answer(one);
  });
  return { asked, port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A table that is nobody's; it listens on every address, so that it is not taken for a local server. */
const table = () =>
  standIn(() => Response.json({ __type: "x#AccessDeniedException", message: "not yours" }, { status: 400 }), "0.0.0.0");

/** Opens the store in a process of its own and gives who asked for the table: key id and session token. */
async function whoAsks(
  env: { [name: string]: string },
  permissions: (port: number) => string[] = () => ["-A"],
): Promise<{ who: string; token: string | null; said: string }> {
  await using server = table();
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--no-prompt",
      "--no-check",
      ...permissions(server.port),
      CHILD,
      JSON.stringify({ endpoint: `http://0.0.0.0:${server.port}`, region: "eu-central-1" }),
    ],
    clearEnv: true,
    env: {
      PATH: Deno.env.get("PATH") ?? "",
      DENO_DIR: Deno.env.get("DENO_DIR") ?? `${Deno.env.get("HOME")}/.cache/deno`,
      NO_COLOR: "1",
      ...env,
    },
  }).output();
  const decoder = new TextDecoder();
  const headers = server.asked[0]?.headers;
  const who = /Credential=([^/]*)/.exec(headers?.get("authorization") ?? "")?.[1] ?? "nobody";
  const token = headers?.get("x-amz-security-token") ?? null;
  return { who, token, said: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("an instance's credentials are taken, with a session of its metadata (IMDSv2)", async () => {
  await using metadata = standIn(({ method, path }) => {
    if (method === "PUT" && path === "/latest/api/token") return new Response("session-1");
    if (path === "/latest/meta-data/iam/security-credentials/") return new Response("loom-role");
    if (path === "/latest/meta-data/iam/security-credentials/loom-role") {
      const keys = { AccessKeyId: "AKINSTANCE", SecretAccessKey: "s", Token: "instance-token", Expiration: LATER };
      return Response.json({ Code: "Success", ...keys });
    }
    return new Response("", { status: 404 });
  });
  const { who, token, said } = await whoAsks({
    AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${metadata.port}`,
  });
  assert.deepEqual([who, token], ["AKINSTANCE", "instance-token"], said);
  const [first, ...rest] = metadata.asked;
  assert.equal(first.method, "PUT", "the session comes first");
  assert.ok(rest.length > 0 && rest.every(({ headers }) => headers.get("x-aws-ec2-metadata-token") === "session-1"));
});

Deno.test("a container's credentials are taken, with the token of its file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/token`, "container-secret");
    await using agent = standIn(() =>
      Response.json({ AccessKeyId: "AKPOD", SecretAccessKey: "s", Token: "pod-token", Expiration: LATER })
    );
    const { who, token, said } = await whoAsks({
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${agent.port}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${folder}/token`,
    });
    assert.deepEqual([who, token], ["AKPOD", "pod-token"], said);
    assert.deepEqual([agent.asked[0].path, agent.asked[0].headers.get("authorization")], [
      "/v1/credentials",
      "container-secret",
    ]);
  }));

const ASSUMED = `<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
<AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>AKWEB</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
<SessionToken>web-token</SessionToken><Expiration>${LATER}</Expiration></Credentials>
<AssumedRoleUser><Arn>arn:aws:sts::1:assumed-role/loom/x</Arn><AssumedRoleId>A:x</AssumedRoleId></AssumedRoleUser>
</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

Deno.test("a web identity's role is assumed with the token of its file", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/identity`, "signed-by-the-cluster");
    await using sts = standIn(() => new Response(ASSUMED, { headers: { "content-type": "text/xml" } }));
    const { who, token, said } = await whoAsks({
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_REGION: "eu-central-1",
      AWS_ROLE_ARN: "arn:aws:iam::1:role/loom",
      AWS_WEB_IDENTITY_TOKEN_FILE: `${folder}/identity`,
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${sts.port}`,
    });
    assert.deepEqual([who, token], ["AKWEB", "web-token"], said);
    const asked = new URLSearchParams(sts.asked[0].body);
    assert.equal(asked.get("Action"), "AssumeRoleWithWebIdentity");
    assert.deepEqual([asked.get("RoleArn"), asked.get("WebIdentityToken")], [
      "arn:aws:iam::1:role/loom",
      "signed-by-the-cluster",
    ]);
  }));

/** A home with a profile that signs in by SSO, and the token that `aws sso login` left there. */
async function signedIn(home: string, expiresAt: string): Promise<void> {
  const config = "[profile work]\nsso_session = loom\nsso_account_id = 123456789012\nsso_role_name = Weaver\n" +
    "region = eu-central-1\n\n[sso-session loom]\nsso_region = eu-central-1\n" +
    "sso_start_url = https://loom.awsapps.com/start\nsso_registration_scopes = sso:account:access\n";
  const name = new Uint8Array(await crypto.subtle.digest("SHA-1", new TextEncoder().encode("loom"))).toHex();
  await Deno.mkdir(`${home}/.aws/sso/cache`, { recursive: true });
  await Deno.writeTextFile(`${home}/.aws/config`, config);
  const token = {
    accessToken: "sso-canary-token",
    expiresAt,
    region: "eu-central-1",
    startUrl: "https://loom.awsapps.com/start",
  };
  await Deno.writeTextFile(`${home}/.aws/sso/cache/${name}.json`, JSON.stringify(token));
}

Deno.test("single sign-on: the token that was signed in with gets a role's credentials", () =>
  inFolder(async (home) => {
    await signedIn(home, LATER);
    await using portal = standIn(() =>
      Response.json({
        roleCredentials: {
          accessKeyId: "AKSSO",
          secretAccessKey: "s",
          sessionToken: "sso",
          expiration: Date.parse(LATER),
        },
      })
    );
    const { who, token, said } = await whoAsks({
      HOME: home,
      AWS_PROFILE: "work",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL_SSO: `http://127.0.0.1:${portal.port}`,
    });
    assert.deepEqual([who, token], ["AKSSO", "sso"], said);
    const [{ path, headers }] = portal.asked;
    assert.match(path, /^\/federation\/credentials\?.*role_name=Weaver/);
    assert.equal(headers.get("x-amz-sso_bearer_token"), "sso-canary-token");
  }));

Deno.test("a sign-in that has run out says to sign in again, and tells no token", () =>
  inFolder(async (home) => {
    await signedIn(home, "2020-01-01T00:00:00Z");
    const { who, said } = await whoAsks({ HOME: home, AWS_PROFILE: "work", AWS_EC2_METADATA_DISABLED: "true" });
    assert.equal(who, "nobody");
    assert.match(said, /no AWS credentials were found.*aws sso login/s);
    assert.ok(!said.includes("sso-canary-token"), said);
  }));

Deno.test("credentials of the machine are found with what the store declares, and what was granted for its files", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/token`, "container-secret");
    await using agent = standIn(() =>
      Response.json({ AccessKeyId: "AKPOD", SecretAccessKey: "s", Token: "pod-token", Expiration: LATER })
    );
    const { who, said } = await whoAsks({
      HOME: folder,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${agent.port}/v1/credentials`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: `${folder}/token`,
    }, (port) => {
      const { permissions } = dynamodbStore.declaration;
      const options = { table: "ChatConversations", region: "eu-central-1", endpoint: `http://0.0.0.0:${port}` };
      const declared = permissions(options as never);
      return [
        ...permissionFlags(declared),
        // The stand-in's address is no container's, and files of the machine are no declaration's.
        `--allow-net=${[...declared.net ?? [], `127.0.0.1:${agent.port}`].join()}`,
        `--allow-read=${folder}`,
      ];
    });
    assert.equal(who, "AKPOD", said);
  }));
