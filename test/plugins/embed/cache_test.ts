/** The cache of vectors: shared, private, safe against the end of the process, and no reason to fail. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { VectorCache } from "../../../plugins/embed/cache/vector_cache.ts";
import { embeddingServer } from "../../support/embedding_server.ts";
import { inFolder, pluginContext } from "../../support/plugin_context.ts";
import { conversation, setup } from "./support.ts";

Deno.test("pipelines share a cache: what one has paid for costs the other nothing", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    const options = { baseUrl: server.baseUrl, model: "m", cache: `${folder}/shared/vectors.db` };
    await setup(`${folder}/one`, options, conversation("a", "one", "two")).run();
    const other = setup(`${folder}/two`, options, conversation("b", "two", "three"));
    const report = await other.run();
    assert.deepEqual(server.batches, [["one", "two"], ["three"]]);
    assert.equal(report.metrics["embedding.cached"], 1);
    assert.deepEqual(other.embedding("b", "m0")?.vector, server.vectorOf("two"));
    const { mode } = await Deno.stat(`${folder}/shared/vectors.db`);
    assert.equal(mode! & 0o777, 0o600);
    assert.deepEqual([...Deno.readDirSync(`${folder}/shared`)].map(({ name }) => name), ["vectors.db"]);
  }));

Deno.test("no text and no id stands in the cache", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    await setup(folder, { baseUrl: server.baseUrl, model: "m" }, conversation("my-conversation", "my secret text"))
      .run();
    const bytes = new TextDecoder("latin1").decode(await Deno.readFile(`${folder}/state/embeddings.db`));
    for (const said of ["my-conversation", "secret", "m0"]) assert.ok(!bytes.includes(said), said);
  }));

Deno.test("without a cache, and where a pipeline keeps no state, every run pays anew, each text once", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    const test = setup(folder, { baseUrl: server.baseUrl, model: "m", cache: false }, conversation("a", "one", "one"));
    await test.run();
    assert.deepEqual(server.batches, [["one"]]);
    await assert.rejects(Deno.stat(`${folder}/state/embeddings.db`), Deno.errors.NotFound);
  }));

Deno.test("what was paid for is kept when the process is killed right then", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8, fault: (n) => n === 3 ? { kind: "hang" } : undefined });
    const path = `${folder}/vectors.db`;
    const support = new URL("./support.ts", import.meta.url).href;
    const code = `import { conversation, setup } from "${support}";
      const said = Array.from({ length: 12 }, (_, i) => "text " + i);
      const options = { baseUrl: "${server.baseUrl}", model: "m", cache: "${path}", maxBatchSize: 2, concurrency: 1 };
      await setup("${folder}", options, conversation("a", ...said)).run();`;
    await Deno.writeTextFile(`${folder}/run.ts`, code);
    const child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        "-A",
        "--no-check",
        "--config",
        new URL("../../../deno.json", import.meta.url).pathname,
        `${folder}/run.ts`,
      ],
    }).spawn();
    while (server.asked.length < 4) await Promise.race([child.status, new Promise((go) => setTimeout(go, 20))]);
    child.kill("SIGKILL");
    await child.status;
    const test = setup(
      `${folder}/again`,
      { baseUrl: server.baseUrl, model: "m", cache: path },
      conversation("a", ...Array.from({ length: 12 }, (_, i) => `text ${i}`)),
    );
    const report = await test.run();
    assert.equal(report.metrics["embedding.cached"], 6, "three answers had come");
    assert.deepEqual(server.batches.at(-1), ["text 6", "text 7", "text 8", "text 9", "text 10", "text 11"]);
  }));

Deno.test("a damaged cache is put aside, and the run goes on", () =>
  inFolder(async (folder) => {
    await using server = embeddingServer({ width: 8 });
    await Deno.writeTextFile(
      `${folder}/vectors.db`,
      "this is no database, but some text that is long enough to be one",
    );
    const test = setup(
      folder,
      { baseUrl: server.baseUrl, model: "m", cache: `${folder}/vectors.db` },
      conversation("a", "one"),
    );
    assert.equal((await test.run()).status, "ok");
    assert.match(test.warnings[0], /is damaged: it is put aside as/);
    assert.match(await Deno.readTextFile(`${folder}/vectors.db.damaged`), /no database/);
  }));

Deno.test("a database of something else is left alone, a newer cache is not touched", () =>
  inFolder(async (folder) => {
    const path = `${folder}/other.db`;
    const db = new DatabaseSync(path);
    db.exec("CREATE TABLE mine (x); INSERT INTO mine VALUES (1)");
    db.close();
    await assert.rejects(VectorCache.open(pluginContext(), path), /it is a database of something else/);
    (await VectorCache.open(pluginContext(), `${folder}/new.db`)).close();
    const newer = new DatabaseSync(`${folder}/new.db`);
    newer.exec("PRAGMA user_version = 7; UPDATE meta SET value = 'threadloom 9.0.0'");
    newer.close();
    await assert.rejects(
      VectorCache.open(pluginContext(), `${folder}/new.db`),
      /threadloom 9\.0\.0 wrote it in format 7/,
    );
  }));

Deno.test("two processes may have it open at a time", () =>
  inFolder(async (folder) => {
    const path = `${folder}/vectors.db`;
    const [one, two] = [await VectorCache.open(pluginContext(), path), await VectorCache.open(pluginContext(), path)];
    const [a, b] = ["a", "b"].map((digit) => digit.repeat(32));
    one.put([{ key: a, vector: Float32Array.of(1, 2), owners: [a] }]);
    two.put([{ key: a, vector: Float32Array.of(9, 9), owners: [b] }, {
      key: b,
      vector: Float32Array.of(3),
      owners: [b],
    }]);
    assert.deepEqual([...one.get([a, b]).values()], [Float32Array.of(1, 2), Float32Array.of(3)], "what is there stays");
    assert.equal(one.forget([a]), 0, "another conversation needs it");
    assert.equal(two.forget([b]), 2);
    one.close();
    two.close();
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["vectors.db"]);
  }));

Deno.test("a server that serves another model under the same name is noticed", () =>
  inFolder(async (folder) => {
    const options = { model: "m", cache: `${folder}/vectors.db` };
    {
      await using server = embeddingServer({ width: 8 });
      await setup(folder, { ...options, baseUrl: server.baseUrl }, conversation("a", "one")).run();
    }
    await using server = embeddingServer({ width: 4 });
    const test = setup(`${folder}/x`, { ...options, baseUrl: server.baseUrl }, conversation("a", "one", "two"));
    assert.equal((await test.run()).source.dead, 1);
  }));
