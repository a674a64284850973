/** The command line of `threadloom collect`: what it asks for, what it refuses, what it remembers. */
import assert from "node:assert/strict";
import { denoHost } from "../../../host/deno.ts";
import { inBase } from "../../plugins/nocodb/support.ts";
import { freshBucket } from "../../plugins/s3/support.ts";
import { inFolder } from "../../support/plugin_context.ts";
import { serviceTest } from "../../support/services.ts";
import { collected, endOf, seed, start, type Variables, variablesOf, writesOf } from "./support.ts";

const ROOT = new URL("../../../", import.meta.url);

Deno.test("everything that is missing or wrong is said at once, and no key with it", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/.env`, "NOCODB_API_TOKEN=tok-secret\nS3_ENABLED=key-secret\nIO_THREADS=x\n");
    const { code, stdout, stderr } = await endOf(
      start(["--batch-size", "5000", "--start-date", "2026-02-02", "--end-date", "2026-02-01"], {}, folder),
    );
    assert.equal(code, 2);
    for (
      const mistake of [
        /NOCODB_BASE_URL is not set/,
        /NOCODB_PROJECT_ID is not set/,
        /MONGODB_URI is not set, expected .*--no-mongodb/,
        /S3_ENABLED is neither true nor false/,
        /IO_THREADS is no whole number from 1 to 64/,
        /--batch-size is more than 1000/,
        /--start-date lies after --end-date/,
      ]
    ) assert.match(stderr, mistake);
    assert.doesNotMatch(stderr, /NOCODB_API_TOKEN/);
    assert.doesNotMatch(stdout + stderr, /secret/);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [".env"]);
  }));

Deno.test("a day that there is not is refused", () =>
  inFolder(async (folder) => {
    const { code, stderr } = await endOf(start(["--start-date", "2026-02-30"], {}, folder));
    assert.equal(code, 2);
    assert.match(stderr, /expected a day, YYYY-MM-DD/);
  }));

Deno.test("dates other than those it was begun with are no way to resume", () =>
  inFolder(async (folder) => {
    const state = {
      format: 1,
      status: "running",
      stage: "collect",
      startedAt: "2026-03-01T00:00:00.000Z",
      updatedAt: "2026-03-01T00:00:00.000Z",
      selected: { startDate: "2026-02-01" },
      read: 0,
      puts: 0,
    };
    await Deno.writeTextFile(`${folder}/state.json`, JSON.stringify(state));
    const variables: Variables = {
      NOCODB_BASE_URL: "http://127.0.0.1:1",
      NOCODB_API_TOKEN: "t",
      NOCODB_PROJECT_ID: "b",
    };
    const args = ["--no-mongodb", "--resume", "--state-file", "state.json"];
    const other = await endOf(start([...args, "--start-date", "2026-02-02"], variables, folder));
    assert.equal(other.code, 2);
    assert.match(other.stderr, /Cannot resume with --start-date 2026-02-02: the collection was begun with 2026-02-01/);
    await Deno.writeTextFile(`${folder}/state.json`, "half");
    const broken = await endOf(start(args, variables, folder));
    assert.equal(broken.code, 2);
    assert.match(broken.stderr, /Cannot read state file ".*state.json": it is no JSON/);
  }));

Deno.test("the folder of a state file is made, and the file says that a collection failed", () =>
  inFolder(async (folder) => {
    await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
      return Response.json({ error: "ERR_AUTHENTICATION_REQUIRED" }, { status: 401 });
    });
    const variables: Variables = {
      NOCODB_BASE_URL: `http://127.0.0.1:${server.addr.port}`,
      NOCODB_API_TOKEN: "t",
      NOCODB_PROJECT_ID: "b",
    };
    const { code, stderr } = await endOf(
      start(["--no-mongodb", "--state-file", "state/of/run.json"], variables, folder),
    );
    assert.equal(code, 2);
    assert.match(stderr, /it answered HTTP 401/);
    assert.equal(JSON.parse(await Deno.readTextFile(`${folder}/state/of/run.json`)).status, "failed");
  }));

Deno.test("every variable stands in .env.example and in its page", async () => {
  const read = async (path: string) => await Deno.readTextFile(new URL(path, ROOT));
  const code = await read("cli/collect/settings.ts") + await read("cli/collect/translation.ts");
  const asked = [...code.matchAll(/read\.(?:text|flag|count|choice)\("([A-Z0-9_]+)"/g)].map(([, name]) => name);
  const example = [...(await read(".env.example")).matchAll(/^([A-Z0-9_]+)=/gm)].map(([, name]) => name);
  const page = await read("docs/collect.md");
  assert.ok(asked.length > 15 && example.length > 20);
  // AWS's own names are honoured, too, and need no line of their own.
  const own = new Set(["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"]);
  assert.deepEqual(asked.filter((name) => !own.has(name) && !example.includes(name)), []);
  assert.deepEqual(example.filter((name) => !page.includes(`\`${name}\``)), []);
});

serviceTest("a collection in S3 alone, with its state there, writes nothing the second time", ["nocodb", "s3"], (
  [noco, s3],
) =>
  inBase(noco, (base) =>
    inFolder(async (folder) => {
      seed(base, { conversations: 20, messages: 60, days: 3 });
      const prefix = `collect ${crypto.randomUUID().slice(0, 8)}`;
      const { MONGODB_URI: _, MONGODB_DATABASE: _1, ...noMongo } = variablesOf(base, "", "");
      const { bucket } = await freshBucket(s3);
      const variables: Variables = {
        ...noMongo,
        S3_ENABLED: "true",
        S3_BUCKET: bucket,
        S3_PREFIX: prefix,
        S3_ENDPOINT: s3.url,
        AWS_ACCESS_KEY_ID: String(s3.accessKeyId),
        AWS_SECRET_ACCESS_KEY: String(s3.secretAccessKey),
        AWS_REGION: String(s3.region),
      };
      const args = ["--no-mongodb", "--use-s3-state", "--out", folder];
      const first = await collected(args, variables);
      assert.equal(first.source.passed, 20);
      assert.deepEqual(first.sinks.parquet_s3, { puts: 1, deletes: 0, unchanged: 0, failed: 0 });
      assert.equal(writesOf(await collected(args, variables)), 0);
      const local = await Deno.readTextFile(`${folder}/_manifest/conversations.json`);
      const files = filesOf(variables);
      const remote = await files.read(`s3://${bucket}/${prefix}/_manifest/conversations.json`);
      assert.equal(new TextDecoder().decode(remote), local);
      for (const { path, sha256 } of JSON.parse(local).files) {
        assert.equal((await files.identity!(`s3://${bucket}/${prefix}/${path}`))?.sha256, sha256);
      }
      const found = (await files.list(`s3://${bucket}/${prefix}`)).map(({ name }) => name);
      assert.deepEqual(found, [
        "_manifest",
        "_state",
        "analytics_reports",
        "conversations",
        "reports",
        "user_analytics",
      ]);
      const state = await files.read(`s3://${bucket}/${prefix}/_state/processing_state.json`);
      assert.equal(JSON.parse(new TextDecoder().decode(state)).status, "ok");
    })));

function filesOf(variables: Variables) {
  return denoHost({ environment: (name) => variables[name === "AWS_ENDPOINT_URL_S3" ? "S3_ENDPOINT" : name] }).files;
}

serviceTest(
  "one month of one app is collected, and status says so",
  "nocodb",
  (noco) =>
    inBase(noco, (base) =>
      inFolder(async (folder) => {
        seed(base, { conversations: 40, messages: 80, days: 40 });
        const { MONGODB_URI: _, MONGODB_DATABASE: _1, ...variables } = variablesOf(base, "", "");
        const selection = ["--start-date", "2025-03-02", "--end-date", "2025-03-31", "--app-id", "app-1"];
        const report = await collected(["--no-mongodb", "--out", folder, ...selection], variables);
        assert.equal(report.source.passed, 15);
        const { code, stdout } = await new Deno.Command(Deno.execPath(), {
          args: ["run", "-q", "-A", "--no-check", new URL("cli/mod.ts", ROOT).href, "status", "--out", folder],
        }).output();
        assert.equal(code, 0);
        const said = new TextDecoder().decode(stdout);
        assert.match(said, /collection +ok, .*2025-03-02 to 2025-03-31, app app-1/);
        assert.match(said, /sqlite +\d+ entries/);
        const kept = await Deno.readTextFile(`${folder}/processing_state.json`);
        assert.ok(!kept.includes(base.token) && !JSON.stringify(report).includes(base.token));
      })),
);
