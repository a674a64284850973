import assert from "node:assert/strict";
import { loadFile, mistakesIn, mistakesOf, ROOT, withFiles } from "./support.ts";

const chatgpt = { use: "chatgpt", path: "x.zip" };
const lines = { use: "jsonl", path: "x.jsonl" };

Deno.test("a pipeline is fed by the store that another keeps: the same path, also a default one", async () => {
  for (const path of [undefined, "deep/chats.db"]) {
    const config = {
      pipelines: {
        second: { source: { pipeline: "first" }, to: lines },
        first: { source: chatgpt, to: [lines, { use: "sqlite", ...(path ? { path } : {}) }] },
      },
    };
    await withFiles({ "threadloom.json": config }, async (folder) => {
      const { pipelines } = await loadFile(`${folder}/threadloom.json`);
      const second = pipelines.get("second");
      assert.deepEqual(second?.feeds, ["first"]);
      assert.deepEqual(pipelines.get("first")?.feeds, []);
      assert.equal(second?.plugins[0].path, "pipelines.second.source");
      assert.equal(second?.plugins[0].use, "sqlite");
      assert.deepEqual(second?.plugins[0].options, { path: `${folder}/${path ?? "threadloom.db"}` });
    });
  }
});

Deno.test("of several stores the feed names one; a file sink cannot be read back", async () => {
  const to = [{ use: "sqlite", name: "one" }, { to: [{ use: "sqlite", path: "b.db", name: "two" }] }, lines];
  const feed = (source: object) => ({ pipelines: { a: { source: chatgpt, to }, b: { source, to: lines } } });
  assert.deepEqual(await mistakesOf(feed({ pipeline: "a" })), [
    'pipelines.b.source: "a" keeps several stores, expected one of them named: sink: "one" or "two"',
  ]);
  assert.deepEqual(await mistakesOf(feed({ pipeline: "a", sink: "tow" })), [
    'pipelines.b.source.sink: there is no store "tow" of pipeline "a", did you mean "two"? (expected one, two)',
  ]);
  assert.deepEqual(await mistakesOf(feed({ pipeline: "a", sink: "jsonl" })), [
    'pipelines.b.source.sink: "jsonl" cannot be read back, expected one or two',
  ]);
  await withFiles({ "threadloom.json": feed({ pipeline: "a", sink: "two" }) }, async (folder) => {
    const [source] = (await loadFile(`${folder}/threadloom.json`)).pipelines.get("b")?.plugins ?? [];
    assert.deepEqual(source.options, { path: `${folder}/b.db` });
  });
  assert.deepEqual(
    await mistakesOf({ pipelines: { a: { source: chatgpt, to: lines }, b: { source: { pipeline: "a" }, to: lines } } }),
    [
      'pipelines.b.source: "a" keeps nothing that can be read back (jsonl), expected a store such as sqlite among its sinks',
    ],
  );
});

Deno.test("feeds in a circle are told once, with the way round", async () => {
  const to = { use: "sqlite" };
  const found = await mistakesOf({
    pipelines: {
      a: { source: { pipeline: "b" }, to },
      b: { source: { pipeline: "c" }, to },
      c: { source: { pipeline: "a" }, to },
      d: { source: { pipeline: "a" }, to },
      e: { source: { pipeline: "e" }, to },
    },
  });
  assert.deepEqual(found, [
    'pipelines.a.source.pipeline: reads itself ("a" reads "b" reads "c" reads "a"), expected one of them to read something else',
    'pipelines.e.source.pipeline: reads itself ("e" reads "e"), expected one of them to read something else',
  ]);
});

Deno.test("a feed with other keys, or of something that is no name, is a mistake", async () => {
  const found = await mistakesOf({
    pipelines: {
      a: { source: chatgpt, to: { use: "sqlite" } },
      b: { source: { pipeline: 5, snik: "x" }, to: lines },
      c: { source: { pipeline: "a", sink: 5 }, to: lines },
    },
  });
  assert.equal(found.length, 3);
  assert.match(found[0], /^pipelines\.b\.source\.snik: there is no key "snik", did you mean "sink"/);
  assert.match(found[1], /^pipelines\.b\.source\.pipeline: is 5, expected the name of a pipeline/);
  assert.match(found[2], /^pipelines\.c\.source\.sink: is 5/);
});

Deno.test("a config in TypeScript holds made plugins, functions, branches and whole pipelines", async () => {
  const text = `
import { defineConfig, from, through, type Conversation } from "${ROOT}mod.ts";
import { chatgptSource } from "${ROOT}plugins/chatgpt/mod.ts";
import { jsonlSink } from "${ROOT}plugins/jsonl/mod.ts";
import { memory } from "${ROOT}plugins/ledger/mod.ts";
import { sqliteStore } from "${ROOT}plugins/sqlite/mod.ts";
import { titles } from "./titles.ts";
export default defineConfig({
  pipelines: {
    whole: from(chatgptSource({ path: "/in.zip" })).through(titles).to(jsonlSink({ path: "/out/a.jsonl" })),
    parts: {
      source: chatgptSource({ path: "/in.zip" }),
      through: [(chat: Conversation) => chat],
      to: [sqliteStore({ path: "/chats.db" }), through(titles).to(jsonlSink({ path: "/out/b.jsonl" })), { through: [titles], to: { use: "jsonl", path: "c.jsonl", name: "c" } }],
      ledger: memory(),
    },
    fed: { source: { pipeline: "parts" }, to: { use: "markdown", path: "vault" } },
  },
});`;
  const titles =
    `import type { Conversation } from "${ROOT}mod.ts";\nexport const titles = (chat: Conversation): string => chat.title ?? "";\n`;
  await withFiles({ "threadloom.config.ts": text, "titles.ts": titles }, async (folder) => {
    const { pipelines } = await loadFile(`${folder}/threadloom.config.ts`);
    const shown = (name: string) => pipelines.get(name)?.plugins.map(({ path, use }) => `${path} ${use}`);
    assert.deepEqual(shown("whole"), ["pipelines.whole.source chatgpt", "pipelines.whole.to[0] jsonl"]);
    assert.deepEqual(shown("parts"), [
      "pipelines.parts.source chatgpt",
      "pipelines.parts.to[0] sqlite",
      "pipelines.parts.to[1].to[0] jsonl",
      "pipelines.parts.to[2].to jsonl",
    ]);
    assert.deepEqual(pipelines.get("fed")?.plugins[0].options, { path: "/chats.db" });
    assert.equal(pipelines.get("parts")?.ledger?.name, "memory");
    const { read } = pipelines.get("fed")?.permissions ?? {};
    for (const one of ["threadloom.config.ts", "titles.ts", ".threadloom/fed"]) {
      assert.ok(read?.includes(`${folder}/${one}`), one);
    }
    assert.deepEqual(read?.filter((path) => path.startsWith(folder)).length, 3);
  });
});

Deno.test("made values in the wrong place, factories that nobody called and chains the engine refuses are mistakes", async () => {
  const text = `
import { from } from "${ROOT}mod.ts";
import { chatgptSource } from "${ROOT}plugins/chatgpt/mod.ts";
import { jsonlSink, jsonlSource } from "${ROOT}plugins/jsonl/mod.ts";
import { sqliteStore } from "${ROOT}plugins/sqlite/mod.ts";
const source = chatgptSource({ path: "/in.zip" });
const sink = jsonlSink({ path: "/out.jsonl" });
export default { pipelines: {
  a: { source: sink, to: source },
  b: { source: chatgptSource, through: [sink, 5], to: [jsonlSink] },
  c: { source, to: [sink, { use: "jsonl", path: "x" }] },
  d: { source: jsonlSource({ path: "x" }), through: [new Date()], to: [sqliteStore({})] },
} };`;
  await withFiles({ "threadloom.config.ts": text }, async (folder) => {
    const found = await mistakesIn(`${folder}/threadloom.config.ts`);
    assert.deepEqual(found, [
      'pipelines.a.source: is a plugin of the kind "file", expected a source',
      'pipelines.a.to: is a plugin of the kind "source", expected a sink',
      "pipelines.b.source: is a plugin's factory, expected what it makes: call it with its options",
      'pipelines.b.through[0]: is a plugin of the kind "file", expected a transform',
      'pipelines.b.through[1]: is 5, expected { use: "<transform>", … }',
      "pipelines.b.to[0]: is a plugin's factory, expected what it makes: call it with its options",
      'pipelines.c.to[1].name: the sink is named "jsonl" as pipelines.c.to[0] is, expected a name of its own: name: "…"',
      'pipelines.d.through[0]: is an object, expected { use: "<transform>", … }',
    ]);
  });
});
