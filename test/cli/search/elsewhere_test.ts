/** Searches and answers outside an import's folder: in a Weaviate collection, in the stores of a configured pipeline. */
import assert from "node:assert/strict";
import { temporaryCollection } from "../../../plugins/weaviate/mod.ts";
import { serviceTest } from "../../support/services.ts";
import { BREAD, inFolder, SEA, TEA, writeExport } from "../import/support.ts";
import { type Done, threadloom } from "../support.ts";

const KEYS = ["conversationId", "messageId", "title", "role", "createdAt", "snippet", "score"];

function hits({ code, out, err }: Done): { [key: string]: unknown }[] {
  assert.equal(code, 0, err);
  return out.trimEnd().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

const config = (to: object[]) =>
  JSON.stringify({
    pipelines: {
      chats: { source: { use: "chatgpt", path: "first.zip" }, through: [{ use: "embed", engine: "hashed" }], to },
      plain: { source: { use: "chatgpt", path: "first.zip" }, to: [{ use: "jsonl", path: "chats.jsonl" }] },
    },
  });

async function written(cwd: string, to: object[]): Promise<void> {
  await writeExport(`${cwd}/first.zip`, [BREAD, SEA, TEA], 0);
  await Deno.writeTextFile(`${cwd}/threadloom.json`, config(to));
  const { code, err } = await threadloom(["run", "chats"], cwd);
  assert.equal(code, 0, err);
}

serviceTest(
  "search and ask look into a Weaviate collection, by its address or by the pipeline that keeps it",
  "weaviate",
  ({ url }) =>
    inFolder(async (cwd) => {
      await using made = temporaryCollection({ url });
      const { collection } = made;
      await written(cwd, [{ use: "weaviate", url, collection }]);
      for (const door of [["--weaviate", url, "--collection", collection], ["--pipeline", "chats"]]) {
        for (const mode of ["--text", "--semantic", "--hybrid"]) {
          const found = hits(
            await threadloom(["search", ...door, mode, "holiday plans", "--limit", "1", "--json"], cwd),
          );
          assert.deepEqual(Object.keys(found[0]), KEYS, `${door[0]} ${mode}`);
          assert.equal(found[0].conversationId, "c3", `${door[0]} ${mode}`);
        }
        const [{ messageId }] = hits(await threadloom(["search", ...door, "holiday", "--limit", "1", "--json"], cwd));
        const like = hits(await threadloom(["search", ...door, "--like", String(messageId), "--json"], cwd));
        assert.ok(like.length > 0 && like.every((one) => one.messageId !== messageId));
        const shown = await threadloom(["search", ...door, "holiday", "--limit", "1"], cwd);
        assert.match(shown.out, /^1\. {2}Holiday plans .*\n.*\n {4}conversation c3 {2}message /);
        const asked = await threadloom(["ask", ...door, "Where to go on holiday?", "--dry-run", "--json"], cwd);
        const { excerpts } = JSON.parse(asked.out);
        assert.equal(excerpts[0].conversationId, "c3", door[0]);
      }
      const none = await threadloom(["search", "--weaviate", url, "--collection", "NoSuchThing", "holiday"], cwd);
      assert.equal(none.code, 2);
      assert.match(none.err, /Cannot search collection "NoSuchThing": no store is there/);
    }),
);

Deno.test("search looks into the SQLite store of a configured pipeline, and with its vectors in all modes", () =>
  inFolder(async (cwd) => {
    await written(cwd, [{ use: "sqlite", path: "chats.db" }, { use: "vectors", path: "chats.vectors" }]);
    for (const mode of ["--text", "--semantic", "--hybrid"]) {
      const args = ["search", "--config", "threadloom.json", "--pipeline", "chats", mode, "holiday", "--json"];
      const found = hits(await threadloom(args, cwd));
      assert.equal(found[0].conversationId, "c3", mode);
    }
    const shown = await threadloom(["search", "--pipeline", "chats", "holiday", "--limit", "1"], cwd);
    assert.match(shown.out, /https:\/\/chatgpt\.com\/c\/c3/);
  }));

Deno.test("search says what cannot be searched, and why", () =>
  inFolder(async (cwd) => {
    await Deno.writeTextFile(`${cwd}/threadloom.json`, config([{ use: "sqlite", path: "chats.db" }]));
    const told = async (...args: string[]): Promise<string> => {
      const { code, err } = await threadloom(["search", ...args, "tea"], cwd);
      assert.equal(code, 2, err);
      return err;
    };
    assert.match(
      await told("--pipeline", "plain"),
      /none of its stores can be searched, expected one of weaviate, sqlite/,
    );
    assert.match(await told("--pipeline", "chat"), /Cannot find the pipeline "chat": did you mean "chats"\?/);
    assert.match(
      await told("--pipeline", "chats", "--semantic"),
      /nothing in it makes vectors for "sqlite", expected a/,
    );
    assert.match(
      await told("--weaviate", "http://127.0.0.1:1", "--out", "x"),
      /two stores at once: give one of --weaviate, --/,
    );
    assert.match(await told("--collection", "Chats"), /Cannot tell what --collection is of: give the server's address/);
    assert.match(await told("--weaviate", "127.0.0.1"), /expected an address that begins with http/);
  }));
