/** Keys of all services at once: whatever the command is asked, and whatever the services say of them, nobody reads them. */
import assert from "node:assert/strict";
import { temporaryTable } from "../../plugins/dynamodb/mod.ts";
import { temporaryCollection } from "../../plugins/weaviate/mod.ts";
import { RUN_ARGS } from "../cli/support.ts";
import { withFiles } from "../cli/config/support.ts";
import { FIRST, original, writeExport } from "../support/account_in_time.ts";
import { assertKept, assertNoneBelow } from "../support/canary.ts";
import { chatServer } from "../support/chat_server.ts";
import { embeddingServer } from "../support/embedding_server.ts";
import { serviceTest } from "../support/services.ts";
import { keyGate } from "./support.ts";

const SECRETS = {
  AWS_ACCESS_KEY_ID: "AKIACANARY0EXAMPLE77",
  AWS_SECRET_ACCESS_KEY: "aws-c4nary/S3cret+key=with%odd&chars",
  AWS_SESSION_TOKEN: "session//c4nary++token==&more%20",
  WEAVIATE_API_KEY: 'weaviate-c4nary/"quoted"+key=%',
  OPENAI_API_KEY: "openai-c4nary/key+with=odd%chars&more",
};
const CANARIES = Object.values(SECRETS);

/** A DynamoDB that refuses everybody, and says who asked, header by header. */
function gossip() {
  return Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const said = [...request.headers].map(([name, value]) => `${name}: ${value}`).join("; ");
    const type = "com.amazon.coral.service#UnrecognizedClientException";
    return Response.json({ __type: type, message: `The security token is invalid: ${said}` }, { status: 400 });
  });
}

async function command(cwd: string, args: string[], env: { [name: string]: string }): Promise<[number, string]> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...RUN_ARGS, ...args],
    cwd,
    env: { NO_COLOR: "1", THREADLOOM_DEBUG: "1", ...SECRETS, ...env },
    stdin: "null",
  }).output();
  return [code, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr)];
}

serviceTest("no key of a service is in what the command says or writes", ["dynoxide", "weaviate"], async (
  [{ url: endpoint }, { url }],
) => {
  await using table = await temporaryTable({ endpoint, make: false });
  await using collection = temporaryCollection({ url });
  await using gate = keyGate(url, SECRETS.WEAVIATE_API_KEY);
  await using other = keyGate(url, "another key");
  await using openai = embeddingServer({ apiKey: SECRETS.OPENAI_API_KEY });
  await using strange = embeddingServer({ apiKey: "another key" });
  await using refuses = gossip();
  const pipeline = (dynamodb: string, weaviate: string, baseUrl: string) => ({
    source: { use: "chatgpt", path: "export" },
    through: [{ use: "embed", model: "m", baseUrl, apiKey: { env: "OPENAI_API_KEY" }, dimensions: 8 }],
    to: [
      { use: "dynamodb", table: table.table, region: "eu-central-1", endpoint: dynamodb, createTable: true },
      { use: "weaviate", url: weaviate, collection: collection.collection, apiKey: { env: "WEAVIATE_API_KEY" } },
    ],
  });
  const pipelines = {
    good: pipeline(endpoint, gate.url, openai.baseUrl),
    noWeaviate: pipeline(endpoint, other.url, openai.baseUrl),
    noEmbedding: pipeline(endpoint, gate.url, strange.baseUrl),
    noDynamodb: pipeline(`http://127.0.0.1:${refuses.addr.port}`, gate.url, openai.baseUrl),
  };
  await withFiles({ "threadloom.json": { pipelines } }, async (cwd) => {
    await Deno.mkdir(`${cwd}/export`);
    await writeExport(`${cwd}/export`, original().slice(0, 2), FIRST);
    const says = async (expected: number, said: RegExp, args: string[], env: { [name: string]: string } = {}) => {
      const [code, text] = await command(cwd, args, env);
      assertKept(text, CANARIES, args.join(" "));
      assert.match(text, said);
      assert.equal(code, expected, `${args.join(" ")}: ${text}`);
    };
    await says(1, /Cannot embed|HTTP 401|key/, ["run", "noEmbedding", "--json"]);
    await says(2, /HTTP 401/, ["run", "noWeaviate", "--json"]);
    await says(2, /Cannot .*table/, ["run", "noDynamodb", "--json"]);
    await says(0, /Derived values would cost 1 call, \d+ tokens/, ["plan", "good", "-o", "plan.json"]);
    await says(0, /"status":"ok"/, ["run", "good", "--json"]);
    await says(0, /good/, ["permissions", "good"]);
    await says(0, /good/, ["status", "good"]);
    await says(0, /./, ["verify", "good"]);
    await using chat = chatServer({ apiKey: "another key" });
    await says(0, /./, ["import", "export", "--out", "chats"]);
    const env = { OPENAI_BASE_URL: chat.baseUrl };
    await says(2, /Cannot ask/, ["ask", "--out", "chats", "Which two edited same?"], env);
    await says(0, /two/, ["ask", "--out", "chats", "--dry-run", "Which two edited same?"], env);
    assert.ok(await assertNoneBelow(cwd, CANARIES) > 10);
  });
  assert.ok(gate.asked.length > 5 && other.asked.length > 0 && openai.asked.length > 0, "the keys were used");
});
