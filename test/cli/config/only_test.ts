/** Of a config with several pipelines, only those that are asked for need their part of the environment. */
import assert from "node:assert/strict";
import { loadFile, mistakesIn, withFiles } from "./support.ts";

const UNSET = (path: string, name: string) =>
  `${path}: the environment variable "${name}" is not set, expected a value: set it before you start`;

const CONFIG = {
  pipelines: {
    chats: { source: { use: "chatgpt", path: { env: "EXPORT" } }, to: { use: "sqlite", path: { env: "CHATS" } } },
    lines: { source: { pipeline: "chats" }, to: { use: "jsonl", path: { env: "LINES" } } },
    other: { source: { use: "chatgpt", path: "b.zip" }, to: { use: "jsonl", path: { env: "OTHER" } } },
  },
};
const SET = { EXPORT: "a.zip", CHATS: "chats.db", LINES: "lines.jsonl", OTHER: "other.jsonl" };

Deno.test("a variable of a pipeline that is not asked for is neither needed nor read", async () => {
  await withFiles({ "threadloom.json": CONFIG }, async (folder) => {
    const asked = new Set<string>();
    const env = (name: string) => {
      asked.add(name);
      return name === "EXPORT" ? "a.zip" : name === "CHATS" ? "chats.db" : undefined;
    };
    const { names, pipelines } = await loadFile(`${folder}/threadloom.json`, {}, { only: ["chats"], env });
    assert.deepEqual([...asked], ["EXPORT", "CHATS"]);
    assert.deepEqual(names, ["chats", "lines", "other"]);
    assert.deepEqual([...pipelines.keys()], ["chats"]);
    assert.deepEqual(pipelines.get("chats")?.permissions.env, ["EXPORT", "CHATS"]);
  });
});

Deno.test("a pipeline needs the variables of those that feed it", async () => {
  await withFiles({ "threadloom.json": CONFIG }, async (folder) => {
    const path = `${folder}/threadloom.json`;
    assert.deepEqual(await mistakesIn(path, { LINES: "lines.jsonl", EXPORT: "a.zip" }, { only: ["lines"] }), [
      UNSET("pipelines.chats.to.path", "CHATS"),
    ]);
    const { pipelines } = await loadFile(path, { ...SET, OTHER: "" }, { only: ["lines"] });
    assert.deepEqual([...pipelines.keys()], ["chats", "lines"]);
    assert.deepEqual(pipelines.get("lines")?.permissions.env, ["EXPORT", "CHATS", "LINES"]);
  });
});

Deno.test("without a choice all variables are needed; what is wrong in the text is told of every pipeline", async () => {
  await withFiles({ "threadloom.json": CONFIG }, async (folder) => {
    assert.deepEqual(await mistakesIn(`${folder}/threadloom.json`, { EXPORT: "a.zip", CHATS: "c.db", OTHER: "o" }), [
      UNSET("pipelines.lines.to.path", "LINES"),
    ]);
  });
  const wrong = structuredClone(CONFIG) as { pipelines: { other: { to: Record<string, unknown> } } };
  wrong.pipelines.other.to = { use: "jsonl", path: { env: "OTHER" }, record: "word" };
  await withFiles({ "threadloom.json": wrong }, async (folder) => {
    const [found, ...more] = await mistakesIn(`${folder}/threadloom.json`, { EXPORT: "a", CHATS: "c" }, {
      only: ["chats"],
    });
    assert.match(found, /^pipelines\.other\.to\./);
    assert.deepEqual(more, []);
  });
});
