/** `embed` in a config file: the key from the environment, only the permissions it declares, no secret in what is left. */
import assert from "node:assert/strict";
import { runWith } from "../../../conformance/permissions.ts";
import { embeddingServer } from "../../support/embedding_server.ts";
import { writeSampleExport } from "../../../examples/sample_export/mod.ts";
import { loadFile, mistakesOf, ROOT, withFiles } from "../../cli/config/support.ts";

const KEY = "canary-key-of-the-config";

Deno.test("a config's embed runs with the permissions it declares and no others, and leaves its key nowhere", async () => {
  await using server = embeddingServer({ width: 16, apiKey: KEY });
  const through = [{ use: "embed", model: "m", baseUrl: server.baseUrl, apiKey: { env: "EMBED_KEY" }, dimensions: 16 }];
  const config = {
    pipelines: {
      vectors: {
        source: { use: "chatgpt", path: "export.zip" },
        through,
        to: { use: "jsonl", path: "out/vectors.jsonl" },
      },
    },
  };
  await withFiles({ "threadloom.json": config }, async (folder) => {
    await writeSampleExport(`${folder}/export.zip`, { edition: 1 });
    await Deno.mkdir(`${folder}/out`);
    const file = `${folder}/threadloom.json`;
    const pipeline = (await loadFile(file, { EMBED_KEY: KEY })).pipelines.get("vectors")!;
    const program = `
      import { loadConfig } from "${ROOT}cli/config/load.ts";
      import { run } from "${ROOT}mod.ts";
      const load = (module) => import(new URL(module, "${ROOT}cli/").href);
      const { pipelines } = await loadConfig(${JSON.stringify(file)}, { load });
      const { name, pipeline, stateFolder } = pipelines.get("vectors");
      console.log(JSON.stringify(await run(pipeline, { name, stateFolder })));`;
    Deno.env.set("EMBED_KEY", KEY);
    try {
      const needs = [pipeline.permissions, ...pipeline.plugins.map(({ permissions }) => permissions)];
      const { code, stdout, stderr, beyond } = await runWith(needs, program);
      assert.equal(code, 0, stderr);
      assert.deepEqual(beyond, []);
      const report = JSON.parse(stdout.trimEnd().split("\n").at(-1)!);
      assert.deepEqual([report.status, report.metrics["embedding.tokens"] > 50], ["ok", true]);
      assert.ok(!(stdout + stderr).includes(KEY));
    } finally {
      Deno.env.delete("EMBED_KEY");
    }
    const lines = (await Deno.readTextFile(`${folder}/out/vectors.jsonl`)).trimEnd().split("\n").map((one) =>
      JSON.parse(one)
    );
    const [message] = lines.flatMap(({ messages }) => messages).filter(({ derived }) => derived);
    assert.deepEqual([message.derived.embedding.value.vector.length, message.derived.embedding.value.model], [
      16,
      "m@16",
    ]);
    assert.ok((await Deno.stat(`${folder}/.threadloom/vectors/embeddings.db`)).isFile);
    for await (const path of filesBelow(folder)) {
      const bytes = new TextDecoder("latin1").decode(await Deno.readFile(path));
      assert.ok(!bytes.includes(KEY), path);
    }
  });
});

Deno.test("a key in plain text is a mistake in a config", async () => {
  const through = [{ use: "embed", apiKey: "plain-key" }];
  const pipelines = {
    p: { source: { use: "jsonl", path: "in.jsonl" }, through, to: { use: "jsonl", path: "out.jsonl" } },
  };
  const [mistake] = await mistakesOf({ pipelines });
  assert.match(mistake, /pipelines\.p\.through\[0\]\.apiKey: is a secret in plain text/);
});

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* filesBelow(`${folder}/${name}`);
    else yield `${folder}/${name}`;
  }
}
