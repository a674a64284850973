/** The Lambda function: called with an event as S3 sends it, and by an upload, over its runtime API. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { sampleExportZip } from "../../examples/sample_export/mod.ts";
import type { Outcome } from "../../examples/lambda/handler.ts";
import { type TemporaryTable, temporaryTable } from "../../plugins/dynamodb/mod.ts";
import { freePorts } from "../../scripts/services/free_ports.ts";
import { placeOf } from "../../scripts/services/place.ts";
import { freshBucket, type S3, write } from "../plugins/s3/support.ts";
import { inFolder } from "../support/plugin_context.ts";
import { type Running, serviceTest } from "../support/services.ts";

const LAMBDA = new URL("../../examples/lambda/", import.meta.url);

const FLAGS = ["run", "-q", "--no-prompt", "--no-check", "--allow-net", "--allow-env", "--allow-sys=osRelease"];

/** What the function is given by its surroundings, and nothing else. */
function environment(s3: S3, { url }: Running, table: string): { [name: string]: string } {
  const { AWS_ENDPOINT_URL, ...own } = s3.environment;
  return {
    ...own,
    PATH: Deno.env.get("PATH") ?? "",
    HOME: Deno.env.get("HOME") ?? "",
    NO_COLOR: "1",
    AWS_ENDPOINT_URL_S3: AWS_ENDPOINT_URL,
    AWS_ENDPOINT_URL_DYNAMODB: url,
    LEDGER: `s3://${s3.bucket}/state`,
    TABLE: table,
  };
}

const eventFor = async (bucket: string): Promise<string> =>
  (await Deno.readTextFile(new URL("event.json", LAMBDA))).replaceAll("my-exports", bucket);

/** The object that the event names. */
const KEY = "uploads/my export (café).zip";

async function call(event: string, env: { [name: string]: string }): Promise<Outcome[]> {
  let outcomes: Outcome[] = [];
  const text = `import { handler } from ${JSON.stringify(new URL("handler.ts", LAMBDA).href)};
    console.log(JSON.stringify(await handler(JSON.parse(Deno.args[0]))));`;
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/call.ts`, text);
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...FLAGS, "--allow-read", "--allow-write", `${folder}/call.ts`, event],
      clearEnv: true,
      env,
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    outcomes = JSON.parse(new TextDecoder().decode(stdout));
  });
  return outcomes;
}

async function countMessages(table: TemporaryTable): Promise<number> {
  const items = await Array.fromAsync(table.items());
  return items.filter(({ ItemType }) => JSON.stringify(ItemType).includes("MSG#")).length;
}

serviceTest(
  "an event of S3 brings the export it names into the table, once",
  ["s3", "dynoxide"],
  async ([s3, dynamodb]) => {
    await using table = await temporaryTable({ endpoint: dynamodb.url, make: false });
    const place = await freshBucket(s3);
    await write(place.files, `s3://${place.bucket}/${KEY}`, sampleExportZip({ edition: 1 }));
    const [env, event] = [environment(place, dynamodb, table.table), await eventFor(place.bucket)];
    const [first] = await call(event, env);
    assert.equal(first.export, `s3://${place.bucket}/${KEY}`);
    assert.ok(first.sinks.dynamodb.puts > 100, JSON.stringify(first));
    assert.ok(await countMessages(table) > 100);
    const [second] = await call(event, env);
    assert.deepEqual([second.sinks.dynamodb.puts, second.unchanged], [0, second.read], "the ledger in S3 remembers");
    await write(place.files, `s3://${place.bucket}/${KEY}`, sampleExportZip({ edition: 2 }));
    const [third] = await call(event, env);
    assert.ok(third.sinks.dynamodb.puts > 0 && third.sinks.dynamodb.puts < 40, JSON.stringify(third));
    const own = event.replaceAll(/uploads[^"]+/g, "state/lambda/ledger.json");
    const others = [own, event.replace("ObjectCreated:Put", "ObjectRemoved:Delete"), `{"Event":"s3:TestEvent"}`];
    for (const other of others) assert.deepEqual(await call(other, env), []);
  },
);

serviceTest(
  "an upload to S3 calls the function over its runtime API",
  ["s3", "dynoxide", "lambda"],
  ([, dynamodb, lambda]) =>
    inFolder(async (folder) => {
      await using table = await temporaryTable({ endpoint: dynamodb.url, make: false });
      // One of the names that the server knows, not always the same: an earlier test may have left calls in its queue.
      const names = String(lambda.functions ?? "fn").split(" ");
      const name = names[Math.floor(Math.random() * names.length)];
      const [port] = freePorts(1);
      const server: Running = { ...serverFacts(dynamodb), url: `http://127.0.0.1:${port}`, port };
      const posts = `${lambda.url}/2015-03-31/functions/${name}/invocations`;
      // A bucket is a folder of it.
      await Deno.mkdir(join(folder, "buckets", "exports"), { recursive: true });
      const args = [
        "--port",
        `127.0.0.1:${port}`,
        "--quiet",
        "--event-webhook-url",
        posts,
        "posix",
        join(folder, "buckets"),
      ];
      const keys = {
        ROOT_ACCESS_KEY_ID: String(server.accessKeyId),
        ROOT_SECRET_ACCESS_KEY: String(server.secretAccessKey),
      };
      const env = {
        ...environment({ bucket: "exports", environment: awsOf(server) } as unknown as S3, dynamodb, table.table),
        AWS_LAMBDA_RUNTIME_API: `${String(lambda.runtimeApi)}/${name}`,
      };
      const permissions = ["--allow-read", "--allow-write", new URL("main.ts", LAMBDA).pathname];
      // The function first: its server calls it with a test event as it starts.
      await using _function = started(Deno.execPath(), [...FLAGS, ...permissions], env);
      await using _s3 = started(join(placeOf("s3").server, "versitygw"), args, keys);
      const place = await untilItAnswers(server);
      await write(place.files, `s3://${place.bucket}/chats+2026.zip`, sampleExportZip({ edition: 1 }));
      const until = Date.now() + 30_000;
      // The ledger is written when all is in the table.
      while (!await place.files.stat(`s3://exports/state/lambda/ledger.json`) && Date.now() < until) await pause();
      while (await countMessages(table) < 100 && Date.now() < until) await pause();
      assert.ok(await countMessages(table) > 100);
    }),
);

function serverFacts(like: Running): Running {
  return { ...like, accessKeyId: "testkey", secretAccessKey: "testsecret123", region: "us-east-1" };
}

function awsOf({ url, accessKeyId, secretAccessKey }: Running): { [name: string]: string } {
  return {
    AWS_ACCESS_KEY_ID: String(accessKeyId),
    AWS_SECRET_ACCESS_KEY: String(secretAccessKey),
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
  };
}

function started(program: string, args: string[], env: { [name: string]: string }): AsyncDisposable {
  const child = new Deno.Command(program, { args, clearEnv: true, env, stdout: "null", stderr: "null" }).spawn();
  return {
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
    },
  };
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

/** A server that starts answers when it can make a bucket. */
async function untilItAnswers(server: Running): Promise<S3> {
  for (let tries = 0;; tries++) {
    try {
      return await freshBucket(server);
    } catch (error) {
      if (tries > 100) throw error;
      await pause();
    }
  }
}
