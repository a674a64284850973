/** Sinks that write to S3: by a config, by the command, with the permissions they declare. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { faultServer } from "../../support/http_faults.ts";
import { type Running, serviceTest } from "../../support/services.ts";
import { zip } from "../../support/zip_writer.ts";
import { freshBucket, type S3 } from "./support.ts";

const MAIN = fileURLToPath(new URL("../../../cli/mod.ts", import.meta.url));
const DENO_JSON = fileURLToPath(new URL("../../../deno.json", import.meta.url));

async function threadloom(cwd: string, args: string[], { environment }: S3, permissions = ["-A"]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--no-prompt", "--no-check", `--config=${DENO_JSON}`, ...permissions, MAIN, ...args],
    cwd,
    env: { ...environment, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  }).output();
  return { code, out: new TextDecoder().decode(stdout), err: new TextDecoder().decode(stderr) };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "threadloom-s3-" }));
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const LINES = Array.from({ length: 500 }, (_, i) => ({ id: `c${i}`, n: i, title: `Talk ${i} 🧵` }));

/** A folder with some lines, and a config that takes them to S3 by each kind of sink and remembers it there. */
async function writeConfig(folder: string, bucket: string): Promise<void> {
  await Deno.writeTextFile(join(folder, "in.jsonl"), LINES.map((line) => JSON.stringify(line) + "\n").join(""));
  const to = [
    { use: "jsonl", path: `s3://${bucket}/out/a b+c.jsonl` },
    { use: "csv", path: `s3://${bucket}/out/table.csv` },
  ];
  const ledger = { use: "s3", path: `s3://${bucket}/state` };
  const pipelines = { chats: { source: { use: "jsonl", path: "in.jsonl" }, to, ledger } };
  await Deno.writeTextFile(join(folder, "threadloom.json"), JSON.stringify({ pipelines }));
}

serviceTest(
  "a config writes to S3 and remembers there; the second run sends nothing but its report",
  "s3",
  (server: Running) =>
    inFolder(async (folder) => {
      const proxy = await faultServer(server.url, () => undefined);
      try {
        const s3 = await freshBucket(server, proxy.url);
        await writeConfig(folder, s3.bucket);
        const first = await threadloom(folder, ["run", "--json"], s3);
        assert.equal(first.code, 0, first.err);
        const jsonl = await s3.files.read(`s3://${s3.bucket}/out/a b+c.jsonl`);
        assert.equal(new TextDecoder().decode(jsonl), await Deno.readTextFile(join(folder, "in.jsonl")));
        const csv = new TextDecoder().decode(await s3.files.read(`s3://${s3.bucket}/out/table.csv`));
        assert.equal(csv.split(/\r?\n/)[1], "c0,0,Talk 0 🧵");

        proxy.seen.length = 0;
        const second = await threadloom(folder, ["run", "--json"], s3);
        assert.equal(second.code, 0, second.err);
        assert.equal(JSON.parse(second.out).source.unchanged, 500);
        const written = proxy.seen.filter(({ method }) => method !== "GET" && method !== "HEAD").map(({ url }) => url);
        for (const url of written) assert.match(url, /\/state\/chats\//);
        for (const secret of [s3.environment.AWS_SECRET_ACCESS_KEY]) {
          assert.ok(![first, second].some(({ out, err }) => out.includes(secret) || err.includes(secret)));
        }
      } finally {
        await proxy.close();
      }
    }),
);

serviceTest(
  "a file in S3 that somebody replaced is written again",
  "s3",
  (server: Running) =>
    inFolder(async (folder) => {
      const s3 = await freshBucket(server);
      await writeConfig(folder, s3.bucket);
      assert.equal((await threadloom(folder, ["run"], s3)).code, 0);
      const path = `s3://${s3.bucket}/out/table.csv`;
      const right = await s3.files.read(path);
      await s3.plain.put("out/table.csv", new TextEncoder().encode("mine\n"));
      assert.equal((await threadloom(folder, ["run"], s3)).code, 0);
      assert.deepEqual(await s3.files.read(path), right);
    }),
);

serviceTest(
  "without keys, or without the bucket, a run says what to do and exits with 2",
  "s3",
  (server: Running) =>
    inFolder(async (folder) => {
      const s3 = await freshBucket(server);
      await writeConfig(folder, s3.bucket);
      const { AWS_SECRET_ACCESS_KEY: _, ...lacking } = s3.environment;
      const none = await threadloom(folder, ["run"], { ...s3, environment: { ...lacking, AWS_SECRET_ACCESS_KEY: "" } });
      assert.equal(none.code, 2);
      assert.match(
        none.err,
        /Cannot reach S3: no secret key is given, set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/,
      );
      await writeConfig(folder, "no-such-bucket-at-all");
      const gone = await threadloom(folder, ["run"], s3);
      assert.equal(gone.code, 2);
      assert.match(gone.err, /there is no bucket "no-such-bucket-at-all", make it first/);
    }),
);

serviceTest(
  "an export in S3 is read as one on disk, archive and all",
  "s3",
  (server: Running) =>
    inFolder(async (folder) => {
      const s3 = await freshBucket(server);
      const node = (id: string, parent: string | null, children: string[], role: string, text: string) => ({
        id,
        parent,
        children,
        message: { id, author: { role }, create_time: 1_700_000_000, content: { content_type: "text", parts: [text] } },
      });
      const conversations = ["one", "two"].map((id) => ({
        id,
        title: `Talk ${id}`,
        create_time: 1_700_000_000,
        update_time: 1_700_000_100,
        current_node: "b",
        mapping: { a: node("a", null, ["b"], "user", `Hello ${id}`), b: node("b", "a", [], "assistant", "Hello you") },
      }));
      const archive = zip([{ name: "conversations.json", data: JSON.stringify(conversations) }]);
      await Deno.writeFile(join(folder, "export.zip"), archive);
      await s3.plain.put("in/export.zip", archive);
      const pipeline = (from: string, out: string) => ({
        source: { use: "chatgpt", path: from },
        to: { use: "jsonl", path: out },
        ledger: { use: "memory" },
      });
      const pipelines = {
        near: pipeline("export.zip", "near.jsonl"),
        far: pipeline(`s3://${s3.bucket}/in/export.zip`, "far.jsonl"),
      };
      await Deno.writeTextFile(join(folder, "threadloom.json"), JSON.stringify({ pipelines }));
      for (const name of ["near", "far"]) {
        const ran = await threadloom(folder, ["run", name], s3);
        assert.equal(ran.code, 0, ran.err);
      }
      const far = await Deno.readTextFile(join(folder, "far.jsonl"));
      assert.equal(far.split("\n").length, 3);
      assert.equal(far, await Deno.readTextFile(join(folder, "near.jsonl")));
    }),
);

serviceTest(
  "finetune --out s3://… leaves there what it leaves in a folder",
  "s3",
  (server: Running) =>
    inFolder(async (folder) => {
      const s3 = await freshBucket(server);
      const message = (id: number, from: string) => ({
        id,
        type: "message",
        date_unixtime: String(1_700_000_000 + id * 20),
        from,
        from_id: from === "Ann" ? "user1" : "user2",
        text: `Message ${id} says something that is long enough to be worth a few tokens, and more.`,
      });
      const messages = Array.from({ length: 60 }, (_, i) => message(i + 1, i % 2 ? "Ann" : "Bob"));
      const chat = { name: "Bob", type: "personal_chat", id: 7, messages };
      await Deno.writeTextFile(join(folder, "result.json"), JSON.stringify(chat));
      const args = ["finetune", "result.json", "--me", "user1", "--json"];
      const local = await threadloom(folder, [...args, "--out", "here"], s3);
      assert.equal(local.code, 0, local.err);
      const remote = await threadloom(folder, [...args, "--out", `s3://${s3.bucket}/jobs/run-1/data`], s3);
      assert.equal(remote.code, 0, remote.err);
      assert.ok(JSON.parse(remote.out).statistics);
      for (const name of ["train.jsonl", "processed.json", "statistics.json"]) {
        const there = await s3.files.read(`s3://${s3.bucket}/jobs/run-1/data/${name}`);
        assert.deepEqual(there, await Deno.readFile(join(folder, "here", name)), name);
      }
    }),
);

serviceTest(
  "a sink in S3 runs with the permissions it declares, and its endpoint",
  "s3",
  (server: Running) =>
    inFolder(async (folder) => {
      const s3 = await freshBucket(server);
      await Deno.writeTextFile(
        join(folder, "script.ts"),
        `import { from, run } from "${new URL("../../../mod.ts", import.meta.url)}";
       import { jsonlSink } from "${new URL("../../../plugins/jsonl/mod.ts", import.meta.url)}";
       import { memory } from "${new URL("../../../plugins/ledger/mod.ts", import.meta.url)}";
       import { permissionFlags, permissionsOf } from "${new URL("../../../mod.ts", import.meta.url)}";
       const sink = jsonlSink({ path: "s3://${s3.bucket}/x.jsonl" });
       if (Deno.args[0]) console.log(permissionFlags(permissionsOf(sink)).join("\\n"));
       else console.log((await run(from([{ id: 1 }]).to(sink), { name: "x", ledger: memory() })).status);`,
      );
      const deno = async (flags: string[], ...args: string[]) => {
        const command = new Deno.Command(Deno.execPath(), {
          args: ["run", "-q", "--no-prompt", "--no-check", `--config=${DENO_JSON}`, ...flags, "script.ts", ...args],
          cwd: folder,
          env: s3.environment,
        });
        const { stdout, stderr } = await command.output();
        return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
      };
      const flags = (await deno([], "flags")).trim().split("\n");
      const own = flags.map((flag) => flag.startsWith("--allow-net=") ? `${flag},${new URL(server.url).host}` : flag);
      assert.equal(flags.length, 2);
      // The script is read for its own text: what was inline in it belongs to its definition.
      assert.equal(await deno([...own, `--allow-read=${folder}`]), "ok\n");
      assert.equal(new TextDecoder().decode(await s3.files.read(`s3://${s3.bucket}/x.jsonl`)), '{"id":1}\n');
      assert.equal(await deno([...flags, `--allow-read=${folder}`]), "partial\n");
    }),
);
